"""Every day that a command names has bounds: none of 1900 or 2199 is taken, and what is wrong is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.days import RECORDED, Reach, check_days, reaches
from answerable.errors import Invalid
from answerable.moments import Day
from answerable.streams.assessment import commands as assessment
from answerable.streams.case import commands as case
from answerable.streams.delivery import commands as delivery
from answerable.streams.duty import commands as duty
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, Scenario, make, ruled_world


def _places(model: Any, place: str = "") -> list[tuple[str, Any]]:
    """List where a command names days, with the type of each."""
    found: list[tuple[str, Any]] = []
    for name, mark in reaches(model):
        if isinstance(mark, Reach):
            found.append((f"{place}/{name}", model.model_fields[name].annotation))
        else:
            found += _places(mark, f"{place}/{name}/0")
    return found


PLACES = [
    (name, place)
    for name, model in sorted(COMMANDS.items())
    for place, _ in [*_places(model), ("/occurred_at", None)]
]


def _is_of_days(schema: dict[str, Any], name: str) -> bool:
    said = str(schema)
    return "'date'" in said or "'date-time'" in said or "0[1-9]|1[0-2]" in said or name == "month"


def test_no_field_of_a_day_is_left_out() -> None:
    """What the schema calls a date, a moment or a month is what has bounds."""
    for name, model in COMMANDS.items():
        schema = model.model_json_schema()
        days = {
            field
            for field, of in schema["properties"].items()
            if _is_of_days(of, field) or any(_is_of_days(schema["$defs"][ref], "") for ref in _refs(of))
        } - {"occurred_at"}
        assert days == {place.split("/")[1] for place, _ in _places(model)}, name


def _refs(schema: Any) -> list[str]:
    if isinstance(schema, dict):
        own = [str(schema["$ref"]).rpartition("/")[2]] if "$ref" in schema else []
        return own + [ref for value in schema.values() for ref in _refs(value)]
    return [ref for value in schema for ref in _refs(value)] if isinstance(schema, list) else []


def _naming(model: type[Command], place: str, day: date) -> Command:
    """Make a command that names a day at a place, and says as little else as it can."""
    first, *inner = place.strip("/").split("/")
    value: Any = datetime(day.year, day.month, day.day, tzinfo=TEN.tzinfo)
    if first == "month":
        value = f"{day:%Y-%m}"
    elif (
        not inner
        and "date" in str(model.model_fields[first].annotation)
        and "time" not in str(model.model_fields[first].annotation)
    ):
        value = day
    said = {first: value}
    if inner:
        part = {"reason": "other", "starts_at": TEN, "ends_at": TEN, inner[1]: value}
        of_part: Any = dict(reaches(model))[first]
        said = {first: (of_part.model_construct(**part),)}
    others = dict.fromkeys(model.model_fields)
    return model.model_construct(**{**others, "site": "xm01", "actor": FIRST, **said})


def _is_past(name: str, place: str) -> bool:
    """Tell whether a place is of what must have happened when it is reported."""
    first, *inner = place.strip("/").split("/")
    mark = dict(reaches(COMMANDS[name]))[first]
    if not isinstance(mark, Reach):
        mark = dict(reaches(mark))[inner[1]]
    return isinstance(mark, Reach) and not mark.ahead


@pytest.mark.parametrize("year", [1900, 2199])
@pytest.mark.parametrize(("name", "place"), PLACES)
def test_neither_1900_nor_2199_is_taken(name: str, place: str, year: int) -> None:
    """Whichever field of whichever command names such a day, it is refused, and the field is told."""
    if place == "/occurred_at" and year == 2199:
        with pytest.raises(Invalid, match="ahead of the clock"):
            Scenario().carry_out(
                make(site.Open, name_zh="厦门", name_en="X", occurred_at="2199-01-01T00:00:00Z")
            )
        return
    command = _naming(COMMANDS[name], place, date(year, 1, 2))
    at = command.occurred_at or TEN
    with pytest.raises(Invalid) as refused:
        check_days(command, at, TEN, ruled_world(), is_import=False)

    assert refused.value.rule == (
        "order-of-times" if year == 2199 and _is_past(name, place) else "plausible-time"
    )
    assert [fault.pointer for fault in refused.value.broken_rules] == [place]
    assert str(year) in refused.value.message


def test_the_refusal_names_field_value_and_bound_in_both_languages() -> None:
    """Whoever typed it sees which digit is wrong, in their language."""
    command = make(
        delivery.Accept, delivery="delivery-1", customer="customer-1", project="p", accepted_on="1970-01-01"
    )
    with pytest.raises(Invalid) as refused:
        Scenario().carry_out(command)

    assert refused.value.message == (
        "/accepted_on: 1970-01-01 lies before 1986-03-10: it has happened when it is reported, and records "
        "are kept for 30 years at most"
    )
    assert refused.value.sentence is not None
    assert refused.value.key == "error.broken_rule.at"
    assert refused.value.sentence.zh == (
        "/accepted_on 1970-01-01 早于 1986-03-10：所报之事须已发生，且记录最长保存30年"
    )


@pytest.mark.parametrize(
    ("at", "first"),
    [
        (date(2016, 3, 31), date(1986, 3, 31)),
        (date(2016, 2, 29), date(1986, 2, 28)),
        (TEN, TEN.replace(year=1986)),
    ],
)
def test_thirty_years_reach_back_to_the_same_day(at: Any, first: Any) -> None:
    """By the calendar, and not by so many days."""
    assert RECORDED.first(at) == first


HIRE = {"role": "agent", "team": "t"}
BOOK = {"rulebook": "call-centre-80"}
TODAY = date(2016, 3, 10)


@pytest.mark.parametrize(
    ("model", "fields", "field", "last"),
    [
        (staff.Hire, {"staff": SECOND, **HIRE}, "hired_on", TODAY + timedelta(days=366)),
        (rulebook.Bind, BOOK, "effective_from", TODAY + timedelta(days=366)),
        (delivery.Accept, {"customer": "customer-1", "project": "p"}, "accepted_on", TODAY),
    ],
)
def test_how_far_ahead(model: type[Command], fields: dict[str, Any], field: str, last: date) -> None:
    """A day can lie as far ahead as its kind is agreed upon, and not a day further."""
    assert Scenario().when(model, **fields, **{field: last})
    refused = Scenario().refusal(model, **fields, **{field: last + timedelta(days=1)})
    assert refused.message.startswith(f"/{field}: {last + timedelta(days=1)} lies behind {last}: ")


def test_a_roster_is_made_a_quarter_ahead() -> None:
    """A duty in 92 days can be planned, one in 93 cannot, whatever its month."""
    desk = Scenario().given(staff.Hire, staff=SECOND, hired_on="2016-03-01", **HIRE)
    for days, is_taken in ((92, True), (93, False)):
        begins = TEN - timedelta(hours=8) + timedelta(days=days)
        said = {
            "staff": SECOND,
            "month": "2016-06",
            "starts_at": begins,
            "ends_at": begins + timedelta(hours=8),
        }
        if is_taken:
            assert desk.when(duty.Roster, **said)
        else:
            assert desk.refusal(duty.Roster, **said).message.startswith("/starts_at: ")


def test_no_duty_before_the_site() -> None:
    """Nobody was on duty where there was no site; another system's roster may be older."""
    begins = TEN - timedelta(days=8)
    command = make(
        duty.Roster, staff=SECOND, month="2016-03", starts_at=begins, ends_at=begins + timedelta(hours=8)
    )
    world = ruled_world()
    opened = type(world)(world.rulebooks, world.regulations, world.zone, opened_at=TEN - timedelta(days=7))

    with pytest.raises(Invalid, match="when the site was opened"):
        check_days(command, TEN, TEN, opened, is_import=False)
    check_days(command, TEN, TEN, opened, is_import=True)


