"""Setting up a second factor, and taking it away; each asks for the password, whoever has the session."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import SecretStr

from answerable.errors import NotFound, Refused
from answerable.wording import say
from answerable_services.accounts import attempts, kept_accounts, refusals, second_factor, sessions
from answerable_services.accounts.entering import Entering
from answerable_services.accounts.keys import nonce_of
from answerable_services.accounts.office import Where
from answerable_services.accounts.sessions import Session
from answerable_services.accounts.tellings import RecoveryCodesMade, SecondFactorSet
from answerable_services.accounts.untold import tell


@dataclass(frozen=True, slots=True)
class Offer:
    """A second factor that can be taken into an app.

    Arguments:
        secret: to be typed.
        uri: to be read from a square code.
    """

    secret: SecretStr
    uri: SecretStr


@dataclass(frozen=True, slots=True)
class SetUp:
    """A second factor is set up.

    Arguments:
        session: as it goes on.
        secret: its new id.
        recovery_codes: to be kept on paper; they are shown once.
    """

    session: Session
    secret: SecretStr
    recovery_codes: tuple[SecretStr, ...]


class SecondFactors(Entering):
    """The part of the service that knows second factors."""

    def offer_second_factor(self, secret: SecretStr, password: SecretStr, where: Where) -> Offer:
        """Offer a second factor; it is asked for once a code of it was shown.

        Arguments:
            secret: the session's id.
            password: of its person.
            where: where they are.

        Raises:
            Unauthenticated: the session is over, or the password is wrong.
            TooManyAttempts: the password is not looked at yet.
        """
        person = self._proved_again(secret, password, where).person
        drawn = second_factor.new_totp_secret(self._randomness)
        sealed = self._keys.seal(drawn.get_secret_value(), person, nonce_of(self._randomness))
        with self._storage.writing() as connection:
            self._still(connection, secret)
            kept_accounts.change(connection, person, totp_pending=sealed)
        return Offer(drawn, second_factor.provisioning_uri(drawn, person, self._issuer))

    def set_second_factor(self, secret: SecretStr, code: str, where: Where) -> SetUp:
        """Take the second factor that was offered, with a code of it; every other session ends.

        Arguments:
            secret: the session's id; it gets another one.
            code: of the app.
            where: where they are.

        Raises:
            Unauthenticated: the session is over, or the code is wrong.
            TooManyAttempts: the code is not looked at yet.
            Refused: none was offered.
        """
        attempt = self._attempt(self._session(secret).person, where)
        now = attempt.now
        codes = second_factor.new_recovery_codes(self._randomness)
        fresh = self._secret()
        with self._storage.writing() as connection:
            session = self._still(connection, secret)
            account = kept_accounts.account_of(connection, session.person)
            if account is None or account.totp_pending is None:
                raise Refused(say("error.account.second_factor_not_begun"))
            offered = SecretStr(self._keys.open(account.totp_pending, session.person))
            step = second_factor.step_of(offered, code, now, None)
            if step is None:
                raise refusals.wrong_code()
            attempts.take_back(connection, attempt.counted)
            kept_accounts.change(
                connection,
                session.person,
                totp_sealed=account.totp_pending,
                totp_pending=None,
                totp_step=step,
            )
            second_factor.keep_recovery_codes(connection, self._keys, session.person, codes)
            sessions.end_sessions(connection, session.person, but=session.handle)
            tell(connection, SecondFactorSet(session.person, now))
            return SetUp(sessions.rotate(connection, session, fresh, second_factor=True), fresh, codes)

    def new_recovery_codes(
        self, secret: SecretStr, password: SecretStr, where: Where
    ) -> tuple[SecretStr, ...]:
        """Make new recovery codes; earlier ones are worth nothing.

        Arguments:
            secret: the session's id.
            password: of its person.
            where: where they are.

        Raises:
            Unauthenticated: the session is over, or the password is wrong.
            TooManyAttempts: the password is not looked at yet.
            NotFound: they have no second factor.
        """
        person = self._proved_again(secret, password, where).person
        codes = second_factor.new_recovery_codes(self._randomness)
        with self._storage.writing() as connection:
            self._still(connection, secret)
            account = kept_accounts.account_of(connection, person)
            if account is None or account.totp_sealed is None:
                raise NotFound(say("error.account.no_second_factor", person=person))
            second_factor.keep_recovery_codes(connection, self._keys, person, codes)
            tell(connection, RecoveryCodesMade(person, self._clock.now()))
        return codes

    def remove_second_factor(self, secret: SecretStr, password: SecretStr, where: Where) -> None:
        """Ask for a second factor no more.

        Arguments:
            secret: the session's id.
            password: of its person.
            where: where they are.

        Raises:
            Unauthenticated: the session is over, or the password is wrong.
            TooManyAttempts: the password is not looked at yet.
        """
        person = self._proved_again(secret, password, where).person
        with self._storage.writing() as connection:
            self._still(connection, secret)
            self._drop_second_factor(connection, person, by=person)

    def recovery_codes_left(self, person: str) -> int | None:
        """Tell how many recovery codes a person has left; None where they have no second factor."""
        with self._storage.reading() as connection:
            account = kept_accounts.account_of(connection, person)
            if account is None or account.totp_sealed is None:
                return None
            return second_factor.recovery_codes_left(connection, person)
