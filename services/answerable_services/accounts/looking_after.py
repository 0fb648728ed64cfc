"""Whom a manager looks after: whoever makes somebody's link could become them.

So the asker has to look after every place that the person's roles reach: a site's manager makes no link for
an auditor of all sites. That is asked again when a link is used, for roles may have grown since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from answerable.errors import Forbidden, NotFound
from answerable.identity import Kind, Principal
from answerable.identity.sight import Sight, sight_of
from answerable.identity.table import table
from answerable.wording import say
from answerable_services.accounts import refusals
from answerable_services.accounts.invitations import Link, Purpose

if TYPE_CHECKING:
    from answerable_services.accounts.register import Register

_MADE_BY = {Purpose.INVITATION: "accounts.invite", Purpose.RESET: "accounts.reset"}
"""What the table calls the making of a link."""


def look_after(register: Register, person: str, sight: Sight) -> None:
    """Let somebody change what is kept of a person, where they may wherever the person reaches.

    Arguments:
        register: who is employed, and as what.
        person: whose.
        sight: what the asker may see.

    Raises:
        Forbidden: the person reaches further, or is the asker.
        NotFound: nobody of the name ever worked where the asker may see them.
        Unavailable: the register was not read yet.
    """
    register.check_read()
    if person == sight.person:
        raise Forbidden(say("error.account.not_ones_own"))
    roles = register.ever_held(person)
    if not roles and not sight.is_everything:
        raise NotFound(say("error.no_matter", matter=person))
    if not sight.is_everything and not any(site is not None and sight.shows(site) for _, site in roles):
        missing = NotFound(say("error.no_matter", matter=person))
        missing.is_elsewhere = True
        raise missing
    for role, site in roles:
        reaches = None if site is None else table().counts_at(role, site)
        if reaches is not None:
            sight.check(reaches)
        elif not sight.is_everything:
            raise Forbidden(say("error.account.reaches_further", person=person))


def check_link(register: Register, link: Link) -> None:
    """Let a link be good for as long as whoever made it could make it: for what its person is today.

    What the command line made is good: whoever has the installation's keys may do so for everybody.

    Arguments:
        register: who is employed, and as what.
        link: which.

    Raises:
        Unauthenticated: they could not: they have left, have another role, or the person reaches further.
        Corrupt: it is not known who they are.
        Unavailable: it is not known yet.
    """
    if link.by is None or Kind.of(link.by) is not Kind.STAFF:
        return
    try:
        maker = Principal(id=link.by, grants=register.grants_of(link.by))
        look_after(register, link.person, sight_of(maker, _MADE_BY[link.purpose]))
    except (Forbidden, NotFound) as error:
        raise refusals.no_link() from error
