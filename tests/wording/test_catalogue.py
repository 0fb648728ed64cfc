"""Catalogues: the same key in every language, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.errors import Misconfigured
from answerable.wording import read_catalogue


@pytest.mark.parametrize(
    "text", ["case: {title: {zh: 工单}}", "case: {title: 工单}", "case: {title: {en: x, de: y}}"]
)
def test_a_word_in_one_language_only_is_not_read(tmp_path: Path, text: str) -> None:
    """Whoever forgets the other language is told which key of which file."""
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"case\.yaml: case\.title"):
        read_catalogue(tmp_path)


def test_a_key_stands_in_one_file(tmp_path: Path) -> None:
    """Two streams cannot say the same key differently."""
    for name in ("case", "fault"):
        (tmp_path / f"{name}.yaml").write_text("state: {open: {en: open, zh: 处理中}}", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"fault\.yaml: another file has state\.open"):
        read_catalogue(tmp_path)


def test_a_phrase_names_its_plurals_as_cldr_does(tmp_path: Path) -> None:
    """A form for several things is always there."""
    (tmp_path / "case.yaml").write_text("rows: {en: {one: row, more: rows}, zh: 行}", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"case\.yaml: rows has to name its plurals"):
        read_catalogue(tmp_path)
