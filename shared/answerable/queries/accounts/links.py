"""Links: what a person sets their first or next password with, made by whoever looks after accounts."""

from __future__ import annotations

from pydantic import AwareDatetime

from answerable.events.base import ActorId
from answerable.queries.accounts.shared import Entered, Hidden, Where
from answerable.queries.base import Answer, Query


class LinkSeen(Answer):
    """What a link is for.

    Arguments:
        person: whose it is.
        purpose: ``set_up``, ``invitation`` or ``reset``.
        expires_at: until when it is good.
    """

    person: ActorId
    purpose: str
    expires_at: AwareDatetime


class LookAtLink(Query[LinkSeen]):
    """Whose is a link, and what is it for? It is not used up.

    Arguments:
        link: its secret.
    """

    link: Hidden


class AcceptLink(Query[Entered]):
    """Set a password with a link, and sign in.

    Arguments:
        link: its secret.
        password: the new one.
        where: where they are.
    """

    link: Hidden
    password: Hidden
    where: Where


class MadeLink(Answer):
    """A link by which somebody sets a password; it is shown once.

    Arguments:
        person: who.
        purpose: ``set_up``, ``invitation`` or ``reset``.
        link: its secret, to be put behind ``/join?link=``.
        expires_at: until when it is good.
    """

    person: ActorId
    purpose: str
    link: Hidden
    expires_at: AwareDatetime


class SetUp(Query[MadeLink]):
    """Make the link of the first manager, as long as nobody has an account.

    Arguments:
        person: who; they are employed.
    """

    person: ActorId


class Invite(Query[MadeLink]):
    """Make a link by which somebody gets an account.

    Arguments:
        person: who; they are on the register of staff.
    """

    person: ActorId


class Reset(Query[MadeLink]):
    """Make a link by which somebody sets another password; the one they have is good until then.

    Arguments:
        person: who.
        drops_second_factor: whether the second factor is gone when it is used.
    """

    person: ActorId
    drops_second_factor: bool = False
