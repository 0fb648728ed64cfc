"""What every part of the service works with, and the steps that several of them share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from pydantic import SecretStr

from answerable.clock import Clock
from answerable.errors import Forbidden, Unavailable
from answerable.spelling import of_one_width
from answerable_services.accounts import attempts, kept_accounts, refusals, sessions
from answerable_services.accounts.hidden import digest_of, new_secret
from answerable_services.accounts.invitations import Link
from answerable_services.accounts.kept_accounts import Account
from answerable_services.accounts.keys import Keys, Randomness
from answerable_services.accounts.passwords import Hasher
from answerable_services.accounts.places import shortened_address
from answerable_services.accounts.refusals import Why
from answerable_services.accounts.relying_party import RelyingParty
from answerable_services.accounts.sessions import Lasting, Session
from answerable_services.accounts.slowing import Counter, counters
from answerable_services.accounts.storage import Storage
from answerable_services.accounts.tellings import SignInFailed, SlowedDown
from answerable_services.accounts.untold import tell

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Where:
    """Where somebody asks from.

    Arguments:
        address: of the connection.
        agent: the header ``User-Agent``.
        device: the cookie of the device for whoever signs in, see `device_cookie`; None where there is none.
    """

    address: str
    agent: str = ""
    device: SecretStr | None = None


@dataclass(frozen=True, slots=True)
class SignedInAs:
    """Somebody is signed in.

    Arguments:
        session: what is known of it.
        secret: its id, for a cookie that scripts cannot read.
        device: for a cookie that lasts a year, by which the device is known again, see `device_cookie`.
    """

    session: Session
    secret: SecretStr
    device: SecretStr


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """The password was right, and a code of the second factor is needed.

    Arguments:
        ticket: to be shown with the code.
        expires_at: when the sign-in has to be begun anew.
        device: for the cookie by which the device is known again, where a link made it a known one; None
            where it is known, or will be with the code.
    """

    ticket: SecretStr
    expires_at: datetime
    device: SecretStr | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was counted, and may be looked at.

    Arguments:
        account: the one that is tried; None where there is none of that name.
        counted: what it counts for.
        now: when it was made.
    """

    account: Account | None
    counted: tuple[Counter, ...]
    now: datetime


def readable(name: str) -> str | None:
    """Give a name as ids are written; None where nobody can be called so."""
    said = of_one_width(name).strip()
    return said if 0 < len(said) <= _LONGEST_NAME and said.isprintable() else None


def device_cookie(name: str) -> str:
    """Name the cookie by which a device is known to one person: people share machines, each with their own.

    Arguments:
        name: their id, as it was typed.
    """
    said = readable(name) or ""
    return f"device-{sha256(said.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Door:
    """Who is let in at all.

    Arguments:
        admits: refuses whoever may not be let in today, whatever they show.
        believes: refuses a link that whoever made it could not make today.
        is_sample: whether people of the sample are let in without a password.
        passkeys: the address at which passkeys are good; None where there are none.
    """

    admits: Callable[[str], None] = lambda _: None
    believes: Callable[[Link], None] = lambda _: None
    is_sample: bool = False
    passkeys: RelyingParty | None = None


