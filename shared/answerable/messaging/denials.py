"""Denied attempts: counted where they are refused, and told to the accounts service, which has them recorded.

Whoever is refused can ask again as often as they like. So what is alike is one entry with a count, there are
so many entries and no more, and telling is nobody's wait: a refusal only counts, and what was counted is sent
beside it, once a second at most.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated, Self, TypeGuard

import structlog
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError
from nats.errors import TimeoutError as NatsTimeoutError
from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from answerable.errors import AnswerableError, Forbidden, Invalid, Unauthenticated
from answerable.events.base import ActorId, SiteId
from answerable.messaging.addresses import shortened_address
from answerable.messaging.border import FOREIGN
from answerable.messaging.subjects import denied_subject
from answerable.streams.account.events import Action, Denial, Shortened, TokenName, Way

if TYPE_CHECKING:
    from types import TracebackType

    from nats.aio.client import Client

    from answerable.identity import Principal

log = structlog.get_logger()

MOST = 256
"""Entries of a service that are told apart at one time."""

MOST_EACH = 20
"""Entries of one person that are told apart at one time: whoever asks for everything fills nobody's place."""

MOST_NAMED = 1024
"""Further entries that say who, and no longer what was asked."""

UNKNOWN = "unknown"
"""What was asked, where there is nothing of the name that was sent, or too much to tell apart."""

_EVERY_S = 1.0
_HEARD_WITHIN_S = 0.5
_KNOWN = 4096
_MACHINE = "machine-"

_BY_SENTENCE = {
    "error.token_missing": Denial.MISSING,
    "error.token_other_scheme": Denial.MISSING,
    "error.token_unknown": Denial.FORGED,
    "error.token_not_theirs": Denial.FORGED,
    "error.token_of_the_future": Denial.FORGED,
    "error.token_expired": Denial.EXPIRED,
    "error.token_revoked": Denial.REVOKED,
    "permission.proof": Denial.SCOPE,
    "permission.unlisted": Denial.ROLE,
    "permission.no_role": Denial.ROLE,
    "permission.role": Denial.ROLE,
    "permission.doer": Denial.ROLE,
    "permission.role_for_others": Denial.ROLE,
    "permission.elsewhere": Denial.SITE,
    "permission.roll_up": Denial.SITE,
    "permission.relation": Denial.RELATION,
    "permission.oneself": Denial.ONESELF,
    "flow.is_for": Denial.RELATION,
    "flow.is_not_for": Denial.ONESELF,
    "refusal.set_aside_own": Denial.ONESELF,
    "error.not_shown": Denial.RELATION,
    "error.acting_for": Denial.IN_PERSON,
    "error.form_foreign": Denial.FOREIGN,
    "error.form_stale": Denial.FOREIGN,
}
"""Why something was denied, by what whoever asked was told."""

ABOUT_THE_ASKER = frozenset(_BY_SENTENCE)
"""What refusals say that are about who asks, and not about what their question names."""


class Denied(BaseModel):
    """An attempt that was denied; what is alike in all of this is one, with a count.

    Arguments:
        who: as it was proved; whom a proof was made for that holds no more; None where nobody is known.
        action: which command or question.
        at: at which site.
        denial: why.
        way: how it came.
        address: where from, shortened.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: ActorId | None = None
    action: Action
    at: SiteId | None = None
    denial: Denial
    way: Way
    address: Shortened = ""


class DeniedTimes(BaseModel):
    """How often an attempt was denied.

    Arguments:
        denied: which.
        times: how often.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    denied: Denied
    times: PositiveInt


class TokenSeen(BaseModel):
    """A machine's token was used from an address, for the first time in a service's life.

    Arguments:
        who: what the ledger calls whoever uses it.
        token: its name.
        address: where, shortened.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: ActorId
    token: TokenName
    address: Shortened


class Report(BaseModel):
    """What a service tells of at one time.

    Arguments:
        denied: what it refused.
        seen: which tokens it saw from where.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    denied: Annotated[
        tuple[DeniedTimes, ...], Field(max_length=MOST + MOST_NAMED + len(Denial) * len(Way))
    ] = ()
    seen: Annotated[tuple[TokenSeen, ...], Field(max_length=MOST)] = ()


_FORGED = frozenset({"/actor", "/entered_by"})
"""Where a body says who did it, which is nobody's to say."""


def _is_forged(error: BaseException | None) -> TypeGuard[AnswerableError]:
    return isinstance(error, Invalid) and any(one.pointer in _FORGED for one in error.broken_rules)


def _is_told_less(error: BaseException | None) -> TypeGuard[AnswerableError]:
    """Tell whether a refusal is one of what they may not, though it does not say so to whoever asked."""
    return _is_forged(error) or (
        isinstance(error, AnswerableError) and (error.is_elsewhere or error.is_separation)
    )


