"""Whose a session is: asked of the accounts once in a while, and kept meanwhile."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from pydantic import SecretStr

from answerable.clock import Clock
from answerable.errors import AnswerableError, Forbidden, Unauthenticated
from answerable.identity import Principal
from answerable.identity.permission import scope
from answerable.queries.accounts import Prove, Proved
from answerable_services.console.asking import DEADLINE_S, Bus, Giver, ask

MOST = 10_000
"""So many sessions are kept at the same time; who is pushed out is asked for again."""


class Person:
    """Somebody who is signed in.

    Arguments:
        proved: what the accounts say of them; said anew while the session lasts.
        bus: what they ask over.
    """

    def __init__(self, proved: Proved, bus: Bus) -> None:
        self.prove(proved)
        self.asker: Giver = bus.proved_by(self._token)

    def prove(self, proved: Proved) -> None:
        """Take what the accounts say of them now; what they might do before is forgotten.

        Arguments:
            proved: the newest word.
        """
        self.proved = proved
        self._may: dict[str, bool] = {}  # a page asks of each of its areas, and most are asked for every page

    def _token(self) -> str:
        return self.proved.token.get_secret_value()

    @property
    def proof(self) -> str:
        """What proves them by HTTP: the value of the header ``Authorization``."""
        return self._token()

    @property
    def id(self) -> str:
        """What the ledger calls them."""
        return self.proved.person

    @property
    def principal(self) -> Principal:
        """Who they are, with their roles of today, for the table of who may do what."""
        return Principal(id=self.proved.person, grants=self.proved.grants)

    def may(self, action: str) -> bool:
        """Tell whether they may do something anywhere, with anything: what they may not is hidden from them.

        Arguments:
            action: the command, or the question as `answerable.queries.registry.action_of` names it.
        """
        if (known := self._may.get(action)) is None:
            reaches = scope(self.principal, action).reaches.values()
            known = self._may[action] = any(sites is None or sites for sites in reaches)
        return known

    def may_at(self, action: str, site: str) -> bool:
        """Tell whether they may do something at a site.

        Arguments:
            action: the command or question.
            site: where.
        """
        return bool(scope(self.principal, action).at(site))


@dataclass(slots=True)
class _Kept:
    person: Person
    renew_at: datetime
    is_used: bool = False


class Sessions:
    """Knows whose each session is.

    Arguments:
        bus: asks the accounts.
        clock: the machine's, by which the accounts say until when something holds.
        most: how many sessions are kept.
        wait_s: seconds that is waited for the accounts.
    """

    def __init__(self, bus: Bus, clock: Clock, *, most: int = MOST, wait_s: float = DEADLINE_S) -> None:
        self._bus = bus
        self._clock = clock
        self._most = most
        self._wait_s = wait_s
        self._kept: OrderedDict[bytes, _Kept] = OrderedDict()
        self._asking: dict[bytes, asyncio.Task[Person]] = {}

    async def of(self, secret: SecretStr, *, is_use: bool = True) -> Person:
        """Give the person of a session; at half the life of what proves them, it is asked for anew.

        Arguments:
            secret: what the session's cookie holds.
            is_use: whether a person did something; what a page asks by itself lets a session rest and end.

        Raises:
            Unauthenticated: the session is over, or never was.
            AnswerableError: the accounts do not answer, and what they last said holds no more.
        """
        digest = _digest(secret)
        kept = self._kept.get(digest)
        if kept is not None:
            kept.is_used |= is_use
            is_use = kept.is_used
        if kept is not None and self._clock.now() < kept.renew_at:
            self._kept.move_to_end(digest)
            return kept.person
        asking = self._asking.get(digest)
        if asking is None:
            asking = asyncio.create_task(self._prove(digest, secret, is_use=is_use))
            self._asking[digest] = asking
            asking.add_done_callback(lambda done: self._asked(digest, done))
        return await asyncio.shield(asking)

    def forget(self, secret: SecretStr) -> None:
        """Let go of what is known of a session; also of an answer that is on its way."""
        digest = _digest(secret)
        self._kept.pop(digest, None)
        self._asking.pop(digest, None)

    def _asked(self, digest: bytes, done: asyncio.Task[Person]) -> None:
        if self._asking.get(digest) is done:
            del self._asking[digest]
        if not done.cancelled():
            done.exception()  # who waited has heard of it; nobody may have

    async def _prove(self, digest: bytes, secret: SecretStr, *, is_use: bool) -> Person:
        asked = await ask(self._bus, Prove(session=secret, is_use=is_use), deadline_s=self._wait_s)
        kept = self._kept.get(digest)
        if asked.answer is not None:
            return self._keep(digest, asked.answer)
        error = asked.error or Unauthenticated("a session without an answer proves nobody")
        if isinstance(error, Unauthenticated | Forbidden):  # the latter of whoever is not employed any more
            self._kept.pop(digest, None)
            raise Unauthenticated(error.sentence or error.message)
        if kept is not None and self._clock.now() < kept.person.proved.until:
            return kept.person  # the accounts may be back before it ends
        raise error

    def _keep(self, digest: bytes, proved: Proved) -> Person:
        now = self._clock.now()
        renew_at = now + (proved.until - now) / 2
        kept = self._kept.get(digest)
        if kept is not None:
            kept.person.prove(proved)
            kept.renew_at, kept.is_used = renew_at, False
            return kept.person
        person = Person(proved, self._bus)
        if self._asking.get(digest) is asyncio.current_task():  # else it was forgotten meanwhile
            self._kept[digest] = _Kept(person, renew_at)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return person


def _digest(secret: SecretStr) -> bytes:
    return sha256(secret.get_secret_value().encode()).digest()


def is_over(error: AnswerableError | None) -> bool:
    """Tell whether an answer says that what proves a person holds no more."""
    return isinstance(error, Unauthenticated)
