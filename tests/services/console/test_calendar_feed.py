"""What is due as calendar programs read it: by a link alone, whole or not at all, and as RFC 5545 has it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from structlog.testing import capture_logs

from answerable.errors import NotFound, TooManyAttempts, Unavailable
from answerable.identity import Grant
from answerable.queries import accounts as q
from answerable.queries import callbacks
from answerable.streams.staff.events import Role
from answerable.wording import Language
from answerable_services.console.calendar.entries import Entry, EntryKind
from answerable_services.console.calendar.feed import feed_of
from answerable_services.console.calendar.gathering import ASKED
from answerable_services.console.language import words_of
from tests.services.console.given.callbacks import owed
from tests.services.console.sample import FakeCaller
from tests.services.console.test_due_calendar import planned

SECRET = "s3cret-of-a-link"
ADDRESS = f"/calendar/{SECRET}.ics"
NOW = datetime(2016, 3, 31, 8, tzinfo=UTC)
FROM, UNTIL = datetime(2000, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - drawn in UTC


def proved(*, is_of_sites: bool = True) -> q.ProvedCalendarLink:
    return q.ProvedCalendarLink(
        person="staff-a1",
        language=Language.ZH,
        grants=(Grant(role=Role.SUPERVISOR, site="xm01"),),
        is_of_sites=is_of_sites,
        token=SecretStr("Bearer of-a-link"),
        until=NOW + timedelta(minutes=1),
    )


@pytest.fixture
def program(browser: httpx.AsyncClient, caller: FakeCaller) -> httpx.AsyncClient:
    """A calendar program: it has no cookie, and shows nothing but the address."""
    browser.cookies.clear()
    planned(caller)
    caller.table[q.ProveCalendarLink] = proved()
    return browser


def read(content: bytes) -> list[dict[str, str]]:
    """Read the events of a calendar, by a reader that shares no code with the writer (RFC 5545, 3.1)."""
    text = content.decode().replace("\r\n ", "")
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    events = []
    for block in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n", text, re.DOTALL):
        lines = (
            re.match(r"([A-Z-]+)((?:;[^:]*)?):(.*)", line, re.DOTALL) for line in block.split("\r\n")[:-1]
        )
        events.append({one[1]: _plain(one[3]) for one in lines if one is not None})
    return events


def _plain(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


async def test_a_program_reads_what_is_due(program: httpx.AsyncClient) -> None:
    """Obligations at their moments in UTC, the rest by day, each with a name that stays."""
    answer = await program.get(ADDRESS)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in answer.content
    assert b"\r\nX-PUBLISHED-TTL:PT1H\r\n" in answer.content
    events = {one["UID"]: one for one in read(answer.content)}
    owed = next(one for uid, one in events.items() if uid.startswith("obligation-transfer-answer-1@"))
    assert owed["SUMMARY"] == "答复移交 · xm01"
    assert re.fullmatch(r"\d{8}T\d{6}Z", owed["DTSTART"])
    assert re.fullmatch(r"\d{8}T\d{6}Z", owed["LAST-MODIFIED"])
    assert owed["URL"].endswith("/cases/case-INC0000045")
    callback = next(one for uid, one in events.items() if uid.startswith("callback-d4-1@"))
    assert callback["DTSTART"] == "20160405"
    assert all(re.fullmatch(r"\d{8}T\d{6}Z", one["DTSTAMP"]) for one in events.values())


async def test_no_customer_is_in_it(program: httpx.AsyncClient) -> None:
    """Nor a project, a place or a topic, which may name one."""
    told = (await program.get(ADDRESS)).text.replace("\r\n ", "")
    assert not re.search("customer-|GPS|码头|终端安装|春季调查", told)


async def test_what_has_not_changed_is_not_sent_again(program: httpx.AsyncClient, caller: FakeCaller) -> None:
    """However often it is asked for; once something has changed, it is."""
    first = await program.get(ADDRESS)
    again = await program.get(ADDRESS, headers={"if-none-match": f'"other", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    caller.table[callbacks.Owed] = callbacks.OwedList(
        at=NOW, rows=(), counts=callbacks.OwedCounts(overdue=0, today=0)
    )
    changed = await program.get(ADDRESS, headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


async def test_only_ones_own(program: httpx.AsyncClient, caller: FakeCaller) -> None:
    """A link that was made for that asks for nothing else."""
    caller.table[q.ProveCalendarLink] = proved(is_of_sites=False)
    caller.asked.clear()
    assert (await program.get(ADDRESS)).status_code == 200
    owed = [one for one in caller.asked if isinstance(one, callbacks.Owed)]
    assert {one.owed_by for one in owed} == {"staff-a1"}
    assert not any(isinstance(one, callbacks.Coming) for one in caller.asked)


async def test_a_wrong_link(program: httpx.AsyncClient, caller: FakeCaller) -> None:
    """One that never was, one that is over and one that can be none are answered alike."""
    caller.table[q.ProveCalendarLink] = NotFound("none")
    answers = [
        await program.get(path) for path in (ADDRESS, "/calendar/x.ics", f"/calendar/{'y' * 5000}.ics")
    ]
    assert {(one.status_code, one.text) for one in answers} == {(404, "not found\n")}
    shapes = [{name: value for name, value in one.headers.items() if name != "date"} for one in answers]
    assert shapes[0] == shapes[1] == shapes[2]


async def test_whoever_guesses_is_slowed(program: httpx.AsyncClient, caller: FakeCaller) -> None:
    """A program is told to come again later."""
    caller.table[q.ProveCalendarLink] = TooManyAttempts("wait")
    answer = await program.get(ADDRESS)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "300")


@pytest.mark.parametrize("asked", [callbacks.Owed, q.ProveCalendarLink])
async def test_whole_or_not_at_all(program: httpx.AsyncClient, caller: FakeCaller, asked: type[Any]) -> None:
    """Where a service is away there is no calendar: what is left out would be deleted by whoever reads it."""
    caller.table[asked] = Unavailable("away")
    answer = await program.get(ADDRESS)
    assert (answer.status_code, answer.text) == (503, "not now\n")


def _owed_on(days: dict[date, int]) -> Any:
    """Answer what is owed: so many on each of some days, page by page."""
    (some, *_) = owed(callbacks.Owed()).rows
    rows = [
        some.model_copy(
            update={
                "obligation": f"obligation-many-{day:%Y%m%d}-{number}",
                "due_at": datetime(day.year, day.month, day.day, 4, tzinfo=UTC),
            }
        )
        for day, many in sorted(days.items())
        for number in range(many)
    ]

    def answer(query: callbacks.Owed) -> callbacks.OwedList:
        assert query.due_from is not None
        assert query.due_before is not None
        within = [one for one in rows if query.due_from <= one.due_at < query.due_before]
        first = int(query.after or 0)
        last = first + query.limit
        after = str(last) if last < len(within) else None
        counts = callbacks.OwedCounts(overdue=0, today=0)
        return callbacks.OwedList(at=NOW, rows=tuple(within[first:last]), counts=counts, after=after)

    return answer


async def test_more_than_is_told_at_once_is_asked_for_in_parts(
    program: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Nothing is left out of a calendar; a day that has more than can be told is no calendar."""
    caller.table[callbacks.Owed] = _owed_on({NOW.date() + timedelta(days=day): 40 for day in range(30)})
    found = [one for one in read((await program.get(ADDRESS)).content) if "obligation-many" in str(one)]
    assert len(found) == 1_200
    caller.table[callbacks.Owed] = _owed_on({NOW.date(): 700})
    assert (await program.get(ADDRESS)).status_code == 503