def test_a_month_counts_by_its_days() -> None:
    """A month that has begun can be rated, the next one cannot."""
    said = {"staff": SECOND, "points": "1", "reason": "r", "actor": LEAD}
    assert Scenario().when(assessment.RecordExtra, month="2016-03", **said)
    assert Scenario().refusal(assessment.RecordExtra, month="2016-04", **said).cited[1] == "order-of-times"


def test_a_day_inside_of_a_part_is_named_by_its_place() -> None:
    """The second of two pauses is found, and told as such."""
    pause = {"reason": "vendor", "starts_at": TEN, "ends_at": TEN}
    pauses = (pause, {**pause, "starts_at": "1975-03-10T02:00:00Z"})
    command = make(case.CorrectLimit, case="case-1", pauses=pauses, actor=LEAD, reason="r")
    with pytest.raises(Invalid) as refused:
        check_days(command, TEN, TEN, ruled_world(), is_import=False)
    assert [fault.pointer for fault in refused.value.broken_rules] == ["/pauses/1/starts_at"]


def test_a_day_without_bounds_is_found_at_the_start() -> None:
    """Whoever adds a field of a day says how far it can reach."""

    class Loose(Command):
        target_field = "site"
        on: Day

    with pytest.raises(TypeError, match=r"Loose\.on has no bounds"):
        reaches(Loose)


def test_what_no_view_can_hold_is_read_by_nobody() -> None:
    """The outermost bounds are those of the databases, and stand in the schema."""
    with pytest.raises(ValidationError):
        make(staff.Hire, staff=SECOND, hired_on="1900-01-01", **HIRE)
