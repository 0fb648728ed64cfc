"""Whether somebody may do something somewhere, asked of the table with the roles that they have today."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from answerable.identity import Principal
from answerable.identity.answers import Denied, Why
from answerable.identity.permission import may, scope
from answerable.identity.relations import At, Relation
from answerable.identity.table import table
from answerable.queries.accounts import AccountsOf
from answerable_services.console.address import question
from answerable_services.console.failing import status_of

if TYPE_CHECKING:
    from answerable.identity.answers import Allowed
    from answerable.wording import Sentence
    from answerable_services.console.view import View


class Verdict(NamedTuple):
    """What the table answers.

    Arguments:
        is_allowed: whether they may, with everything of the site.
        with_some: by what they may have to do with it, where they may only then.
        why: why not, where they may not at all.
        says: what was asked about, in words.
        not_oneself: whether nobody does it about themselves.
        article: the regulation behind it.
        roles: the roles that it was asked with, each with where it counts.
    """

    is_allowed: bool
    with_some: tuple[str, ...]
    why: Sentence | None
    says: str
    not_oneself: bool
    article: str | None
    roles: tuple[tuple[str, str | None], ...]


async def verdict(view: View, who: str, action: str, site: str) -> Verdict:
    """Tell whether somebody may do something.

    Arguments:
        view: the page; asks as whoever looks at it.
        who: a person, whose roles of today count, or a role, as ``lead`` or ``lead@xm01``.
        action: the command or question.
        site: where; about all sites at once where empty.

    Raises:
        NotFound: the table knows no such thing or role, or nobody is called so.
        AnswerableError: the accounts do not answer, or do not tell whoever looks.
    """
    row = table().row(action)
    if who.startswith("staff-"):
        asked = await view.ask(question(AccountsOf, person=who))
        status_of(asked)
        if asked.error is not None:
            raise asked.error
        grants = () if asked.answer is None else asked.answer.accounts[0].grants
        principal = Principal(id=who, grants=grants)
        held = tuple((grant.role.value, grant.site) for grant in grants)
        found: Allowed | Denied = may(principal, action, site or None)
        some = scope(principal, action).at(site) if site else frozenset()
    else:
        role, _, home = who.partition("@")
        table().what(role)
        held = ((role, home or None),)
        one = At(role, home or None)
        found = table().may([one], action, site or None)
        some = table().scope([one], action).at(site) if site else frozenset()
    is_only_some = isinstance(found, Denied) and found.why is Why.RELATION
    return Verdict(
        bool(found),
        tuple(view.text(one.meaning) for one in Relation if one in some) if is_only_some else (),
        found.reason if isinstance(found, Denied) and not is_only_some else None,
        view.text(row.says),
        row.not_oneself,
        row.article,
        held,
    )
