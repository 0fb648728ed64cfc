"""A month is a value: parsed, counted, and told apart in a site's own zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from answerable.calendar.months import Month
from answerable.errors import Invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
months = st.builds(Month, st.integers(1900, 2100), st.integers(1, 12))


class Carrier(BaseModel):
    month: Month


def test_text_is_year_dash_month() -> None:
    """A month reads and writes as YYYY-MM."""
    assert str(Month.parse("2016-03")) == "2016-03"


@pytest.mark.parametrize("text", ["2016-3", "2016-13", "2016-00", "201603", "", "2016-03-01", "二〇一六-03"])
def test_other_text_is_refused(text: str) -> None:
    """Whatever is not YYYY-MM with a real month is refused."""
    with pytest.raises(Invalid):
        Month.parse(text)


def test_zone_decides_the_month() -> None:
    """The last hours of a month in UTC are the next month in Shanghai."""
    moment = datetime(2016, 2, 29, 16, 0, tzinfo=UTC)

    assert (Month.at(moment, UTC), Month.at(moment, SHANGHAI)) == (Month(2016, 2), Month(2016, 3))


def test_month_starts_at_midnight_of_the_zone() -> None:
    """March 2016 in Shanghai begins on 29 February at 16:00 UTC."""
    assert Month(2016, 3).starts_at(SHANGHAI).astimezone(UTC) == datetime(2016, 2, 29, 16, tzinfo=UTC)


def test_travels_as_text() -> None:
    """In JSON a month is its text, and comes back equal."""
    carrier = Carrier(month=Month(2016, 3))

    assert carrier.model_dump_json() == '{"month":"2016-03"}'
    assert Carrier.model_validate_json(carrier.model_dump_json()) == carrier
    assert Carrier.model_json_schema()["properties"]["month"]["type"] == "string"


@pytest.mark.parametrize("value", ["2016-13", 201603, None])
def test_wrong_json_is_a_validation_error(value: object) -> None:
    """A wrong month inside a model is reported like any other wrong field."""
    with pytest.raises(ValidationError):
        Carrier.model_validate({"month": value})


@given(months, st.integers(-240, 240))
def test_plus_and_since_are_inverse(month: Month, steps: int) -> None:
    """Counting the months between gives back the months added."""
    assert month.plus(steps).since(month) == steps


@given(months, months)
def test_order_is_that_of_the_first_days(one: Month, other: Month) -> None:
    """Months order as their first days do."""
    assert (one < other) == (one.first_day < other.first_day)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_a_day_lies_between_its_months_ends(day: date) -> None:
    """Every day is inside its month and outside the next."""
    month = Month.of(day)

    assert month.first_day <= day <= month.last_day
    assert day in month
    assert day not in month.plus(1)
