"""Signing in and out: a password, a second factor where there is one, and the session behind them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from pydantic import SecretStr

from answerable_services.accounts import attempts, kept_accounts, refusals, second_factor, sessions
from answerable_services.accounts.kept_accounts import Account
from answerable_services.accounts.office import CodeWanted, Office, SignedInAs, Where
from answerable_services.accounts.places import shortened_address
from answerable_services.accounts.refusals import Why
from answerable_services.accounts.sessions import Session
from answerable_services.accounts.slowing import Counter
from answerable_services.accounts.tellings import SignedIn, SignedOut, SignInFailed
from answerable_services.accounts.untold import tell

if TYPE_CHECKING:
    from sqlalchemy import Connection

_How = Literal["code", "recovery_code", "provider", "passkey"]


class SigningIn(Office):
    """The part of the service that opens and ends sessions."""

    def sign_in(
        self, name: str, password: SecretStr, where: Where, *, replaces: SecretStr | None = None
    ) -> SignedInAs | CodeWanted:
        """Sign somebody in with a password, or ask for their second factor.

        Arguments:
            name: their id, as it was typed.
            password: as it was typed.
            where: where they are.
            replaces: the id of a session that the same browser had before; it ends.

        Raises:
            Unauthenticated: there is no such account, or the password is wrong; which one is not said.
            TooManyAttempts: the attempt is not looked at yet.
            Forbidden: they are not employed today.
            Unavailable: too many passwords are being looked at, or the store does not answer.
        """
        attempt = self._attempt(name, where)
        account = self._prove(attempt, password, where)
        self._admitted(account.person, where)
        with self._storage.writing() as connection:
            still = kept_accounts.account_of(connection, account.person)
            if still is None or still.password_set_at != account.password_set_at:
                # Somebody set another password, or closed the account, while this one was looked at.
                raise refusals.wrong_credentials()
            if replaces is not None:
                self._end_replaced(connection, replaces)
            return self._went_on(connection, account.person, where, attempt.counted, attempt.now)

    def _end_replaced(self, connection: Connection, secret: SecretStr) -> None:
        before = sessions.session_of(connection, secret, self._lasting, self._clock.now())
        if before is not None:
            sessions.end_session(connection, before.person, before.handle)

    def _went_on(
        self,
        connection: Connection,
        person: str,
        where: Where,
        counted: tuple[Counter, ...],
        now: datetime,
    ) -> SignedInAs | CodeWanted:
        """Go on behind a right password: to the second factor where there is one, else to a session."""
        account = kept_accounts.account_of(connection, person)
        if account is not None and account.totp_sealed is not None:
            ticket = self._secret()
            names = [counter.name for counter in counted]
            expires_at = kept_accounts.keep_ticket(connection, ticket, person, names, now)
            return CodeWanted(ticket, expires_at)
        attempts.take_back(connection, counted)
        return self._came_in(connection, person, where, now, how=None)

    def _came_in(
        self,
        connection: Connection,
        person: str,
        where: Where,
        now: datetime,
        *,
        how: _How | None,
        provider: str | None = None,
    ) -> SignedInAs:
        """Open a session behind everything that was asked for, and put that down to be told."""
        self._door.admits(person)
        opened, is_new = self._opened(connection, person, where, now, second_factor=how is not None)
        session = opened.session
        tell(connection, SignedIn(person, now, session.address, session.agent, how, is_new, provider))
        return opened

    def sign_in_with_code(self, ticket: SecretStr, code: str, where: Where) -> SignedInAs:
        """Complete a sign-in with a code of the app, or a recovery code.

        Arguments:
            ticket: as `sign_in` gave it.
            code: as it was typed.
            where: where they are.

        Raises:
            Unauthenticated: the code is wrong or was used before, or the sign-in took too long.
            TooManyAttempts: the attempt is not looked at yet.
        """
        now = self._clock.now()
        with self._storage.writing() as connection:
            begun = kept_accounts.ticket_of(connection, ticket, now)
            account = None if begun is None else kept_accounts.account_of(connection, begun.person)
            if begun is None or account is None:
                raise refusals.no_ticket()
            counted = self._counted(connection, account.person, account, where, now)
            if not isinstance(counted, datetime):
                how = self._shown(connection, account, code, now)
                if how is not None:
                    # Each half of the sign-in counted as an attempt, and both were right.
                    before = [attempts.counter_named(name) for name in begun.counted]
                    attempts.take_back(connection, [*counted, *before])
                    kept_accounts.forget_ticket(connection, ticket)
                    return self._came_in(connection, account.person, where, now, how=how)
                place = shortened_address(where.address)
                tell(connection, SignInFailed(account.person, now, place, Why.WRONG_CODE))
        if isinstance(counted, datetime):
            raise refusals.wait(counted, now)
        raise refusals.wrong_code()

    def _shown(self, connection: Connection, account: Account, code: str, now: datetime) -> _How | None:
        """Use a code up, and tell which kind it was of; None where it is none."""
        if account.totp_sealed is None:
            return None
        secret = SecretStr(self._keys.open(account.totp_sealed, account.person))
        step = second_factor.step_of(secret, code, now, account.totp_step)
        if step is not None:
            kept_accounts.change(connection, account.person, totp_step=step)
            return "code"
        left = second_factor.use_recovery_code(connection, self._keys, account.person, code)
        return None if left is None else "recovery_code"

    def enter_sample(self, person: str, where: Where, *, replaces: SecretStr | None = None) -> SignedInAs:
        """Sign in as somebody of the sample, without a password.

        Arguments:
            person: who.
            where: where they are.
            replaces: the id of a session that the same browser had before; it ends.

        Raises:
            Forbidden: the records are not the sample's, or nobody of the name is employed.
        """
        if not self._door.is_sample:
            raise refusals.no_sample()
        with self._storage.writing() as connection:
            if replaces is not None:
                self._end_replaced(connection, replaces)
            return self._came_in(connection, person, where, self._clock.now(), how=None)

    def session(self, secret: SecretStr, *, is_use: bool = True) -> Session:
        """Give the session of an id, and note that it is in use.

        Arguments:
            secret: the id.
            is_use: whether it is: what an open page asks by itself is none, and the session rests.

        Raises:
            Unauthenticated: there is none, or it is over.
        """
        session, now = self._session(secret), self._clock.now()
        if is_use and sessions.wants_note(session, now):
            with self._storage.writing() as connection:
                sessions.note_use(connection, session.handle, now)
        return session

    def sign_out(self, secret: SecretStr) -> None:
        """End a session; one that is over already is ended."""
        now = self._clock.now()
        with self._storage.writing() as connection:
            session = sessions.session_of(connection, secret, self._lasting, now)
            if session is not None:
                sessions.end_session(connection, session.person, session.handle)
                tell(connection, SignedOut(session.person, now, session.person, 1))

    def sessions_of(self, person: str) -> list[Session]:
        """List a person's sessions, the one that was used last first."""
        with self._storage.reading() as connection:
            return sessions.sessions_of(connection, person, self._lasting, self._clock.now())

    def end_session(self, person: str, handle: str, *, by: str) -> bool:
        """End one session of a person; tell whether it was theirs and there.

        Arguments:
            person: whose.
            handle: as the list has it.
            by: who asks for it.
        """
        with self._storage.writing() as connection:
            is_ended = sessions.end_session(connection, person, handle)
            if is_ended:
                tell(connection, SignedOut(person, self._clock.now(), by, 1))
            return is_ended

    def end_sessions(self, person: str, *, by: str, but: str | None = None) -> int:
        """End all sessions of a person, and tell how many.

        Arguments:
            person: whose.
            by: who asks for it.
            but: the handle of one that goes on.
        """
        with self._storage.writing() as connection:
            kept_accounts.forget_tickets(connection, person)
            ended = sessions.end_sessions(connection, person, but=but)
            if ended:
                tell(connection, SignedOut(person, self._clock.now(), by, ended))
            return ended
