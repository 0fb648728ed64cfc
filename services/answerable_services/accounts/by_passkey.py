"""Passkeys: adding and removing one's own, and signing in with one, without a name and a password."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from answerable.errors import NotFound, Refused
from answerable.wording import say
from answerable_services.accounts import (
    attempts,
    kept_accounts,
    kept_passkeys,
    people,
    refusals,
    sessions,
    webauthn,
)
from answerable_services.accounts.kept_passkeys import Passkey
from answerable_services.accounts.office import SignedInAs, Where
from answerable_services.accounts.passkey_challenges import Challenge, What, challenge_of, new_challenge
from answerable_services.accounts.refusals import Why
from answerable_services.accounts.relying_party import RelyingParty
from answerable_services.accounts.signing_in import SigningIn
from answerable_services.accounts.slowing import Counter
from answerable_services.accounts.tellings import PasskeyAdded, PasskeyRemoved, SignedOut
from answerable_services.accounts.untold import tell
from answerable_services.accounts.webauthn import Shown


@dataclass(frozen=True, slots=True)
class Begun:
    """What a browser is to do with a passkey.

    Arguments:
        ticket: what comes back with the answer.
        expires_at: when it has to be begun anew.
        options: what the browser is asked for, as JSON.
    """

    ticket: SecretStr
    expires_at: datetime
    options: str


class ByPasskey(SigningIn):
    """The part of the service that knows passkeys."""

    @property
    def passkeys_at(self) -> str | None:
        """The origin of the pages on which passkeys are good; None where there are none."""
        return None if self._door.passkeys is None else self._door.passkeys.origin

    def _party(self) -> RelyingParty:
        """Give the address that passkeys are for.

        Raises:
            NotFound: there are none here.
        """
        if self._door.passkeys is None:
            raise refusals.no_passkeys()
        return self._door.passkeys

    def _owner(self, person: str) -> bytes:
        """Give what a passkey knows its person by: nobody reads out of a lost one whose it is."""
        return bytes.fromhex(self._keys.digest("passkey owner", person))

    def offer_passkey(self, secret: SecretStr, password: SecretStr, name: str, where: Where) -> Begun:
        """Let somebody's device make a passkey; it is taken once it has signed what it is given.

        Arguments:
            secret: the session's id.
            password: of its person.
            name: what the passkey is to be called.
            where: where they are.

        Raises:
            NotFound: there are no passkeys here.
            Invalid: nothing can be called so.
            Unauthenticated: the session is over, or the password is wrong.
            TooManyAttempts: the password is not looked at yet.
            Refused: they have as many as one can have.
        """
        party = self._party()
        _called(name)
        person = self._proved_again(secret, password, where).person
        known = self.passkeys_of(person)
        _check_room(known)
        challenge = new_challenge(self._keys, self._randomness, What.ADD, secret, self._clock.now())
        options = webauthn.to_add(
            party,
            self._issuer,
            challenge.content,
            owner=self._owner(person),
            person=person,
            known=[one.credential for one in known],
        )
        return Begun(challenge.ticket, challenge.expires_at, options)

    def add_passkey(self, secret: SecretStr, ticket: SecretStr, said: str, name: str) -> None:
        """Take a passkey that was made.

        Arguments:
            secret: the session's id.
            ticket: as `offer_passkey` gave it to the same session.
            said: what the browser answered, as JSON.
            name: what the passkey is called.

        Raises:
            NotFound: there are no passkeys here.
            Invalid: nothing can be called so.
            Unauthenticated: the session is over, it took too long, or the answer is not what was asked for.
            Refused: they have as many as one can have.
        """
        party, called = self._party(), _called(name)
        self._session(secret)
        now = self._clock.now()
        challenge = challenge_of(self._keys, ticket, What.ADD, secret, now)
        if challenge is None:
            raise refusals.late_passkey()
        made = webauthn.read_made(party, said, challenge.content)
        with self._storage.writing() as connection:
            person = self._still(connection, secret).person
            _check_room(kept_passkeys.passkeys_of(connection, person))
            is_first = kept_passkeys.spend(connection, challenge.content, challenge.expires_at)
            is_taken = (
                made is not None
                and is_first
                and kept_passkeys.passkey_of(connection, made.credential) is None
            )
            if made is not None and is_taken:
                handle = kept_passkeys.handle_for(made.credential)
                kept_passkeys.keep(
                    connection, Passkey(made.credential, handle, person, made.key, made.uses, called, now)
                )
                tell(connection, PasskeyAdded(person, now))
        if not is_taken:
            raise refusals.wrong_passkey()

    def passkeys_of(self, person: str) -> list[Passkey]:
        """List a person's passkeys, the oldest first."""
        with self._storage.reading() as connection:
            return kept_passkeys.passkeys_of(connection, person)

    def remove_passkey(self, secret: SecretStr, password: SecretStr, handle: str, where: Where) -> None:
        """Let a passkey be worth nothing; every other session ends, for it may be lost with a device.

        Arguments:
            secret: the session's id.
            password: of its person.
            handle: as the list has it.
            where: where they are.

        Raises:
            Unauthenticated: the session is over, or the password is wrong.
            TooManyAttempts: the password is not looked at yet.
            NotFound: they have none of that handle.
        """
        person = self._proved_again(secret, password, where).person
        now = self._clock.now()
        with self._storage.writing() as connection:
            session = self._still(connection, secret)
            if not kept_passkeys.remove(connection, person, handle):
                raise NotFound(say("error.account.no_passkey"))
            tell(connection, PasskeyRemoved(person, now, person))
            ended = sessions.end_sessions(connection, person, but=session.handle)
            if ended:
                tell(connection, SignedOut(person, now, person, ended))

    def begin_with_passkey(self, visit: SecretStr) -> Begun:
        """Begin a sign-in with a passkey; nothing of it is kept.

        Arguments:
            visit: what the cookie of the browser's visit holds, in which alone it can be completed.

        Raises:
            NotFound: there are no passkeys here.
        """
        party = self._party()
        challenge = new_challenge(self._keys, self._randomness, What.SIGN_IN, visit, self._clock.now())
        return Begun(challenge.ticket, challenge.expires_at, webauthn.to_show(party, challenge.content))

    def sign_in_with_passkey(
        self,
        ticket: SecretStr,
        visit: SecretStr,
        said: str,
        where: Where,
        *,
        replaces: SecretStr | None = None,
    ) -> SignedInAs:
        """Sign somebody in with a passkey, whose device has looked whether it is them: that is two factors.

        Arguments:
            ticket: as `begin_with_passkey` gave it.
            visit: what the cookie of the browser's visit holds.
            said: what the browser answered, as JSON.
            where: where they are.
            replaces: the id of a session that the same browser had before; it ends.

        Raises:
            NotFound: there are no passkeys here.
            Unauthenticated: it took too long, was brought back before, or is not right; why is not said.
            TooManyAttempts: the attempt is not looked at yet.
            Forbidden: they are not employed today.
        """
        party, now = self._party(), self._clock.now()
        shown = webauthn.read_shown(said)
        challenge = challenge_of(self._keys, ticket, What.SIGN_IN, visit, now)
        found, counted = self._tried(shown, challenge, where, now)
        passkey = self._right(party, shown, found, challenge, where)
        self._admitted(passkey.person, where)
        with self._storage.writing() as connection:
            if shown is None or not kept_passkeys.note_use(connection, passkey, shown.uses, now):
                raise refusals.wrong_passkey()  # it was removed, or used, while this one was looked at
            attempts.take_back(connection, counted)
            if replaces is not None:
                self._end_replaced(connection, replaces)
            return self._came_in(connection, passkey.person, where, now, how="passkey")

    def _tried(
        self, shown: Shown | None, challenge: Challenge | None, where: Where, now: datetime
    ) -> tuple[Passkey | None, tuple[Counter, ...]]:
        """Count an attempt, spend its challenge, and give the passkey that it names, where there is one.

        Raises:
            TooManyAttempts: it is not looked at yet.
            Unauthenticated: the challenge is too old, or was spent before.
        """
        tried, passkey, account, is_fresh = "", None, None, False
        with self._storage.writing() as connection:
            if shown is not None:
                tried, passkey = shown.credential, kept_passkeys.passkey_of(connection, shown.credential)
            if passkey is not None:
                account = kept_accounts.account_of(connection, passkey.person)
            counted = self._counted(connection, tried, account, where, now)
            if challenge is not None and not isinstance(counted, datetime):
                is_fresh = kept_passkeys.spend(connection, challenge.content, challenge.expires_at)
        if isinstance(counted, datetime):
            raise refusals.wait(counted, now)
        if not is_fresh:
            if challenge is not None:
                self._failed(None, where, Why.WRONG_PASSKEY)
            raise refusals.late_passkey()
        return (None if account is None else passkey), counted

    def _right(
        self,
        party: RelyingParty,
        shown: Shown | None,
        passkey: Passkey | None,
        challenge: Challenge | None,
        where: Where,
    ) -> Passkey:
        """Give a passkey that is shown by whoever it belongs to, here and now.

        Raises:
            Unauthenticated: it is not; why is told to auditors alone.
        """
        if shown is None or passkey is None or challenge is None:
            self._failed(None, where, Why.WRONG_PASSKEY)
            raise refusals.wrong_passkey()
        is_theirs = hmac.compare_digest(shown.owner or b"", self._owner(passkey.person))
        if not is_theirs or not webauthn.is_right(party, shown, passkey.key, challenge.content):
            self._failed(passkey.person, where, Why.WRONG_PASSKEY)
            raise refusals.wrong_passkey()
        if webauthn.is_copied(passkey.uses, shown.uses):
            self._failed(passkey.person, where, Why.COPIED_PASSKEY)
            raise refusals.wrong_passkey()
        return passkey


def _called(name: str) -> str:
    """Give what a passkey is called.

    Raises:
        Invalid: nothing can be called so.
    """
    return people.cleaned(name, "name", say("error.account.passkey_name", most=people.LONGEST))


def _check_room(known: list[Passkey]) -> None:
    """Refuse one more where somebody has as many as one can have.

    Raises:
        Refused: they have.
    """
    if len(known) >= kept_passkeys.MOST:
        raise Refused(say("error.account.many_passkeys", most=kept_passkeys.MOST))
