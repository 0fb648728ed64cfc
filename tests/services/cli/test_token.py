"""``answerable token``: made once, shown once, listed without its secret, revoked by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.identity import verifier_of
from tests.services.cli.running import inside


def test_a_token_lives_and_ends(tmp_path: Path) -> None:
    """What is kept never holds the token; its file is its owner's only; a revoked one is told as such."""
    data, header = tmp_path / "data", tmp_path / "exchange.header"
    made = inside(
        *("token", "create", "exchange", "--scope", "contact.*", "--site", "xm01", "--output", header),
        *("--data", data, "--json"),
    )
    assert (made.status, "token" in made.document) == (0, False)
    assert "not looked up whether there is a site xm01" in made.err  # nothing runs here
    token = header.read_text().removeprefix("Authorization: Bearer ").strip()
    assert header.stat().st_mode & 0o777 == 0o600
    principal = verifier_of(data / "identity").principal_of(token)
    assert (principal.id, principal.scope, principal.sites) == ("machine-exchange", ("contact.*",), ("xm01",))

    listed = inside("token", "list", "--data", data, "--json")
    assert [one["id"] for one in listed.document["tokens"]] == [made.document["id"]]
    signature = token.rpartition(".")[2]
    assert signature not in listed.out
    assert all(
        signature.encode() not in path.read_bytes()
        for path in (data / "identity").iterdir()
        if path.is_file()
    )

    assert inside("token", "revoke", made.document["id"], "--data", data).status == 0
    again = inside("token", "revoke", made.document["id"], "--data", data)
    assert (again.status, "already" in again.err) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("create", "Exchange!", "--scope", "*"), "/name"),
        (("create", "exchange", "--scope", "no such thing"), "scope"),
        (("create", "exchange", "--scope", "contact.*", "--scope", "contacts.*"), "case.*, complaint.*"),
        (("create", "exchange", "--scope", "contact.recieve", "--site", "xm01"), "contact.receive, "),
        (("create", "exchange", "--scope", "staff.hire"), "/scope"),
        (("create", "exchange", "--scope", "*", "--site", "XM"), "sites"),
        (("create", "exchange", "--scope", "*", "--days", "401"), "400"),
        (("revoke", "token-nobody-made"), "token list"),
    ],
)
def test_what_is_no_token_is_said(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    """Nothing is made where a name, a scope, a site or the days are wrong."""
    ended = inside("token", *arguments, "--data", tmp_path)

    assert ended.status == 1
    assert says in ended.err
    assert not (tmp_path / "identity" / "tokens.json").exists()


def test_without_a_scope_nothing_is_made(tmp_path: Path) -> None:
    """A token for everything has to be asked for in so many words."""
    assert inside("token", "create", "exchange", "--data", tmp_path).status == 2
