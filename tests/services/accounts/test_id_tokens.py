"""ID tokens are taken by our own list of algorithms, and by the one key that they name."""

from __future__ import annotations

from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey
from pydantic import SecretStr

from answerable_services.accounts.id_tokens import (
    ALGORITHMS,
    Expected,
    UnknownKey,
    WrongToken,
    check_id_token,
    read_keys,
)

NOW = 1_800_000_000
RSA = RSAKey.generate_key(2048, {"kid": "r"})
OTHER_RSA = RSAKey.generate_key(2048, {"kid": "r2"})
EC = ECKey.generate_key("P-256", {"kid": "e"})
ED = OKPKey.generate_key("Ed25519", {"kid": "d"})
SECRET = OctKey.import_key("a secret that two have, and that is long enough for it")
CLAIMS = {"iss": "https://x", "aud": "us", "sub": "s", "iat": NOW, "exp": NOW + 60, "nonce": "n"}


def published(*keys: Key, **more: object) -> dict[str, Any]:
    return {"keys": [{**key.as_dict(private=False), **more} for key in keys]}


def token(key: Key, alg: str, *, kid: str | None = None, **claims: object) -> SecretStr:
    header = {"alg": alg} if kid is None else {"alg": alg, "kid": kid}
    return SecretStr(jwt.encode(header, {**CLAIMS, **claims}, key, algorithms=[alg]))


def checked(given: SecretStr, document: object, algorithms: tuple[str, ...] = tuple(ALGORITHMS)) -> str:
    expected = Expected("https://x", "us", algorithms, SecretStr("n"))
    subject: str = check_id_token(given, read_keys(document), expected, NOW)["sub"]
    return subject


@pytest.mark.parametrize(("key", "alg"), [(RSA, "RS256"), (RSA, "PS256"), (EC, "ES256"), (ED, "Ed25519")])
def test_what_providers_sign_with_is_taken(key: Key, alg: str) -> None:
    """By the key that the token names, among others."""
    assert checked(token(key, alg, kid=key.kid), published(RSA, EC, ED)) == "s"


def test_an_algorithm_that_the_provider_does_not_use_is_refused() -> None:
    """Though we would take it from another one."""
    with pytest.raises(WrongToken, match="algorithm"):
        checked(token(EC, "ES256", kid="e"), published(EC), ("RS256",))


@pytest.mark.parametrize("listed", [("RS256",), ("HS256", "none", "RS256")])
def test_a_secret_is_no_key(listed: tuple[str, ...]) -> None:
    """Whatever the provider says that it signs with, and whatever it publishes."""
    with pytest.raises(WrongToken, match="algorithm"):
        checked(token(SECRET, "HS256"), published(RSA, SECRET), listed)


def test_a_token_without_a_name_of_its_key_needs_there_to_be_one() -> None:
    """Of several keys none is guessed (Core, section 10.1); keys of other types do not count."""
    unnamed = token(RSA, "RS256")
    assert checked(unnamed, published(RSA, EC)) == "s"
    with pytest.raises(WrongToken, match="ambiguous"):
        checked(unnamed, published(RSA, OTHER_RSA))


def test_keys_for_other_ends_do_not_sign() -> None:
    """A key for encryption is none of those that sign."""
    with pytest.raises(UnknownKey):
        checked(token(RSA, "RS256", kid="r"), published(RSA, use="enc"))


def test_keys_that_nobody_understands_are_left_out() -> None:
    """Providers publish kinds of later times beside those of today."""
    odd: list[object] = [
        {"kty": "ML-DSA"},
        {"kty": "RSA", "n": 1},
        {"kty": "EC", "crv": "P-0"},
        {},
        "x",
        None,
    ]
    document = {"keys": [*odd, *published(RSA)["keys"]]}
    assert checked(token(RSA, "RS256", kid="r"), document) == "s"


@pytest.mark.parametrize("document", [None, [], {}, {"keys": {}}, {"keys": None}, "keys"])
def test_what_is_no_key_set_is_said_to_be_none(document: object) -> None:
    """It is not taken for an empty one."""
    with pytest.raises(WrongToken, match="no key set"):
        read_keys(document)


@pytest.mark.parametrize("said", ["", "x", "a.b", "a.b.c", "é.é.é", "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_token_is_refused(said: str) -> None:
    """Whatever it is."""
    with pytest.raises(WrongToken):
        checked(SecretStr(said), published(RSA))


@pytest.mark.parametrize(
    "claims",
    [
        *({"exp": "soon"}, {"exp": None}, {"iat": "x"}, {"sub": 7}, {"sub": ""}, {"sub": "x" * 256}),
        *(
            {"aud": []},
            {"aud": ["them"]},
            {"aud": None},
            {"iss": ["https://x"]},
            {"nonce": None},
            {"nonce": 1},
        ),
        *({"nbf": NOW + 120}, {"azp": "them"}),
    ],
)
def test_claims_of_other_kinds_are_refused(claims: dict[str, object]) -> None:
    """None of them ends in anything but a refusal."""
    with pytest.raises(WrongToken):
        checked(token(RSA, "RS256", kid="r", **claims), published(RSA))


def test_one_of_several_audiences_with_our_name_is_taken() -> None:
    """Where the token says that it was made for us."""
    assert checked(token(RSA, "RS256", kid="r", aud=["us", "them"], azp="us"), published(RSA)) == "s"
