"""Tokens of machines: signed once, shown once, scoped, ending, and revoked by name.

A service verifies such a token as any other. Of each only what it is for is kept, so that it can be listed
and revoked, and never the token itself.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from answerable.commands.base import ActionPattern
from answerable.errors import BrokenRule, Corrupt, Invalid, NotFound, Refused
from answerable.events.base import ActorId, SiteId
from answerable.identity.keys import Keys, Owner, alone
from answerable.identity.permission import check_machine_scope
from answerable.identity.principals import Kind, Principal
from answerable.identity.tokens import Verifier, sign
from answerable.ledger.server.machine import write_private
from answerable.wording import listed, say

LONGEST_DAYS = 400
"""Days that a token may hold: a year, and time to renew it."""

_FILE = "tokens.json"
_LOOKS_EVERY_S = 1.0
_ID_BYTES = 8


class MachineToken(BaseModel):
    """What is kept of a token.

    Arguments:
        id: its name, by which it is revoked.
        principal: what the ledger calls whoever uses it.
        scope: the commands and queries that it is for.
        sites: the sites that it is for; all where None.
        made_at: since when it holds.
        until: when it ends.
        revoked_at: when it was revoked, where it was.
        signed_by: the name of the key that it was signed with: it ends when that is forgotten.
        made_by: who had it made over the bus; None where the command line did.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    principal: ActorId
    scope: Annotated[tuple[ActionPattern, ...], Field(min_length=1)]
    sites: tuple[SiteId, ...] | None
    made_at: AwareDatetime
    until: AwareDatetime
    revoked_at: AwareDatetime | None = None
    signed_by: str = ""
    made_by: ActorId | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether it lets somebody in at a moment, as far as its key is trusted."""
        return self.revoked_at is None and self.made_at <= at < self.until


_KEPT: TypeAdapter[tuple[MachineToken, ...]] = TypeAdapter(tuple[MachineToken, ...])


class MachineTokens:
    """The tokens of an installation's machines.

    Arguments:
        directory: where its keys are.
        now: gives the time in seconds since 1970.
    """

    def __init__(self, directory: Path, now: Callable[[], float] = time.time) -> None:
        self._directory = directory
        self._now = now
        self._looked_at = float("-inf")
        self._changed_ns = -1
        self._revoked: frozenset[str] = frozenset()

    @property
    def _path(self) -> Path:
        return self._directory / _FILE

    def create(
        self,
        name: str,
        scope: tuple[str, ...],
        sites: tuple[str, ...] | None,
        days: int,
        *,
        by: str | None = None,
    ) -> tuple[MachineToken, str]:
        """Make a token.

        Arguments:
            name: the machine's, behind ``machine-``.
            scope: the commands and queries that it is for, as names with ``*`` for all of a kind.
            sites: the sites that it is for; all where None.
            days: how long it holds.
            by: who has it made; None where the command line does.

        Returns:
            What is kept of it, and the token, which is kept nowhere.

        Raises:
            Invalid: the name or the scope is none, nothing of the scope is for machines, or it would hold too
                long.
        """
        if not 1 <= days <= LONGEST_DAYS:
            raise wrong_days()
        at = datetime.fromtimestamp(self._now(), UTC)
        key = Keys(self._directory).of(Owner.ACCOUNTS)
        try:
            made = MachineToken(
                id=f"token-{secrets.token_hex(_ID_BYTES)}",
                principal=f"{Kind.MACHINE}-{name}",
                scope=scope,
                sites=sites,
                made_at=at,
                until=at + timedelta(days=days),
                signed_by=key.name,
                made_by=by,
            )
        except ValidationError as error:
            wrong = sorted({str(each["loc"][0]) for each in error.errors()})
            raise _not_made(name, wrong) from error
        check_machine_scope(made.scope)
        principal = Principal(id=made.principal, scope=made.scope, sites=made.sites, proof=made.id)
        signed = sign(principal, key, self._now(), lifetime_s=days * 86400)
        with alone(self._directory):
            self._write((*self.all(), made))
        return made, signed

    def all(self) -> tuple[MachineToken, ...]:
        """List what is kept of every token, oldest first.

        Raises:
            Corrupt: the file cannot be read.
        """
        try:
            return _KEPT.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return ()
        except ValidationError as error:
            message = f"{self._path} is damaged: {error.error_count()} faults; put it back from a copy"
            raise Corrupt(message) from error

    def revoke(self, token: str) -> MachineToken:
        """Let a token hold no more, within a second and everywhere that reads this directory.

        Arguments:
            token: its id.

        Raises:
            NotFound: there is none of this name.
            Refused: it was revoked before.
        """
        with alone(self._directory):
            kept = {each.id: each for each in self.all()}
            if token not in kept:
                message = f"there is no token {token}; `answerable token list` shows all"
                raise NotFound(message)
            if kept[token].revoked_at is not None:
                message = f"{token} was revoked at {kept[token].revoked_at:%Y-%m-%d %H:%M} UTC already"
                raise Refused(message)
            at = datetime.fromtimestamp(self._now(), UTC)
            kept[token] = kept[token].model_copy(update={"revoked_at": at})
            self._write(tuple(kept.values()))
        return kept[token]

    def is_revoked(self, proof: str) -> bool:
        """Tell whether a token was revoked; the file is looked at once a second.

        Arguments:
            proof: its id.
        """
        now = self._now()
        if not 0 <= now - self._looked_at < _LOOKS_EVERY_S:  # a clock that was put back hides nothing
            self._looked_at = now
            changed_ns = self._path.stat().st_mtime_ns if self._path.exists() else -1
            if changed_ns != self._changed_ns:
                self._changed_ns = changed_ns
                self._revoked = frozenset(each.id for each in self.all() if each.revoked_at is not None)
        return proof in self._revoked

    def _write(self, kept: tuple[MachineToken, ...]) -> None:
        # What says nothing is left out: a version that does not know of it yet reads the file, too.
        write_private(self._path, _KEPT.dump_json(kept, indent=2, exclude_defaults=True))


def verifier_of(directory: Path) -> Verifier:
    """Make what tells who asks, from the keys and the revoked tokens of a directory.

    Arguments:
        directory: the installation's keys; see `answerable.settings.Settings.keys`.
    """
    return Verifier(Keys(directory).trusted, is_revoked=MachineTokens(directory).is_revoked)


def wrong_days() -> Invalid:
    """Make the refusal of a token that would hold for no time, or for too long."""
    said = say("error.account.token_days", most=LONGEST_DAYS)
    return Invalid(said, broken_rules=(BrokenRule.of("/days", "between", said),))


_FORM = "string_pattern_mismatch"


def _not_made(name: str, wrong: Sequence[str]) -> Invalid:
    """Make the refusal of a token of which something is not of its form.

    Arguments:
        name: the machine's.
        wrong: what is kept of a token that is not.
    """
    told = {
        "/name" if one == "principal" else f"/{one}": say("error.account.token_name")
        if one == "principal"
        else say("error.account.token_form", field=one)
        for one in wrong
    }
    said = say("error.account.no_token", name=name, what=listed(told.values()))
    return Invalid(said, broken_rules=tuple(BrokenRule.of(at, _FORM, what) for at, what in told.items()))
