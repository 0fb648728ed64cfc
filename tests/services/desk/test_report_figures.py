"""The numbers of reports: counted by the view, put on record by the desk, the same where recounted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from answerable.clock import FixedClock
from answerable.commands.base import Command, Receipt
from answerable.errors import NotFound, Refused, Unavailable
from answerable.identity import Principal
from answerable.identity.sight import Sight
from answerable.projection.filling.filling import Filler
from answerable.projection.views.store import Store
from answerable.queries.desk import FiguresTold, ReportFigures
from answerable.streams.callback import commands as callback
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.delivery import commands as delivery
from answerable.streams.report import commands as report
from answerable.streams.report.commands import StateFigures
from answerable.streams.report.events import Drafted, FigureName, FiguresStated
from answerable.streams.site import commands as site
from answerable.streams.suggestion import commands as suggestion
from answerable.wording import verbatim
from answerable_services.cli.recounting import Recount
from answerable_services.desk.projection import Desk
from answerable_services.desk.report_figures import figures_told, key_of, to_state
from answerable_services.desk.stating import Stating
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario, hired
from tests.streams.pages import stored

WEEK: dict[str, Any] = {"on": date(2016, 3, 10), "reported": "r", "feedback": "f"}


def worked() -> Scenario:
    """A week at a site: what the numbers count, what they do not, and two reports that were handed in."""
    desk = Scenario()
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    for person, role in ((FIRST, "technician"), (SECOND, "technician"), (LEAD, "lead")):
        desk.carry_out(hired(person, role=role))
    for number, owner in enumerate((FIRST, FIRST, SECOND), 1):
        desk.given(case.Open, case=f"case-{number}", topic="t", first_asked=owner)
    for number, minutes in ((1, 30), (3, 61)):
        desk.later(minutes=minutes)
        owner = FIRST if number == 1 else SECOND
        desk.given(case.Resolve, case=f"case-{number}", resolution="m", actor=owner)
    desk.given(contact.Receive, contact="contact-1", channel="call", topic="t")
    desk.given(contact.Abandon, contact="contact-1", wait_s=40)
    for number in (1, 2):
        desk.given(
            complaint.File, complaint=f"complaint-{number}", channel="call", topic="t", text="x", actor=FIRST
        )
    desk.given(complaint.WithdrawFiling, complaint="complaint-2", reason="r", actor=LEAD)
    for number in (1, 2):
        accepted = {"project": "p", "customer": "customer-1", "accepted_on": date(2016, 2, 9)}
        desk.given(delivery.Accept, delivery=f"delivery-{number}", **accepted)
        called = {"delivery": f"delivery-{number}", "ordinal": 1, "satisfaction": 4}
        desk.given(callback.Complete, **called, actor=SECOND)
    desk.given(callback.WithdrawCall, delivery="delivery-2", ordinal=1, reason="r", actor=LEAD)
    desk.given(suggestion.Make, suggestion="suggestion-1", topic="t", problem="p", proposal="p", actor=FIRST)
    for person, kind in ((FIRST, "weekly_service"), (LEAD, "weekly_summary")):
        desk.given(report.Draft, report_kind=kind, **WEEK, actor=person)
        desk.given(report.HandIn, report=desk.target, actor=person)
    return desk


class Kept:
    """The desk's view over what happened."""

    def __init__(self, desk: Scenario, folder: Path) -> None:
        self.desk = desk
        self.store = Store(folder, Desk.name, Desk.tables)
        generation = self.store.new()
        clock = FixedClock(desk.now)
        generation.prepare(Desk.version, clock.now())
        Filler(Desk(), generation, clock).write(
            [stored(sequence, event) for sequence, event in enumerate(desk.log, 1)]
        )
        self.store.activate(generation.number)

    async def lacking(self) -> Sequence[StateFigures]:
        return await self.store.read(lambda connection: list(to_state(connection, self.desk.now, ())))

    async def told(self, of: str, sight: Sight) -> FiguresTold:
        return await self.store.read(
            lambda connection: figures_told(connection, ReportFigures(report=of), sight)
        )


def sees(person: str, **sites: Any) -> Sight:
    said = {"sites": frozenset({"xm01"}), **sites}
    return Sight(Principal(id=person), "desk.report_figures", **said)


async def test_the_week_is_counted(tmp_path: Path) -> None:
    """Of the whole site, or of what somebody did themselves; what was taken back counts for nothing."""
    kept = Kept(worked(), tmp_path)
    stated = {one.figures[0].figure: one for one in await kept.lacking()}
    assert len(stated) == 1  # both begin with the same number
    by_report = {
        one.report: {figure.figure: figure.value for figure in one.figures} for one in await kept.lacking()
    }
    (own, whole) = sorted(by_report.values(), key=len)
    wanted = {
        FigureName.CASES: (2, 3),
        FigureName.RESOLVED: (1, 2),
        FigureName.MINUTES: (30, 60),
        FigureName.SUGGESTIONS: (1, 1),
        FigureName.COMPLAINTS: (None, 1),
        FigureName.ABANDONED: (None, 1),
        FigureName.CALLED_BACK: (None, 1),
        FigureName.WEEKLY: (None, 1),
    }
    assert {name: (own.get(name), whole.get(name)) for name in wanted} == wanted
    kept.store.close()


