"""Tokens of machines: made, shown once, checked, listed, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from answerable.errors import AnswerableError, Forbidden, NotFound, Unauthenticated
from answerable.wording import say
from answerable_services.accounts import kept_tokens, machine_tokens
from answerable_services.accounts.machine_tokens import Kind, Scope, Token, check_scope
from answerable_services.accounts.office import Office
from answerable_services.accounts.people import cleaned
from answerable_services.accounts.places import shortened_address
from answerable_services.accounts.refusals import Why
from answerable_services.accounts.tellings import (
    TokenCreated,
    TokenRefused,
    TokenRevoked,
    TokenUsedFromNewAddress,
)
from answerable_services.accounts.untold import tell


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token that was made.

    Arguments:
        token: what is known of it.
        secret: all of it, shown once.
    """

    token: Token
    secret: SecretStr


class TokenDesk(Office):
    """The part of the service that knows tokens of machines."""

    def create_token(self, name: str, scope: Scope, expires_at: datetime, *, by: str) -> MadeToken:
        """Make a token for a machine.

        Arguments:
            name: what it is for.
            scope: what it covers.
            expires_at: from when on it is worth nothing; within 400 days.
            by: who makes it.

        Raises:
            Invalid: the name cannot be shown, the scope covers nothing or is not written as one, or the token
                lasts too long.
        """
        now = self._clock.now()
        check_scope(scope, expires_at - now)
        sorted_scope = machine_tokens.scope_of(scope.commands, scope.queries, scope.sites)
        token_id, secret = machine_tokens.new_token(self._randomness)
        token = Token(token_id, cleaned(name, "name"), sorted_scope, by, now, expires_at)
        with self._storage.writing() as connection:
            kept_tokens.keep(connection, token, secret)
            tell(
                connection,
                TokenCreated(
                    token=token.id,
                    name=token.name,
                    at=now,
                    by=by,
                    commands=sorted_scope.commands,
                    queries=sorted_scope.queries,
                    sites=sorted_scope.sites,
                    expires_at=expires_at,
                ),
            )
        return MadeToken(token, secret)

    def check_token(self, secret: SecretStr, address: str) -> Token:
        """Tell what a token covers, and note that it is in use.

        Arguments:
            secret: the token.
            address: where it is used from.

        Raises:
            Unauthenticated: it is none of ours, expired, or was revoked; the error's rule says which.
        """
        now = self._clock.now()
        token_id = machine_tokens.id_of(secret)
        if token_id is None:
            # Not even written as one: nothing is looked up, and nothing put down.
            raise _unknown()
        with self._storage.reading() as connection:
            found = kept_tokens.kept(connection, token_id)
            if found is None or not machine_tokens.is_equal(secret, found[1]):
                refusal: AnswerableError | None = _unknown()
                token = None
            else:
                token = found[0]
                refusal = _worth_nothing(token, now)
            is_noted = token is not None and kept_tokens.wants_note(
                connection, self._keys, token, address, now
            )
        if refusal is not None:
            self._refused(None if token is None else token.id, address, refusal, now)
            raise refusal
        if token is None:
            raise _unknown()
        if is_noted:
            with self._storage.writing() as connection:
                if kept_tokens.note_use(connection, self._keys, token, address, now):
                    tell(connection, TokenUsedFromNewAddress(token.id, now, shortened_address(address)))
        return token

    def check_token_for(
        self, secret: SecretStr, address: str, kind: Kind, name: str, site: str | None
    ) -> Token:
        """Check a token, and that it covers what is asked.

        Arguments:
            secret: the token.
            address: where it is used from.
            kind: a command or a query.
            name: which.
            site: at which; None for all sites together.

        Raises:
            Unauthenticated: it is none of ours, expired, or was revoked.
            Forbidden: it does not cover that.
        """
        token = self.check_token(secret, address)
        if not token.scope.covers(kind, name, site):
            said = (
                say("error.account.token_scope_anywhere", token=token.id, what=name)
                if site is None
                else say("error.account.token_scope", token=token.id, what=name, site=site)
            )
            refusal = Forbidden(said, rule=Why.TOKEN_SCOPE)
            self._refused(token.id, address, refusal, self._clock.now())
            raise refusal
        return token

    def _refused(self, token: str | None, address: str, refusal: AnswerableError, now: datetime) -> None:
        """Put a refusal down to be told."""
        telling = TokenRefused(token, now, shortened_address(address), refusal.rule or refusal.key)
        with self._storage.writing() as connection:
            tell(connection, telling)

    def list_tokens(self) -> list[Token]:
        """List all tokens, the newest first; those that are revoked or expired, too."""
        with self._storage.reading() as connection:
            return kept_tokens.tokens(connection)

    def revoke_token(self, token: str, *, by: str) -> Token:
        """Revoke a token, at once; one that was revoked before stays as it is.

        Arguments:
            token: its id.
            by: who does.

        Raises:
            NotFound: there is none of that id.
        """
        now = self._clock.now()
        with self._storage.writing() as connection:
            if kept_tokens.revoke(connection, token, by=by, now=now):
                tell(connection, TokenRevoked(token, now, by))
            found = kept_tokens.kept(connection, token)
        if found is None:
            raise NotFound(say("error.account.no_token", token=token))
        return found[0]


def _unknown() -> Unauthenticated:
    return Unauthenticated(say("error.account.token_unknown"), rule=Why.TOKEN_UNKNOWN)


def _worth_nothing(token: Token, now: datetime) -> Unauthenticated | None:
    """Refuse a token whose time is over; whoever shows it has it, and may know why."""
    if token.revoked_at is not None:
        said = say("error.account.token_revoked", token=token.id, at=_written(token.revoked_at))
        return Unauthenticated(said, rule=Why.TOKEN_REVOKED)
    if now >= token.expires_at:
        said = say("error.account.token_expired", token=token.id, at=_written(token.expires_at))
        return Unauthenticated(said, rule=Why.TOKEN_EXPIRED)
    return None


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
