"""Tokens: what proves who asks, and everything that does not."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from hypothesis import given
from hypothesis import strategies as st

from answerable.errors import Corrupt, NotFound, Unauthenticated, Unavailable
from answerable.identity import (
    Credential,
    Grant,
    Keys,
    Kind,
    MachineTokens,
    Owner,
    Principal,
    SigningKey,
    Verifier,
    sign,
)
from answerable.identity.tokens import LIFETIME_S, LONGEST, SKEW_S
from answerable.streams.staff.events import Role

NOW = 1_900_000_000.0
AGENT = Principal(id="staff-agent", grants=(Grant(role=Role.AGENT, site="xm01"),), proof="signin-1")


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """An installation's keys."""
    made = Keys(tmp_path / "identity")
    made.make()
    return made


class Time:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def refusal(verifier: Verifier, token: str) -> str:
    """Give the sentence that a token is refused with."""
    with pytest.raises(Unauthenticated) as caught:
        verifier.principal_of(token)
    return caught.value.key


@pytest.mark.parametrize("scheme", ["bearer ", "BEARER ", "Bearer  "])
def test_a_scheme_is_read_in_either_case(keys: Keys, scheme: str) -> None:
    """As RFC 9110 (11.1) has it, with one blank or several behind it; another scheme proves nobody."""
    token = sign(AGENT, keys.of(Owner.ACCOUNTS), NOW)
    verifier = Verifier(keys.trusted, now=Time())

    assert verifier.from_header(f"{scheme}{token}") == AGENT
    for other in (f"Basic {token}", f"Bearer{token}", token):
        with pytest.raises(Unauthenticated):
            verifier.from_header(other)


def test_who_signed_in_is_who_asks(keys: Keys) -> None:
    """A token gives back the principal that it was signed for, with roles, scope and proof."""
    token = sign(AGENT, keys.of(Owner.ACCOUNTS), NOW)

    assert Verifier(keys.trusted, now=Time()).from_header(f"Bearer {token}") == AGENT


@pytest.mark.parametrize("header", [None, "", "Basic c3RhZmY6cGFzcw==", "bearer", "Token x"])
def test_nothing_proves_nobody(keys: Keys, header: str | None) -> None:
    """Without a token, or with something else, nobody is proved."""
    with pytest.raises(Unauthenticated):
        Verifier(keys.trusted, now=Time()).from_header(header)


def test_a_token_holds_for_its_time(keys: Keys) -> None:
    """Behind its end it is refused, remembered or not; a little before its beginning it is not."""
    time = Time()
    token = sign(AGENT, keys.of(Owner.ACCOUNTS), NOW)
    verifier = Verifier(keys.trusted, now=time)
    verifier.principal_of(token)

    time.now = NOW + LIFETIME_S
    assert refusal(verifier, token) == "error.token_expired"
    assert refusal(Verifier(keys.trusted, now=time), token) == "error.token_expired"
    time.now = NOW - SKEW_S
    Verifier(keys.trusted, now=time).principal_of(token)
    time.now = NOW - SKEW_S - 1
    assert refusal(Verifier(keys.trusted, now=time), token) == "error.token_of_the_future"


def test_a_revoked_proof_holds_no_more(keys: Keys) -> None:
    """Revoking a sign-in ends every token that comes from it, those remembered too."""
    revoked: set[str] = set()
    verifier = Verifier(keys.trusted, now=Time(), is_revoked=revoked.__contains__)
    token = sign(AGENT, keys.of(Owner.ACCOUNTS), NOW)
    verifier.principal_of(token)

    revoked.add("signin-1")

    assert refusal(verifier, token) == "error.token_revoked"


@pytest.mark.parametrize(
    ("owner", "principal"),
    [
        (Owner.CALLBACKS, "staff-agent"),
        (Owner.CALLBACKS, "system-audit"),
        (Owner.CONSOLE, "staff-agent"),
        (Owner.ACCOUNTS, "system-callbacks"),
        (Owner.CLI, "staff-agent"),
        (Owner.CLI, "machine-exchange"),
    ],
)
def test_a_key_speaks_for_its_own(keys: Keys, owner: Owner, principal: str) -> None:
    """Whoever holds a service's key can be that service, and neither a person nor another one."""
    token = sign(Principal(id=principal), keys.of(owner), NOW)

    assert refusal(Verifier(keys.trusted, now=Time()), token) == "error.token_not_theirs"


