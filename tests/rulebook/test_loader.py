"""Rulebooks load strictly, and what is wrong is named with its line."""

from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest

from answerable.errors import Invalid, NotFound
from answerable.rulebook import catalogue, find, load
from answerable.rulebook.loader import LintFinding, parse, read

TEXT = files("answerable").joinpath("rulebooks", "call-centre-80.yaml").read_text(encoding="utf-8")


def findings(text: str) -> list[LintFinding]:
    return parse(read(text.encode(), "book.yaml"))[1]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_digest_is_that_of_the_files_bytes(tmp_path: Path) -> None:
    """One byte more, another digest: a decision says which words were applied."""
    path = tmp_path / "book.yaml"
    path.write_text(TEXT + "# one more remark\n", encoding="utf-8")

    assert load(path).digest == sha256(path.read_bytes()).hexdigest() != find("call-centre-80").digest


def test_catalogue_and_find() -> None:
    """What comes with the package is found by id, or by id and edition."""
    assert [book.name for book in catalogue()] == [
        "call-centre-80@2026.1",
        "online-shop-10@r1",
        "online-shop-10@r2",
        "property-prohibited@1",
    ]
    assert find("call-centre-80", "2026.1") is find("call-centre-80")


@pytest.mark.parametrize(("name", "edition"), [("call-centre-80", "1999.1"), ("no-such-book", None)])
def test_unknown_rulebook(name: str, edition: str | None) -> None:
    """What does not exist is not found, and the message lists what does."""
    with pytest.raises(NotFound, match=r"call-centre-80@2026\.1"):
        find(name, edition)


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is not found."""
    with pytest.raises(NotFound, match=r"absent\.yaml"):
        load(tmp_path / "absent.yaml")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("edition: ", 'edition: "1"\nedition: ', "duplicate-key"),
        ('effect: {points: "-2"}', "effect: {points: -2.5}", "unquoted-decimal"),
        ("    severity: minor", "    severity: minor\n    on: true", "key"),
        ("in_force: {from: 2016-01-01}", "in_force: {from: 2016-13-01}", "value"),
        ("language: zh", "language: &l zh\nother: *l", "yaml"),
        ("language: zh", "language: zh\ndigest: abc", "digest"),
        ("language: zh", "language: [", "yaml"),
    ],
)
def test_yaml_that_is_refused(old: str, new: str, rule: str) -> None:
    """Keys twice, bare decimals, keys that YAML reads as true, impossible dates, aliases."""
    found = findings(TEXT.replace(old, new, 1))

    assert rule in {finding.rule for finding in found}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('effect: {points: "-5"}', "effect: {points: -5}"),
        ("severity: medium", "severity: middling"),
        ('least: "-2"', 'lowest: "-2"'),
        ("timezone: Asia/Shanghai", "timezone: Asia/Nowhere"),
    ],
)
def test_model_errors_name_their_line(old: str, new: str) -> None:
    """What does not fit the model is found on the line where it stands."""
    changed = TEXT.replace(old, new, 1)

    assert line_of(changed, new) in {finding.line for finding in findings(changed)}


def test_a_finding_inside_an_article_names_it() -> None:
    """Findings name file, line and article."""
    found = findings(TEXT.replace("severity: medium", "severity: middling", 1))[0]

    assert (found.file, found.article) == ("book.yaml", "001-M1")


def test_a_wrong_file_is_one_error_with_its_faults(tmp_path: Path) -> None:
    """Loading a wrong file raises Invalid, never a bare ValueError or YAML error."""
    path = tmp_path / "book.yaml"
    path.write_text("a: 1.5\n- b", encoding="utf-8")

    with pytest.raises(Invalid, match=r"book\.yaml:2"):
        load(path)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"just words", b"[" * 100_000, b"- 1"])
def test_garbage_is_a_finding(content: bytes) -> None:
    """Bytes that are no rulebook give a finding."""
    assert parse(read(content, "book.yaml"))[1]
