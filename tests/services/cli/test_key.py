"""``answerable key``: a key is renewed without a gap, and forgotten with a word about what ends with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.errors import Unauthenticated
from answerable.identity import Credential, Keys, Owner, Principal, verifier_of
from tests.services.cli.running import inside


def test_a_key_is_renewed_without_a_gap(tmp_path: Path) -> None:
    """The old proof holds until its key is forgotten; what is signed from then on is by the new one."""
    data = tmp_path / "data"
    assert inside("key", "list", "--data", data).status == 0
    keys = Keys(data / "identity")
    before = Credential(Principal(id="staff-a"), lambda: keys.of(Owner.ACCOUNTS))()

    renewed = inside("key", "renew", "accounts", "--data", data, "--json")
    after = Credential(Principal(id="staff-a"), lambda: keys.of(Owner.ACCOUNTS))()

    verifier = verifier_of(data / "identity")
    assert [verifier.from_header(one).id for one in (before, after)] == ["staff-a", "staff-a"]
    listed = inside("key", "list", "--data", data, "--json").document["keys"]
    of_accounts = {one["key"]: one["signs"] for one in listed if one["owner"] == "accounts"}
    assert of_accounts[renewed.document["key"]] is True
    assert sorted(of_accounts.values()) == [False, True]

    assert inside("key", "forget", "accounts", "--data", data).status == 0
    verifier = verifier_of(data / "identity")
    assert verifier.from_header(after).id == "staff-a"
    with pytest.raises(Unauthenticated):
        verifier.from_header(before)


def test_tokens_that_would_end_are_named(tmp_path: Path) -> None:
    """No telephone exchange falls silent because somebody tidied up keys."""
    data = tmp_path / "data"
    made = inside("token", "create", "exchange", "--scope", "contact.*", "--data", data, "--json")
    assert inside("key", "renew", "accounts", "--data", data).status == 0

    refused = inside("key", "forget", "accounts", "--data", data)
    assert (refused.status, made.document["id"] in refused.err) == (1, True)

    done = inside("key", "forget", "accounts", "--even-tokens", "--data", data, "--json")
    assert done.document["tokens_ended"] == [made.document["id"]]


def test_a_part_without_a_key_is_said(tmp_path: Path) -> None:
    """The parts that have one are named."""
    ended = inside("key", "renew", "nobody", "--data", tmp_path)

    assert (ended.status, "accounts" in ended.err) == (1, True)