def _segment(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


CLAIMS = {"sub": "staff-agent", "iat": int(NOW), "exp": int(NOW) + 60}
FORGERIES: dict[str, Callable[[Keys], str]] = {
    "no signature": lambda keys: (
        f"{_segment({'alg': 'none', 'kid': keys.of(Owner.ACCOUNTS).name})}.{_segment(CLAIMS)}."
    ),
    "signed with the public key as a secret": lambda keys: jwt.encode(
        CLAIMS,
        bytes.fromhex(keys.trusted()[keys.of(Owner.ACCOUNTS).name].public),
        algorithm="HS256",
        headers={"kid": keys.of(Owner.ACCOUNTS).name},
    ),
    "of another algorithm": lambda keys: jwt.encode(
        CLAIMS,
        generate_private_key(SECP256R1()),
        algorithm="ES256",
        headers={"kid": keys.of(Owner.ACCOUNTS).name},
    ),
    "of a stranger's key": lambda _: sign(AGENT, SigningKey.make(), NOW),
    "of a stranger's key under the name of ours": lambda keys: jwt.encode(
        CLAIMS,
        SigningKey.make().private,
        algorithm="EdDSA",
        headers={"kid": keys.of(Owner.ACCOUNTS).name},
    ),
    "no name of a key": lambda keys: jwt.encode(CLAIMS, keys.of(Owner.ACCOUNTS).private, algorithm="EdDSA"),
    "the name of a file": lambda keys: jwt.encode(
        CLAIMS, keys.of(Owner.ACCOUNTS).private, algorithm="EdDSA", headers={"kid": "../accounts.pem"}
    ),
    "without an end": lambda keys: jwt.encode(
        {"sub": "staff-agent", "iat": int(NOW)},
        keys.of(Owner.ACCOUNTS).private,
        algorithm="EdDSA",
        headers={"kid": keys.of(Owner.ACCOUNTS).name},
    ),
    "about nobody": lambda keys: jwt.encode(
        {"iat": int(NOW), "exp": int(NOW) + 60},
        keys.of(Owner.ACCOUNTS).private,
        algorithm="EdDSA",
        headers={"kid": keys.of(Owner.ACCOUNTS).name},
    ),
    "with a claim that is none": lambda keys: jwt.encode(
        {**CLAIMS, "admin": True},
        keys.of(Owner.ACCOUNTS).private,
        algorithm="EdDSA",
        headers={"kid": keys.of(Owner.ACCOUNTS).name},
    ),
    "too long": lambda _: "a" * (LONGEST + 1),
    "nothing": lambda _: "",
    "three dots": lambda _: "...",
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_forged(keys: Keys, forge: Callable[[Keys], str]) -> None:
    """Whatever is made up is refused with one sentence, which does not say what is wrong with it."""
    assert refusal(Verifier(keys.trusted, now=Time()), forge(keys)) == "error.token_unknown"


@given(place=st.integers(0, 10_000), letter=st.characters(codec="ascii"))
def test_a_changed_letter(place: int, letter: str) -> None:
    """A token with any letter changed proves nobody."""
    key = SigningKey.make()
    trusted = {key.name: key.trusted(Owner.ACCOUNTS)}
    token = sign(AGENT, key, NOW)
    place %= len(token)
    changed = token[:place] + letter + token[place + 1 :]
    verifier = Verifier(lambda: trusted, now=Time())
    try:
        principal = verifier.principal_of(changed)
    except Unauthenticated:
        return
    # The last letter of base64 has bits that mean nothing: what is read is the same.
    assert principal == AGENT
    assert changed.rpartition(".")[0] == token.rpartition(".")[0]


def test_a_key_is_renewed_without_a_gap(keys: Keys) -> None:
    """Tokens by the old key hold until it is forgotten, those by the new one at once."""
    time = Time()
    verifier = Verifier(keys.trusted, now=time)
    old = keys.of(Owner.ACCOUNTS)
    keys.renew(Owner.ACCOUNTS)
    time.now += 2
    by_new = sign(AGENT, keys.of(Owner.ACCOUNTS), time.now)

    assert verifier.principal_of(by_new) == verifier.principal_of(sign(AGENT, old, time.now)) == AGENT

    assert keys.forget(Owner.ACCOUNTS) == [old.name]
    time.now += 2
    assert refusal(verifier, sign(AGENT, old, time.now)) == "error.token_unknown"
    by_old = sign(AGENT, old, time.now - 4)
    assert refusal(verifier, by_old) == "error.token_unknown"
    assert Verifier(keys.trusted, now=time).principal_of(by_new) == AGENT


def test_without_keys_nobody_is_believed(keys: Keys) -> None:
    """A file that is gone or damaged under a running service is told as it is: nobody can be believed."""
    time = Time()
    verifier = Verifier(keys.trusted, now=time)
    token = sign(AGENT, keys.of(Owner.ACCOUNTS), NOW)
    verifier.principal_of(token)
    whole = keys.trusted_path.read_bytes()
    for damage in (b"", None):
        keys.trusted_path.unlink() if damage is None else keys.trusted_path.write_bytes(damage)
        time.now += 2
        with pytest.raises(Unavailable):
            verifier.principal_of(token)
    keys.trusted_path.write_bytes(whole)
    time.now += 2
    assert verifier.principal_of(token) == AGENT


def test_a_clock_that_is_put_back_hides_no_revocation(keys: Keys) -> None:
    """A token that is revoked behind the change is refused at once."""
    time = Time()
    tokens = MachineTokens(keys.directory, time)
    made, _ = tokens.create("exchange", ("*",), None, 1)
    assert not tokens.is_revoked(made.id)
    time.now -= 3600
    tokens.revoke(made.id)
    assert tokens.is_revoked(made.id)


def test_keys_are_private(keys: Keys, tmp_path: Path) -> None:
    """Only the owner of the installation reads them; making them again changes none."""
    before = {path.name: path.read_bytes() for path in (tmp_path / "identity").iterdir()}
    keys.make()

    assert {path.name: path.read_bytes() for path in (tmp_path / "identity").iterdir()} == before
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "identity").iterdir()} == {0o600}
    assert (tmp_path / "identity").stat().st_mode & 0o777 == 0o700


