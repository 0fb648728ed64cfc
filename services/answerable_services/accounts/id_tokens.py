"""Checking what an identity provider signed (OpenID Connect Core 1.0, section 3.1.3.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey
from pydantic import SecretStr

ALGORITHMS = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    **dict.fromkeys(("ES256", "ES384", "ES512"), "EC"),
    "Ed25519": "OKP",
}
"""What is taken, by the type of key; neither ``none`` nor the ``HS`` family, whose key is a shared secret."""

LEEWAY_S = 60
"""Seconds by which the provider's clock may differ from ours."""

_LONGEST_SUBJECT = 255

PublicKey = RSAKey | ECKey | OKPKey


class WrongToken(Exception):
    """A token is not what it must be; the text says in a word what is wrong, and nothing of what is in it."""


class UnknownKey(WrongToken):
    """A token was signed by a key that is not among those known: the provider may have renewed them."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ID token has to say.

    Arguments:
        issuer: whose it is.
        client_id: for whom.
        algorithms: with which the provider says that it signs.
        nonce: of the sign-in.
        access_token: that came with it.
    """

    issuer: str
    client_id: str
    algorithms: Sequence[str]
    nonce: SecretStr
    access_token: SecretStr = field(default=SecretStr(""))


def read_keys(document: Any) -> tuple[PublicKey, ...]:
    """Give the keys for signatures of a key set (RFC 7517); what is not understood is left out.

    Arguments:
        document: the key set, as it was read.

    Raises:
        WrongToken: it is none.
    """
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise WrongToken("no key set")
    return tuple(key for one in listed if (key := _read_key(one)) is not None)


def _read_key(said: Any) -> PublicKey | None:
    if not isinstance(said, dict) or said.get("use", "sig") != "sig":
        return None
    try:
        key = JWKRegistry.import_key(said)
    except (JoseError, ValueError, KeyError, TypeError):
        return None
    return key if isinstance(key, PublicKey) else None


def verified(token: SecretStr, keys: Sequence[PublicKey], algorithms: Sequence[str]) -> jwt.Token:
    """Look whether a token is signed by one of the keys, and give what it says.

    Arguments:
        token: as it came.
        keys: of the provider.
        algorithms: which the provider says that it uses; of these, what we take.

    Raises:
        WrongToken: it is not.
        UnknownKey: by none of them.
    """
    said = token.get_secret_value()
    try:
        header = jws.extract_compact(said.encode()).headers()
    except (JoseError, ValueError) as error:
        raise WrongToken("unreadable") from error
    algorithm, key_id = header.get("alg"), header.get("kid")
    if algorithm not in ALGORITHMS or algorithm not in algorithms:
        raise WrongToken("algorithm")
    fitting = [key for key in keys if key.key_type == ALGORITHMS[algorithm]]
    if key_id is not None:
        fitting = [key for key in fitting if key.kid == key_id]
    if not fitting:
        raise UnknownKey("unknown key")
    if len(fitting) > 1:
        # Core, section 10.1: of several keys a token has to name its own; none is guessed.
        raise WrongToken("ambiguous key")
    try:
        return jwt.decode(said, fitting[0], algorithms=[algorithm])
    except (JoseError, ValueError) as error:
        raise WrongToken("signature") from error


def check_id_token(
    token: SecretStr, keys: Sequence[PublicKey], expected: Expected, now: float
) -> Mapping[str, Any]:
    """Check an ID token, and give its claims.

    Arguments:
        token: as the provider gave it, over its own connection.
        keys: of the provider.
        expected: what it has to say.
        now: seconds since 1970.

    Raises:
        WrongToken: it does not say that, is too old, or is not the provider's.
        UnknownKey: it may be the provider's by a key that we have not seen yet.
    """
    read = verified(token, keys, expected.algorithms)
    claims = CodeIDToken(
        read.claims,
        read.header,
        options={
            "iss": {"essential": True, "value": expected.issuer},
            "aud": {"essential": True, "value": expected.client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
            "iat": {"essential": True},
        },
        params={
            "client_id": expected.client_id,
            "nonce": expected.nonce.get_secret_value(),
            "access_token": expected.access_token.get_secret_value() or None,
        },
    )
    try:
        claims.validate(now=int(now), leeway=LEEWAY_S)
    except (JoseError, ValueError, TypeError) as error:
        raise WrongToken(_of_claim(error)) from error
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise WrongToken("sub")
    return claims


def _of_claim(error: Exception) -> str:
    """Say which claim is wrong, and not what stands in it."""
    claim = getattr(error, "claim", None)
    return claim if isinstance(claim, str) else getattr(error, "error", "claims")
