"""Names: what is left is a name and no path, the same on any computer, and its ending is the format's."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.streams.note.papers import LONGEST_NAME, FileFormat, cleaned, fitted


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("工作联络单.pdf", "工作联络单.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\wang\\form.pdf", "form.pdf"),
        ("/form.pdf", "form.pdf"),
        ("..", "paper"),
        ("", "paper"),
        (".htaccess", "htaccess"),
        ("-rf.txt", "rf.txt"),
        ("a\x00b\x1f\r\n.pdf", "ab .pdf"),
        ("exe\u202efdp.txt", "exefdp.txt"),
        ("e\u0301.pdf", "é.pdf"),
        ("a\u200bb.pdf", "ab.pdf"),
        ('a<b>:"c|d?*.pdf', "a_b___c_d__.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1"),
        ("two  words .pdf ", "two words .pdf"),
        ("长" * 200 + ".pdf", "长" * 76 + ".pdf"),
    ],
)
def test_what_is_kept_of_a_name(sent: str, kept: str) -> None:
    """Paths, control characters, what turns the order of reading, and names of devices are taken out."""
    assert cleaned(sent) == kept


@given(st.text(max_size=300), st.sampled_from(FileFormat))
def test_any_name_can_be_kept(sent: str, of: FileFormat) -> None:
    """Whatever is sent, a name is no path, not too long for a disk, stays as it is, and ends as it should."""
    with contextlib.suppress(ValueError):
        kept = cleaned(sent)
        named = fitted(kept, of)
        assert cleaned(kept) == kept
        assert named.endswith(of.endings) or named.lower().endswith(of.endings)
        assert 0 < len(named) <= LONGEST_NAME
        assert len(named.encode()) < 256
        assert not set(named) & set("/\\\0\n\r")