def test_keys_that_are_not_there(tmp_path: Path) -> None:
    """A missing or damaged key is told with what to do."""
    keys = Keys(tmp_path)
    with pytest.raises(NotFound, match="answerable up"):
        keys.trusted()
    with pytest.raises(NotFound, match="answerable up"):
        keys.of(Owner.DESK)
    (tmp_path / "desk.pem").write_bytes(b"-----BEGIN PRIVATE KEY-----\nnoise\n-----END PRIVATE KEY-----\n")
    (tmp_path / "trusted.json").write_bytes(b'{"a": {}}')
    with pytest.raises(Corrupt, match=r"desk\.pem"):
        keys.of(Owner.DESK)
    with pytest.raises(Corrupt, match=r"trusted\.json"):
        keys.trusted()


def test_a_credential_is_fresh(keys: Keys) -> None:
    """A part's token is used for half of its time, so that none ends on the way."""
    time = Time()
    credential = Credential(Principal(id="system-desk"), lambda: keys.of(Owner.DESK), time)
    verifier = Verifier(keys.trusted, now=time)
    first = credential()
    time.now += LIFETIME_S / 2 - 1
    assert credential() == first
    time.now += 1
    assert credential() != first
    assert verifier.from_header(credential()).kind is Kind.SYSTEM


@pytest.mark.parametrize(
    ("scope", "sites", "action", "site", "expected"),
    [
        (None, None, "case.open", "xm01", True),
        (("contact.*",), None, "contact.receive", "xm01", True),
        (("contact.*",), None, "case.open", "xm01", False),
        (("case.open", "contact.*"), ("xm01",), "case.open", "xm01", True),
        (None, ("xm01",), "case.open", "xm02", False),
        (None, ("xm01",), "desk.overview", None, False),
        ((), None, "case.open", "xm01", False),
    ],
)
def test_a_scope_is_a_border(
    scope: tuple[str, ...] | None,
    sites: tuple[str, ...] | None,
    action: str,
    site: str | None,
    expected: bool,
) -> None:
    """A proof reaches the commands, queries and sites that it was made for."""
    assert Principal(id="machine-a", scope=scope, sites=sites).reaches(action, site) is expected


def test_an_older_installation_lets_the_accounts_speak_for_themselves(tmp_path: Path) -> None:
    """A file of an earlier version is brought up to date at a start; keys and strangers' rights stay."""
    keys = Keys(tmp_path / "identity")
    keys.make()
    path = keys.trusted_path
    today = keys.trusted()
    older = path.read_text(encoding="utf-8").replace("system-accounts", "machine-x")
    path.write_text(older.replace('"system-desk"', '"system-desk", "system-mine"'), encoding="utf-8")
    keys.make()
    found = keys.trusted()
    assert found.keys() == today.keys()
    (accounts,) = [one for one in found.values() if one.owner == Owner.ACCOUNTS]
    (desk,) = [one for one in found.values() if one.owner == Owner.DESK]
    assert accounts.may_be("system-accounts")
    assert not accounts.may_be("system-cli")
    assert desk.may_be("system-mine")
