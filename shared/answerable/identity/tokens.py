"""Tokens: a principal, signed for some minutes by a part of the system that may speak for them.

They are JSON Web Tokens with Ed25519 (RFC 7519, RFC 8037). A service verifies a token itself, and remembers
what it has verified, so that a command costs no signature check each time.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import jwt
from pydantic import ValidationError

from answerable.errors import AnswerableError, Unauthenticated, Unavailable
from answerable.identity.keys import SigningKey, Trusted
from answerable.identity.principals import Principal
from answerable.wording import say

ALGORITHM = "EdDSA"
LIFETIME_S = 300
"""Seconds that a token holds which one part of the system passes to another."""

SKEW_S = 30
"""Seconds by which the clocks of two machines may differ."""

LONGEST = 4096
"""Characters of the longest token that is looked at."""

_REMEMBERED = 4096
_LOOKS_EVERY_S = 1.0
_SCHEME = "bearer"


def sign(principal: Principal, key: SigningKey, now: float, *, lifetime_s: float = LIFETIME_S) -> str:
    """Sign for a principal.

    Arguments:
        principal: whoever is to be believed.
        key: of a part that may speak for them: whoever verifies looks at that.
        now: seconds since 1970.
        lifetime_s: seconds that it holds.
    """
    claims = principal.model_dump(mode="json", exclude_none=True, exclude={"id"})
    claims |= {"sub": principal.id, "iat": int(now), "exp": int(now + lifetime_s)}
    return jwt.encode(claims, key.private, algorithm=ALGORITHM, headers={"kid": key.name})


class Verifier:
    """Tells who asks from the token they bring.

    Arguments:
        trusted: reads the public keys; called again once a second, so that a new one is known and a forgotten
            one is not, in a service that runs.
        now: gives the time in seconds since 1970: the machine's own, for tokens are about the present.
        is_revoked: tells whether a sign-in or a token, by name, holds no more.
    """

    def __init__(
        self,
        trusted: Callable[[], Trusted],
        *,
        now: Callable[[], float] = time.time,
        is_revoked: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._read = trusted
        self._trusted = trusted()
        self._now = now
        self._looked_at = float("-inf")
        self._is_revoked = is_revoked
        self._known: OrderedDict[str, tuple[Principal, float]] = OrderedDict()

    def from_header(self, authorization: str | None) -> Principal:
        """Give whoever a request's header ``Authorization`` proves (RFC 6750, 2.1; RFC 9110, 11.4).

        Raises:
            Unauthenticated: there is none, or it proves nobody.
        """
        if authorization is None:
            raise Unauthenticated(say("error.token_missing"))
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != _SCHEME:
            raise Unauthenticated(say("error.token_other_scheme"))
        return self.principal_of(token.lstrip(" "))

    def principal_of(self, token: str) -> Principal:
        """Give whoever a token proves.

        Raises:
            Unauthenticated: it is none of ours, too old, revoked, or of a part that cannot speak for them.
        """
        self._look_again()
        known = self._known.get(token)
        if known is None:
            known = self._verified(token)
            self._known[token] = known
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        principal, until = known
        if self._now() >= until:
            self._known.pop(token, None)
            raise Unauthenticated(say("error.token_expired"), who=principal.id)
        if principal.proof is not None and self._is_revoked(principal.proof):
            raise Unauthenticated(say("error.token_revoked"), who=principal.id)
        return principal

    def _look_again(self) -> None:
        """Read the public keys again, once a second; where they have changed, nothing is remembered."""
        now = self._now()
        if 0 <= now - self._looked_at < _LOOKS_EVERY_S:
            return
        self._looked_at = now
        try:
            trusted = self._read()
        except AnswerableError as error:  # nobody can be believed, and nobody did anything wrong
            raise Unavailable(error.message) from error
        if trusted != self._trusted:
            self._trusted = trusted
            self._known.clear()

    def _verified(self, token: str) -> tuple[Principal, float]:
        if len(token) > LONGEST:
            raise _unknown()
        try:
            key = self._key(jwt.get_unverified_header(token).get("kid"))
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=[ALGORITHM],
                # The times are looked at here: whose clock counts is said by `now`.
                options={"require": ["sub", "iat", "exp"], "verify_exp": False, "verify_iat": False},
            )
            issued, until = float(claims.pop("iat")), float(claims.pop("exp"))
            claims["id"] = claims.pop("sub")
            principal = Principal.model_validate(claims)
        except (jwt.InvalidTokenError, ValidationError, TypeError, ValueError):
            # What is wrong with it would help only whoever made it up.
            raise _unknown() from None
        if not key.may_be(principal.id):
            raise Unauthenticated(say("error.token_not_theirs", owner=key.owner, principal=principal.id))
        if issued > self._now() + SKEW_S:
            raise Unauthenticated(say("error.token_of_the_future"))
        return principal, until

    def _key(self, name: object) -> Any:
        """Give the key of a name."""
        try:
            return self._trusted[str(name)]
        except KeyError:
            raise _unknown() from None


def _unknown() -> Unauthenticated:
    return Unauthenticated(say("error.token_unknown"))