class Office:
    """What every part of the service works with.

    Arguments:
        storage: where accounts are kept.
        keys: of the installation.
        hasher: of passwords.
        clock: what time it is.
        randomness: where secrets come from.
        lasting: how long sessions last.
        issuer: what the service is called in apps for second factors.
        door: who is let in at all.
    """

    def __init__(
        self,
        storage: Storage,
        keys: Keys,
        hasher: Hasher,
        clock: Clock,
        *,
        randomness: Randomness,
        lasting: Lasting,
        issuer: str,
        door: Door,
    ) -> None:
        self._storage = storage
        self._keys = keys
        self._hasher = hasher
        self._clock = clock
        self._randomness = randomness
        self._lasting = lasting
        self._issuer = issuer
        self._door = door

    def _secret(self) -> SecretStr:
        return new_secret(self._randomness)

    def _device(self, connection: Connection, person: str, where: Where, now: datetime) -> str | None:
        """Give the digest of the device's cookie, where this person signed in on it before."""
        if where.device is None:
            return None
        digest = digest_of(where.device)
        return digest if attempts.is_known(connection, person, digest, now) else None

    def _counted(
        self, connection: Connection, name: str, account: Account | None, where: Where, now: datetime
    ) -> tuple[Counter, ...] | datetime:
        """Count an attempt, or tell until when none is looked at, and put that down to be told."""
        person = None if account is None else account.person
        device = None if person is None else self._device(connection, person, where, now)
        counted = counters(self._keys, name, where.address, person=person, device=device)
        until = attempts.count(connection, counted, now)
        if until is None:
            return counted
        tell(connection, SlowedDown(person, now, shortened_address(where.address), until))
        return until

    def _attempt(self, name: str, where: Where) -> Attempt:
        """Begin an attempt at an account.

        Raises:
            TooManyAttempts: it is not looked at yet.
        """
        now = self._clock.now()
        said = readable(name)
        with self._storage.writing() as connection:
            account = None if said is None else kept_accounts.account_of(connection, said)
            counted = self._counted(connection, name, account, where, now)
        if isinstance(counted, datetime):
            raise refusals.wait(counted, now)
        return Attempt(account, counted, now)

    def _prove(self, attempt: Attempt, password: SecretStr, where: Where) -> Account:
        """Look at an attempt's password, with the same work where there is no account.

        Raises:
            Unauthenticated: it is not the right one.
            Unavailable: too many passwords are being looked at; the attempt does not count.
        """
        account = attempt.account
        try:
            is_right = self._hasher.is_right(None if account is None else account.password_hash, password)
        except Unavailable:
            self._take_back(attempt.counted)
            raise
        if account is None or not is_right:
            self._failed(None if account is None else account.person, where, Why.WRONG_CREDENTIALS)
            raise refusals.wrong_credentials()
        kept = account.password_hash
        if self._hasher.is_outdated(kept):
            new = self._hasher.hash(password, self._randomness)
            with self._storage.writing() as connection:
                kept_accounts.replace_hash(connection, account.person, old=kept, new=new)
        return account

    def _admitted(self, person: str, where: Where) -> None:
        """Refuse whoever has shown the right thing, and may not be let in; that is told of.

        Raises:
            Forbidden: they are not employed today.
        """
        try:
            self._door.admits(person)
        except Forbidden:
            self._failed(person, where, Why.NOT_EMPLOYED)
            raise

    def _take_back(self, counted: Sequence[Counter]) -> None:
        with self._storage.writing() as connection:
            attempts.take_back(connection, counted)

    def _failed(self, person: str | None, where: Where, why: Why) -> None:
        """Put a failure down to be told."""
        telling = SignInFailed(person, self._clock.now(), shortened_address(where.address), why)
        with self._storage.writing() as connection:
            tell(connection, telling)

    def _proved_again(self, secret: SecretStr, password: SecretStr, where: Where) -> Session:
        """Ask somebody who is signed in for their password, before what proves them is changed.

        Raises:
            Unauthenticated: the session is over, or the password is wrong.
            TooManyAttempts: it is not looked at yet.
        """
        session = self._session(secret)
        attempt = self._attempt(session.person, where)
        self._prove(attempt, password, where)
        self._take_back(attempt.counted)
        return session

    def _session(self, secret: SecretStr) -> Session:
        """Give the session of an id.

        Raises:
            Unauthenticated: there is none, or it is over.
        """
        with self._storage.reading() as connection:
            session = sessions.session_of(connection, secret, self._lasting, self._clock.now())
        if session is None:
            raise refusals.no_session()
        return session

    def _still(self, connection: Connection, secret: SecretStr) -> Session:
        """Look in a transaction that changes something whether a session goes on.

        Raises:
            Unauthenticated: it was ended meanwhile.
        """
        session = sessions.session_of(connection, secret, self._lasting, self._clock.now())
        if session is None:
            raise refusals.no_session()
        return session

    def _opened(
        self, connection: Connection, person: str, where: Where, now: datetime, *, second_factor: bool
    ) -> tuple[SignedInAs, bool]:
        """Open a session and know its device; tell whether the device is a new one."""
        secret = self._secret()
        session = sessions.open_session(
            connection,
            secret,
            person,
            address=where.address,
            agent=where.agent,
            second_factor=second_factor,
            lasting=self._lasting,
            now=now,
        )
        known = self._device(connection, person, where, now)
        device = where.device if known is not None and where.device is not None else self._secret()
        attempts.keep_device(connection, person, digest_of(device), now)
        return SignedInAs(session, secret, device), known is None