def denial_of(error: AnswerableError, action: str, who: Principal | None) -> Denial:
    """Tell why something was denied.

    Arguments:
        error: the refusal.
        action: which command or question.
        who: who asked, where that was proved.
    """
    if _is_forged(error):
        return Denial.IN_PERSON
    if error.rule == FOREIGN:
        return Denial.FOREIGN
    if error.is_elsewhere:
        return Denial.SITE
    denial = _BY_SENTENCE.get(error.key, Denial.ONESELF if error.is_separation else Denial.OTHER)
    if denial is Denial.SCOPE and who is not None:
        asked = ".".join(action.split(".", maxsplit=2)[:2])
        if who.scope is None or any(fnmatchcase(asked, pattern) for pattern in who.scope):
            return Denial.SITE  # the token is for the command, and for other sites
    return denial


class Denials:
    """Counts what a service denies, and tells it.

    Arguments:
        part: the service's name.
    """

    def __init__(self, part: str) -> None:
        self._subject = denied_subject(part)
        self._counted: dict[Denied, int] = {}
        self._of_each: dict[str, int] = {}
        self._seen: dict[TokenSeen, None] = {}
        self._known: dict[tuple[str, str], None] = {}

    def __len__(self) -> int:
        """Tell how many entries wait to be told."""
        return len(self._counted) + len(self._seen)

    def refused(
        self,
        error: BaseException | None,
        action: str,
        way: Way,
        *,
        who: Principal | None = None,
        at: str | None = None,
        address: str = "",
    ) -> None:
        """Count a refusal, where it is one of somebody who may not or proves nothing; it never fails.

        Arguments:
            error: the refusal.
            action: which command or question; one that there is, or `UNKNOWN`.
            way: how it came.
            who: who asked, where that was proved.
            at: the site that they asked about.
            address: of their connection.
        """
        if not isinstance(error, Unauthenticated | Forbidden) and not _is_told_less(error):
            return
        known = error.who if isinstance(error, Unauthenticated) else None
        denial = denial_of(error, action, who)
        try:
            denied = Denied(
                who=known if who is None else who.id,
                action=action,
                at=at,
                denial=denial,
                way=way,
                address=shortened_address(address),
            )
        except ValueError:  # a name that nobody can have: what is known of it is that it was denied
            denied = Denied(action=UNKNOWN, denial=denial, way=way)
        self._count(denied, 1)

    def _count(self, denied: Denied, times: int) -> None:
        who = denied.who
        if denied not in self._counted:
            is_too_much = who is not None and self._of_each.get(who, 0) >= MOST_EACH
            if is_too_much or len(self._counted) >= MOST:
                denied = Denied(who=who, action=UNKNOWN, denial=denied.denial, way=denied.way, address="…")
        if denied not in self._counted:
            if len(self._counted) >= MOST + MOST_NAMED:
                denied = denied.model_copy(update={"who": None})
            elif who is not None:
                self._of_each[who] = self._of_each.get(who, 0) + 1
        self._counted[denied] = self._counted.get(denied, 0) + times

    def saw(self, who: Principal, address: str) -> None:
        """Note from where a machine uses its token; of what is no machine nothing is noted.

        Arguments:
            who: who asks, as it was proved.
            address: of their connection.
        """
        if who.proof is None or not who.id.startswith(_MACHINE):
            return
        key = (who.proof, address)
        if key in self._known:
            return
        if len(self._known) >= _KNOWN:
            self._known.clear()
        self._known[key] = None
        if len(self._seen) < MOST:
            with suppress(ValueError):
                seen = TokenSeen(who=who.id, token=who.proof, address=shortened_address(address))
                self._seen[seen] = None

    async def send(self, client: Client) -> bool:
        """Tell what was counted since; what nobody heard is told later.

        Arguments:
            client: an open connection of the service's own user.

        Returns:
            Whether it was heard, or there was nothing to tell.
        """
        if not self:
            return True
        counted, self._counted = self._counted, {}
        self._of_each = {}
        seen, self._seen = self._seen, {}
        report = Report(
            denied=tuple(DeniedTimes(denied=denied, times=times) for denied, times in counted.items()),
            seen=tuple(seen),
        )
        try:
            # Nobody replies: the server itself says at once where nobody listens.
            await client.request(self._subject, report.model_dump_json().encode(), timeout=_HEARD_WITHIN_S)
        except (NatsTimeoutError, TimeoutError):
            return True
        except NoRespondersError:
            heard = False
        except NatsError as error:
            log.info("denials.not_told", reason=str(error))
            heard = False
        else:
            return True
        for denied, times in counted.items():
            self._count(denied, times)
        self._seen = dict.fromkeys([*seen, *self._seen][:MOST])
        return heard

    async def keep_sending(self, client: Client) -> None:
        """Tell again and again what was counted since, until cancelled."""
        while True:
            await asyncio.sleep(_EVERY_S)
            await self.send(client)


class Attempt:
    """One request, as far as is known who asks what; it counts where it is refused.

    Arguments:
        denials: where it counts.
        action: which command or question.
        way: how it came.
        address: of the connection.
    """

    __slots__ = ("_action", "_address", "_denials", "_way", "at", "who")

    def __init__(self, denials: Denials, action: str, way: Way, address: str = "") -> None:
        self._denials = denials
        self._action = action
        self._way = way
        self._address = address
        self.who: Principal | None = None
        self.at: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        if error is not None:
            self._denials.refused(
                error, self._action, self._way, who=self.who, at=self.at, address=self._address
            )
