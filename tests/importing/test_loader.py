"""Mappings read from YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.errors import Invalid, NotFound
from answerable.importing.loader import load, packaged, parse
from tests.importing.given import TICKETS


def test_packaged_mappings_are_found_by_name() -> None:
    """Both mappings that come with the package load."""
    assert [load(name).mapping for name in packaged()] == ["bank-calls", "incident-log"]


def test_a_mapping_is_loaded_from_a_path(tmp_path: Path) -> None:
    """Any other mapping is named by its path."""
    path = tmp_path / "tickets.yaml"
    path.write_bytes(TICKETS)

    assert load(str(path)).mapping == "tickets"


def test_a_missing_mapping_is_named_with_the_known_ones() -> None:
    """The error for a mapping that is not there lists those that are."""
    with pytest.raises(NotFound, match="bank-calls, incident-log"):
        load("nowhere")


@pytest.mark.parametrize(
    ("written", "instead", "says"),
    [
        ("zone: Asia/Shanghai", "zone: Asia/Atlantis", "is no time zone"),
        ("title: Tickets", "colour: red", "Extra inputs"),
        ("command: case.resolve", "command: case.finish", "no command 'case.finish'"),
        ("resolution: {constant: Done}", "remark: {constant: Done}", "no field remark"),
        (", resolution: {constant: Done}", "", "case.resolve needs resolution"),
        ("{state: {eq: done}", "{state: {}", "at least one matcher"),
        ("{state: {eq: done}", "{stade: {eq: done}", "there is no value stade"),
        ("{state: {eq: done}", "{previous.stade: {eq: done}", "there is no value stade"),
        ("{state: {eq: done}", "{state: {eq: {field: stade}}", "there is no value stade"),
        ("remembered.done: {is_null", "remembered.gone: {is_null", "no rule remembers gone"),
        ("step: resolve", "step: open", "the step open stands here twice"),
        ("{row.first: {eq", "{row.frist: {eq", "there is no row.frist: a condition looks at"),
        ("prefix: staff, column: who", "prefix: staff, column: who, of: [saved]", "and not of both"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_line(written: str, instead: str, says: str) -> None:
    """What is wrong is told in words, with the line where it stands."""
    text = TICKETS.decode()
    line = text[: text.index(written)].count("\n") + 1

    with pytest.raises(Invalid, match="the mapping cannot be used") as caught:
        parse(text.replace(written, instead).encode(), "tickets.yaml")

    assert [broken.pointer for broken in caught.value.broken_rules if says in broken.message] == [f"/{line}"]
    assert f"tickets.yaml:{line}: " in caught.value.message


def test_a_value_made_of_a_later_one_is_refused() -> None:
    """Values are read in their order."""
    text = TICKETS.replace(b"prefix: case, of: [ticket]", b"prefix: case, of: [state]")

    with pytest.raises(Invalid, match="case is made of state, which does not stand before it"):
        parse(text, "tickets.yaml")


def test_ids_that_could_meet_are_refused() -> None:
    """Two columns that number things on their own may not share a prefix."""
    value = "  boss: {type: id, prefix: staff, column: boss, pattern: 'Boss {}'}\ncommon:"

    with pytest.raises(Invalid, match="made differently: they could meet"):
        parse(TICKETS.replace(b"common:", value.encode()), "tickets.yaml")


def test_the_mapping_in_the_guide_loads() -> None:
    """What the guide shows can be copied."""
    guide = (Path(__file__).parents[2] / "docs" / "how-to" / "import-records.md").read_text(encoding="utf-8")
    shown = guide.partition("```yaml\n")[2].partition("```")[0]

    assert parse(shown.encode(), "guide.yaml").mapping == "tickets"
