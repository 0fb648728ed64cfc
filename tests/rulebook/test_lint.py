"""Lint finds what would make a rulebook act wrongly, by file, line and article."""

from importlib.resources import files
from pathlib import Path

import pytest

from answerable.errors import NotFound
from answerable.rulebook import LintFinding, lint

TEXT = files("answerable").joinpath("rulebooks", "call-centre-80.yaml").read_text(encoding="utf-8")


def linted(tmp_path: Path, text: str) -> list[LintFinding]:
    path = tmp_path / "book.yaml"
    path.write_text(text, encoding="utf-8")
    return lint([path])


def changed(old: str, new: str) -> str:
    assert old in TEXT
    return TEXT.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "rule", "article"),
    [
        ("event: complaint.Upheld", "event: complaint.Sustained", "unknown-event", "001-S2"),
        ("when: {is_conflict: {eq: true}}", "when: {is_quarrel: {eq: true}}", "unknown-field", "001-S2"),
        ("when: {is_conflict: {eq: true}}", "when: {is_conflict: {gt: 1}}", "unordered", "001-S2"),
        (
            "when: {is_conflict: {eq: true}}",
            'when: {is_conflict: {eq: "quarrel"}}',
            "unknown-value",
            "001-S2",
        ),
        ("{medium: {ge: 2}}, {minor", "{meedium: {ge: 2}}, {minor", "unknown-field", "001-S5"),
        ("{between: [11, 30]}", "{between: [10, 30]}", "band-overlap", "001-M8"),
        ("{between: [11, 30]}", "{between: [12, 30]}", "band-gap", "emergency-overrun"),
        ("{between: [1, 10]}", "{between: [-9, 0]}", "band-unreachable", "001-m13"),
        ("band: emergency-overrun", "band: no-such-band", "band", "001-m13"),
        ('{grade: B, ge: "80", le: "90"}', '{grade: B, ge: "80", le: "91"}', "band-overlap", "001-G1"),
        ('{grade: B, ge: "80", le: "90"}', '{grade: B, ge: "80", lt: "90"}', "band-gap", "001-G1"),
        ("legal: [no-dismissal-by-rank]", "legal: [no-such-law]", "legal", "001-3.3"),
        ("        legal: [wage-deduction-share, minimum-wage]\n", "", "legal", "001-S4"),
        ('score: "91", yuan: "110"', 'score: "91", yuan: "111"', "example", "001-P3b"),
        ('{raw: "117", capped: "110"}', '{raw: "117", capped: "117"}', "example", "001-3.5"),
        ('{score: "90", grade: B}', '{score: "90", grade: A}', "example", "001-G1"),
        (
            '- {given: {article: 001-m7, minutes: 6, superior_informed: false}, expect: {points: "-5"}}',
            '- {given: {article: 001-m7, minutes: 6, superior_informed: false}, expect: {points: "-4"}}',
            "example",
            "001-m7",
        ),
        (
            "      - {given: {article: 001-m7, minutes: 5, superior_informed: false}, expect: none}\n",
            "",
            "example-missing",
            "001-m7",
        ),
        ("      - {given: {is_conflict: false}, expect: none}\n", "", "example-missing", "001-S2"),
        ('      - {given: {is_conflict: true}, expect: {points: "-20"}}\n', "", "example-missing", "001-S2"),
        (
            (
                '      - {given: {score: "60", full_marks: "100"}, expect: none}\n'
                '      - {given: {score: "29", full_marks: "50"}, expect: {points: "-10"}}\n'
                '      - {given: {score: "30", full_marks: "50"}, expect: none}\n'
            ),
            '      - {given: {score: "61", full_marks: "100"}, expect: none}\n',
            "example-missing",
            "001-M7",
        ),
        ("  - id: 001-M2\n", "  - id: 001-M1\n", "overlapping-versions", "001-M1"),
        ("edition: ", 'edition: "1"\nedition: ', "duplicate-key", None),
        ('effect: {points: "-2"}', "effect: {points: -2.5}", "unquoted-decimal", "001-m1"),
    ],
)
def test_a_defect_is_found(tmp_path: Path, old: str, new: str, rule: str, article: str | None) -> None:
    """Each planted defect is found under its rule, in its article."""
    found = linted(tmp_path, changed(old, new))

    assert (rule, article) in {(finding.rule, finding.article) for finding in found}


