"""The key beside the store: made once, readable by its owner, and what is made of it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from answerable.errors import Corrupt, Misconfigured
from answerable_services.accounts.keys import FILE, Keys, nonce_of, read_keys
from tests.services.accounts.given import AGENT, LEAD, Chance

KEYS = Keys(bytes(32))


def test_a_key_is_made_once(tmp_path: Path) -> None:
    """Later readers have the same one, and nobody else can read the file."""
    chance = Chance()
    made = read_keys(tmp_path / "new", chance)
    again = read_keys(tmp_path / "new", chance)
    assert made.digest("a", "b") == again.digest("a", "b")
    assert [path.name for path in (tmp_path / "new").iterdir()] == [FILE]
    assert stat.S_IMODE((tmp_path / "new" / FILE).stat().st_mode) == 0o600


def test_a_key_that_others_can_read_is_not_taken(tmp_path: Path) -> None:
    """Whoever runs the program is told what to do."""
    read_keys(tmp_path, Chance())
    (tmp_path / FILE).chmod(0o644)
    with pytest.raises(Misconfigured, match="chmod 600"):
        read_keys(tmp_path, Chance())


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32, "ab" * 31])
def test_what_is_no_key_is_not_taken(tmp_path: Path, content: str) -> None:
    """A damaged file is told, and not made anew."""
    (tmp_path / FILE).write_text(content)
    (tmp_path / FILE).chmod(0o600)
    with pytest.raises(Corrupt, match="restore it"):
        read_keys(tmp_path, Chance())


def test_what_is_sealed_is_opened_by_its_owner_only() -> None:
    """Not with another key, not in another's row, and not where a character was changed."""
    sealed = KEYS.seal("hush", AGENT, nonce_of(Chance()))
    assert KEYS.open(sealed, AGENT) == "hush"
    changed = ("A" if sealed[-5] != "A" else "B").join([sealed[:-5], sealed[-4:]])
    for keys, text, owner in (
        (KEYS, sealed, LEAD),
        (Keys(bytes([1]) * 32), sealed, AGENT),
        (KEYS, changed, AGENT),
        (KEYS, "§", AGENT),
        (KEYS, "", AGENT),
    ):
        with pytest.raises(Corrupt, match=f"sealed for {owner}"):
            keys.open(text, owner)


def test_a_digest_is_of_one_purpose_and_one_key() -> None:
    """The same text cannot be recognised elsewhere."""
    digests = {KEYS.digest("a", "x"), KEYS.digest("b", "x"), Keys(bytes([1]) * 32).digest("a", "x")}
    assert len(digests) == 3
    assert KEYS.digest("a", "\ud800") != KEYS.digest("a", "x")


def test_keys_do_not_show_themselves() -> None:
    """What is printed by mistake says nothing."""
    assert repr(KEYS) == "Keys(…)"