async def test_they_are_the_same_where_they_are_recounted(tmp_path: Path) -> None:
    """Who folds the ledger up to the place that was said gets the same; a number that is wrong is found."""
    desk = worked()
    kept = Kept(desk, tmp_path)
    for numbers in await kept.lacking():
        desk.given(StateFigures, **dict(numbers) | {"actor": "system-desk"})
    desk.given(case.Open, case="case-9", topic="t", first_asked=FIRST)
    begun = {one.originator_id: one for one in desk.log if isinstance(one, Drafted)}
    stated = [one for one in desk.log if isinstance(one, FiguresStated)]
    assert len(stated) == 2
    for one in stated:
        again = Recount(begun[one.originator_id], one)
        for event in desk.log[: one.position]:
            again.take(event)
        assert again.differences() == {}
        again.take(desk.log[-1])
        assert set(again.differences()) == {FigureName.CASES}
    kept.store.close()


async def test_who_may_see_them(tmp_path: Path) -> None:
    """Whoever wrote the report, and who sees those of the site; nobody else is told that there is one."""
    kept = Kept(worked(), tmp_path)
    (weekly,) = (one.report for one in await kept.lacking() if len(one.figures) < 12)
    nothing: frozenset[str] = frozenset()
    assert (await kept.told(weekly, sees(LEAD))).stated_at is None
    own = sees(FIRST, sites=nothing, own=frozenset({"xm01"}))
    assert (await kept.told(weekly, own)).written_by == FIRST
    with pytest.raises(NotFound):
        await kept.told(weekly, sees(SECOND, sites=nothing, own=frozenset({"xm01"})))
    with pytest.raises(NotFound):
        await kept.told("report-none", sees(LEAD))
    kept.store.close()


class Intake:
    """Stands for intake: takes down what is asked, or says why not."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []
        self.error: Exception | None = None

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        self.asked.append(key)
        if self.error is not None:
            raise self.error
        return Receipt(command=command.command_name, id="report-1", version=3, events=())


NUMBERS = StateFigures(site="xm01", report="report-1", handed_in=2, position=9, figures=())


class TestStating:
    async def made(self, found: list[StateFigures], intake: Intake) -> Stating:
        async def lacking(asked: Collection[str]) -> list[StateFigures]:
            return [one for one in found if key_of(one.report, one.handed_in) not in asked]

        async def caught_up() -> bool:
            return True

        return Stating(lacking, lambda: intake, caught_up)

    async def test_each_handing_in_once(self) -> None:
        """A view that does not show it yet makes nobody ask again; a new handing in does."""
        found, intake = [NUMBERS], Intake()
        stating = await self.made(found, intake)
        assert [await stating.state(), await stating.state()] == [1, 0]
        found[0] = NUMBERS.model_copy(update={"handed_in": 6})
        assert await stating.state() == 1
        assert intake.asked == ["figures:report-1:2", "figures:report-1:6"]

    async def test_what_is_refused_is_left(self) -> None:
        """One that intake refuses does not hold up the others."""
        intake = Intake()
        intake.error = Refused(verbatim("stated already"))
        stating = await self.made([NUMBERS], intake)
        assert [await stating.state(), await stating.state()] == [0, 0]
        assert len(intake.asked) == 1
        assert stating.asked == {"figures:report-1:2"}, "nobody waits for what is not asked for again"

    async def test_while_intake_is_away(self) -> None:
        """What could not be asked is asked again."""
        intake = Intake()
        intake.error = Unavailable("away")
        stating = await self.made([NUMBERS], intake)
        with pytest.raises(Unavailable):
            await stating.state()
        intake.error = None
        assert await stating.state() == 1


def test_a_day_is_a_day_of_the_site() -> None:
    """What is opened at eight in the evening in UTC is of the next day at the site."""
    desk = worked()
    begun = next(one for one in desk.log if isinstance(one, Drafted))
    last = datetime(2016, 3, 13, 20, tzinfo=UTC)
    desk.now = last + timedelta(hours=1)
    desk.given(case.Open, case="case-9", topic="t", first_asked=FIRST, occurred_at=last)
    said = {"handed_in": 2, "position": len(desk.log), "figures": ()}
    stated = FiguresStated.model_validate({**dict(begun), **said} | {"originator_version": 3}, extra="ignore")
    again = Recount(begun, stated)
    for event in desk.log:
        again.take(event)
    assert again.figures()[FigureName.CASES] == 2