async def test_no_log_has_the_link(program: httpx.AsyncClient, caller: FakeCaller) -> None:
    """Not even where the page fails."""

    def fail(_: object) -> None:
        raise RuntimeError

    caller.table[q.ProveCalendarLink] = fail
    with capture_logs() as lines:
        answer = await program.get(ADDRESS)
    assert answer.status_code == 500
    assert "page.failed" in str(lines)
    assert SECRET not in str([{**one, "exc_info": ""} for one in lines])


def test_a_link_asks_what_a_calendar_asks() -> None:
    """No more, and but for the days off, which programs know themselves, no less."""
    assert set(q.CALENDAR_QUESTIONS) == {*ASKED} - {"callbacks.days_off"}


@given(
    st.lists(
        st.builds(
            Entry,
            kind=st.sampled_from(EntryKind),
            name=st.from_regex(r"obligation-[a-z0-9-]{1,60}", fullmatch=True),
            reference=st.just(""),
            site=st.from_regex(r"[a-z]{2}[0-9]{2}", fullmatch=True),
            on=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
            word=st.just("calendar.is.callback"),
            at=st.none() | st.datetimes(FROM, UNTIL, timezones=st.just(UTC)),
            name_zh=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=200),
            since=st.none() | st.just(NOW),
        ),
        max_size=4,
        unique_by=lambda one: one.name,
    )
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_can_be_read(entries: list[Entry]) -> None:
    """Lines are folded at 75 octets and end in CRLF; commas and other scripts come back as they were."""
    written = feed_of(entries, words_of(Language.ZH), lambda _: "https://x.example/due", "x.example", NOW)
    lines = written.content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()  # no character is cut in two
    found = read(written.content)
    assert [one["UID"] for one in found] == [f"{one.name}@x.example" for one in entries]
    wanted = [f"{one.name_zh or '回访'} · {one.site}" for one in entries]
    assert [one["SUMMARY"] for one in found] == wanted
    starts = [f"{one.on:%Y%m%d}" if one.at is None else f"{one.at:%Y%m%dT%H%M%SZ}" for one in entries]
    assert [one["DTSTART"] for one in found] == starts