def test_pay_without_a_legal_parameter(tmp_path: Path) -> None:
    """A pay effect that names no law is found."""
    found = linted(
        tmp_path, changed("    legal: [wage-deduction-share, minimum-wage]\n    examples", "    examples")
    )

    assert [finding.rule for finding in found] == ["legal"]


def test_editions_in_force_on_the_same_days(tmp_path: Path) -> None:
    """Two editions may follow each other, and may not overlap."""
    later = changed('edition: "2026.1"', 'edition: "2027.1"')
    for name, text in (("one.yaml", TEXT), ("two.yaml", later)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = [tmp_path / "one.yaml", tmp_path / "two.yaml"]

    assert [finding.rule for finding in lint(paths)] == ["overlapping-versions"]

    ended = changed("in_force: {from: 2016-01-01}", "in_force: {from: 2016-01-01, until: 2027-01-01}")
    (tmp_path / "one.yaml").write_text(ended, encoding="utf-8")
    begun = later.replace("in_force: {from: 2016-01-01}", "in_force: {from: 2027-01-01}", 1)
    (tmp_path / "two.yaml").write_text(begun, encoding="utf-8")

    assert lint(paths) == []


def test_a_finding_reads_as_a_compilers_does(tmp_path: Path) -> None:
    """File, line, article and rule, in the form editors can jump to."""
    text = changed("event: complaint.Upheld", "event: complaint.Sustained")
    line = text[: text.index("complaint.Sustained")].count("\n") + 1

    assert [str(finding) for finding in linted(tmp_path, text)] == [
        f"book.yaml:{line}: 001-S2 [unknown-event] there is no event complaint.Sustained"
    ]


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is not found."""
    with pytest.raises(NotFound):
        lint([tmp_path / "absent.yaml"])


SHOP = files("answerable").joinpath("rulebooks", "online-shop-10-r2.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "rule", "article"),
    [
        (
            '{times: 4, points: "-5", reading: a}',
            '{times: 4, points: "-6", reading: a}',
            "example",
            "002-r1-5.5",
        ),
        ('      - {times: 5, points: "-15", reading: b}\n', "", "example-missing", "002-r1-5.5"),
        ('{times: 5, points: "-15", reading: b}', '{times: 5, points: "-15"}', "example", "002-r1-5.5"),
        (
            '{times: 5, points: "-15", reading: b}',
            '{times: 5, points: "-15", reading: z}',
            "example",
            "002-r1-5.5",
        ),
        ("    repeated: {free: 4}\n", "", "example", "002-r1-5.2d"),
        ('      - {times: 4, points: "0"}\n', "", "example-missing", "002-r1-5.2d"),
        ("{counts_as: 002-r1-5.2d}", "{counts_as: 002-r1-5.2a}", "unknown-article", "002-r1-5.1"),
        (
            "repeated: {free: 4}",
            'repeated: {free: 4, steps: [{times: 3, points: "-5"}]}',
            "value_error",
            "002-r1-5.2d",
        ),
        ('      at_most: "5"\n', "", "value_error", "002-r1-5.0b"),
        ("      defect: X1\n", "", "value_error", "002-r1-5.0c"),
        ("consequence: warning", "consequence: dismissal", "legal", "002-r1-5.0b"),
    ],
)
def test_a_defect_in_what_is_repeated_is_found(
    tmp_path: Path, old: str, new: str, rule: str, article: str
) -> None:
    """What several times come to, and what follows from a score, are checked as every rule is."""
    assert old in SHOP
    found = linted(tmp_path, SHOP.replace(old, new, 1))

    assert (rule, article) in {(finding.rule, finding.article) for finding in found}


@pytest.mark.parametrize("part", ["monthly_points:", "articles:"])
def test_articles_score_a_month(tmp_path: Path, part: str) -> None:
    """Articles without points to score, and points without articles, are half a rulebook."""
    start = SHOP.index(f"\n{part}")
    end = SHOP.find("\narticles:", start + 1) if part == "monthly_points:" else len(SHOP)
    found = linted(tmp_path, SHOP[:start] + SHOP[end:])

    assert [finding.rule for finding in found] == ["value_error"]
