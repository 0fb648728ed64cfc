"""Signing in by an identity provider: who is let in when it vouches for them, and what is kept of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic import SecretStr

from answerable.errors import AnswerableError, Invalid
from answerable_services.accounts import attempts, kept_subjects, people, refusals, sessions, slowing
from answerable_services.accounts.office import SignedInAs, Where
from answerable_services.accounts.places import shortened_address
from answerable_services.accounts.provider_tickets import Begun, begin, read_ticket
from answerable_services.accounts.signing_in import SigningIn
from answerable_services.accounts.slowing import Counter
from answerable_services.accounts.tellings import (
    NameChanged,
    ProviderBound,
    ProviderUnbound,
    SignedOut,
    SignInFailed,
    SlowedDown,
)
from answerable_services.accounts.untold import tell

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from answerable_services.accounts.identity_provider import Identified

E = TypeVar("E", bound=AnswerableError)


class ByProvider(SigningIn):
    """The part of the service that lets people in whom an identity provider vouches for."""

    def begin_by_provider(self) -> Begun:
        """Begin a sign-in; nothing of it is kept."""
        return begin(self._keys, self._randomness, self._clock.now())

    def begun_by_provider(self, ticket: SecretStr, state: str, where: Where) -> Begun:
        """Give what a browser began that comes back from the provider.

        Arguments:
            ticket: what its cookie holds.
            state: what came back.
            where: where they are.

        Raises:
            Unauthenticated: it began nothing, something else, or too long ago.
        """
        begun = read_ticket(self._keys, ticket, state, self._clock.now())
        if begun is None:
            raise self.refused_by_provider(None, where, refusals.provider_state())
        return begun

    def count_by_provider(self, where: Where) -> tuple[Counter, ...]:
        """Count an attempt for the address that it comes from: each costs the provider an answer.

        Raises:
            TooManyAttempts: it is not looked at yet.
        """
        now = self._clock.now()
        counted = (slowing.of_address(self._keys, where.address),)
        with self._storage.writing() as connection:
            until = attempts.count(connection, counted, now)
            if until is None:
                return counted
            tell(connection, SlowedDown(None, now, shortened_address(where.address), until))
        raise refusals.wait(until, now)

    def uncount_by_provider(self, counted: tuple[Counter, ...]) -> None:
        """Take an attempt back that was not answered."""
        self._take_back(counted)

    def refused_by_provider(self, person: str | None, where: Where, refusal: E) -> E:
        """Put a refusal down to be told, and give it back to be raised.

        Arguments:
            person: of whom it is known; None else.
            where: where they are.
            refusal: why they are not let in.
        """
        why = refusal.rule or refusal.key
        telling = SignInFailed(person, self._clock.now(), shortened_address(where.address), why)
        with self._storage.writing() as connection:
            tell(connection, telling)
        return refusal

    def enter_by_provider(
        self,
        person: str,
        vouched: Identified,
        where: Where,
        *,
        name: str | None = None,
        replaces: SecretStr | None = None,
        counted: tuple[Counter, ...] = (),
    ) -> SignedInAs:
        """Let somebody in whom the provider vouches for; at the first time its subject becomes theirs.

        Arguments:
            person: whom its claim names; they are on the register and employed.
            vouched: what it says.
            where: where they are.
            name: what it says that they are called; None where that is not asked of it.
            replaces: the id of a session that the same browser had before; it ends.
            counted: what the attempt counted for; it was right.

        Raises:
            Forbidden: the subject is somebody else's, or they have another one.
        """
        now = self._clock.now()
        with self._storage.writing() as connection:
            known = kept_subjects.bound(connection, vouched.issuer, vouched.subject, person)
            is_theirs = known.person == person
            if known.is_free():
                kept_subjects.bind(connection, vouched.issuer, vouched.subject, person, now)
                tell(connection, ProviderBound(person, now, vouched.issuer))
                is_theirs = True
            if is_theirs:
                attempts.take_back(connection, counted)
                if replaces is not None:
                    self._end_replaced(connection, replaces)
                self._take_name(connection, person, name)
                how: Literal["provider"] | None = "provider" if vouched.has_second_factor else None
                came = self._came_in(connection, person, where, now, how=how, provider=vouched.issuer)
                kept_subjects.note_session(
                    connection, came.session.handle, vouched.issuer, vouched.subject, vouched.session
                )
                return came
        raise self.refused_by_provider(person, where, refusals.other_subject(person))

    def _take_name(self, connection: Connection, person: str, name: str | None) -> None:
        """Keep what the provider calls somebody; their language stays as it is."""
        if name is None:
            return
        known = people.names_of(connection, [person]).get(person)
        if known is not None and known.name == name:
            return
        now = self._clock.now()
        language = None if known is None else known.language
        try:
            kept = people.set_name(connection, person, name, sort_key=None, language=language, now=now)
        except Invalid:
            return  # a name that cannot be shown keeps nobody out
        if known is None or known.name != kept.name:
            tell(connection, NameChanged(person, now, person, forgotten=False))

    def unbind_provider(self, person: str, *, by: str) -> bool:
        """Let the provider's next subject be somebody's, and end their sessions.

        Arguments:
            person: whose.
            by: the manager who does it.
        """
        now = self._clock.now()
        with self._storage.writing() as connection:
            if not kept_subjects.unbind(connection, person):
                return False
            ended = sessions.end_sessions(connection, person)
            tell(connection, ProviderUnbound(person, now, by))
            if ended:
                tell(connection, SignedOut(person, now, by, ended))
            return True

    def came_by_provider(self, secret: SecretStr) -> bool:
        """Tell whether a session came from a provider."""
        with self._storage.reading() as connection:
            session = sessions.session_of(connection, secret, self._lasting, self._clock.now())
            return session is not None and kept_subjects.came_from(connection, session.handle) is not None
