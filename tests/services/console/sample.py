"""A stand-in for the services: believable answers of an invented centre, for page logic and browser tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel

from answerable.commands.base import Command, EventRef, Receipt
from answerable.commands.registry import COMMANDS
from answerable.deciding import may_begin
from answerable.errors import AnswerableError, NotFound, Unauthenticated
from answerable.queries import accounts, audit, callbacks, desk, intake, scoring
from answerable.queries.base import Query
from answerable.queries.limits import LimitTold
from answerable.queries.registers import REGISTERS
from answerable.queries.views import ViewStatuses
from answerable.streams.questionnaire.events import Topic
from answerable.wording import say
from tests.services.console.entered import SESSION, proved
from tests.services.console.given.accounts import accounts as accounts_of
from tests.services.console.given.accounts import messages, sessions, tokens
from tests.services.console.given.callbacks import (
    coming,
    days_off,
    due,
    history,
    nothing_coming,
    nothing_owed,
    of_delivery,
    owed,
    owed_told,
)
from tests.services.console.given.cases import cases, ownership, timeline
from tests.services.console.given.centre import ledger, overview, site_names, views, writing
from tests.services.console.given.findings import accesses, findings
from tests.services.console.given.handovers import duties, handover_board, handovers, roster
from tests.services.console.given.moments import NOW
from tests.services.console.given.registers import complaints, faults, matter_story, none_listed, others_found
from tests.services.console.given.statements import statement, statements, suggestions
from tests.services.console.given.trends import (
    chain_times,
    cohorts,
    coverage,
    goods_moved,
    keys_moved,
    no_chains,
    no_cohorts,
    no_coverage,
    no_goods,
    no_keys,
    no_trends,
    trends,
)

A = TypeVar("A", bound=BaseModel)


WITH_ROWS = frozenset({"case", "complaint", "fault", "handover"})
"""The streams of whose matters the stand-in has rows."""


def possible(query: intake.Possible) -> intake.Possibilities:
    """Everything can be done, and everything begun."""
    stream = None if query.target is None else query.target.partition("-")[0]
    offered = [
        intake.PossibleCommand(
            command=name, is_permitted=True, is_possible=True, is_decided=False, begins=may_begin(model)
        )
        for name, model in sorted(COMMANDS.items())
        if (may_begin(model) if stream is None else model.stream == stream)
    ]
    return intake.Possibilities(
        site=query.site, target=query.target, version=3, stage=None, commands=tuple(offered)
    )


def limit_told() -> LimitTold:
    """A day of work, from a Thursday's afternoon over a break and a night."""
    stretches = (
        ("2016-03-10T02:00:00Z", "2016-03-10T04:00:00Z", "worked", 120),
        ("2016-03-10T04:00:00Z", "2016-03-10T05:30:00Z", "break", 120),
        ("2016-03-10T05:30:00Z", "2016-03-10T10:00:00Z", "worked", 390),
        ("2016-03-10T10:00:00Z", "2016-03-11T01:00:00Z", "after_hours", 390),
        ("2016-03-11T01:00:00Z", "2016-03-11T02:30:00Z", "worked", 480),
    )
    steps = [
        {"starts_at": begun, "ends_at": ended, "why": why, "counts": why == "worked", "minutes": minutes}
        for begun, ended, why, minutes in stretches
    ]
    return LimitTold.model_validate(
        {
            "case": "case-INC0000045",
            "number": "GD20160310-0045",
            "site": "xm01",
            "article": "000-1.2",
            "opened_at": stretches[0][0],
            "limit_minutes": 480,
            "timetable": 2,
            "due_at": stretches[-1][1],
            "until": "2016-03-11T03:00:00Z",
            "minutes_over": 30,
            "steps": steps,
        }
    )


def report_figures() -> desk.FiguresTold:
    """What a weekly summary counts: one number that changed since, one that is a mean of nothing."""
    return desk.FiguresTold.model_validate(
        {
            "report": "report-1",
            "site": "xm01",
            "report_kind": "weekly_summary",
            "first_day": "2016-03-07",
            "last_day": "2016-03-13",
            "written_by": "staff-xm01-lead-1",
            "position": 41,
            "stated_at": 40,
            "figures": [
                {"figure": "cases_opened", "stated": 2, "now": 3},
                {"figure": "minutes_to_resolve"},
            ],
        }
    )


def survey_figures() -> desk.SurveyFigures:
    """Two answers to one topic of a survey."""
    none = desk.TopicResult(topic=None, answers=0, total=0, satisfied=0, given=(0, 0, 0, 0, 0))
    rated = desk.TopicResult(topic=Topic.OPERATION, answers=2, total=9, satisfied=2, given=(0, 0, 0, 1, 1))
    return desk.SurveyFigures(
        survey="survey-1",
        topics=(rated, none.model_copy(update={"topic": Topic.TRAINING}), none),
        sent=4,
        by_link=1,
        taken_down=1,
        discounted=1,
        opinions=0,
    )


def answers() -> dict[type[Query[Any]], Any]:
    """Give an answer, or what makes one of a question, for every query that the pages ask."""
    return {
        **{one.query: none_listed(stream) for stream, one in REGISTERS.items() if stream not in WITH_ROWS},
        desk.Overview: overview(),
        desk.Sites: site_names(),
        REGISTERS["case"].query: cases,
        desk.CaseTimeline: timeline,
        desk.CaseOwnership: ownership(),
        desk.LimitOf: limit_told(),
        REGISTERS["complaint"].query: complaints,
        REGISTERS["fault"].query: faults,
        desk.StoryOf: matter_story,
        REGISTERS["handover"].query: handovers,
        desk.SurveyResults: survey_figures(),
        desk.ReportFigures: report_figures(),
        desk.HandoverBoard: handover_board(),
        desk.Roster: roster(),
        desk.OnDuty: duties(),
        desk.LedgerStatus: ledger(),
        desk.OtherMatters: others_found,
        desk.Called: desk.MattersCalled(numbers={"case-INC0000045": "GD20160331-0001"}, projects={}),
        intake.Writing: writing(),
        intake.Possible: possible,
        accounts.FindPeople: accounts.PeopleNames(names=()),
        accounts.Sessions: sessions(),
        accounts.SavedViews: accounts.SavedViewList(views=()),
        accounts.AccountsOf: accounts_of,
        accounts.ListTokens: tokens(),
        accounts.MailAddress: accounts.MailAddressTold(address="lin@centre.example", is_sent=True),
        accounts.Messages: messages(),
        desk.Views: views("desk", "stories"),
        scoring.Statements: statements(),
        scoring.StatementOf: scoring.StatementAnswer(statement=statement()),
        scoring.Suggestions: suggestions(),
        scoring.Views: views("scores", lag=42),
        callbacks.Due: due(),
        callbacks.History: history,
        callbacks.OfDelivery: of_delivery(),
        callbacks.Owed: owed,
        callbacks.OwedExplained: owed_told(),
        callbacks.Coming: coming,
        callbacks.DaysOff: days_off,
        callbacks.Cohorts: cohorts(),
        desk.Trends: trends(),
        desk.Coverage: coverage(),
        desk.KeyMovements: keys_moved(),
        desk.GoodsMovements: goods_moved(),
        desk.FaultTiming: chain_times(),
        callbacks.Views: views("callbacks"),
        audit.Findings: findings(),
        audit.Accesses: accesses(),
        audit.OtherViews: ViewStatuses(views=()),
        audit.Views: views(
            "access",
            parked=1,
            last_error="event 12481 on ledger.xm01.case.case-7: KeyError: 'by'",
            error="access v2 cannot take event 12481: KeyError: 'by'",
        ),
    }


def empty_answers() -> dict[type[Query[Any]], Any]:
    """Give the answers of an installation in which nothing has happened yet."""
    return {
        desk.Overview: desk.OverviewAnswer(at=NOW, sites=(), contacts_by_hour=(0,) * 24),
        desk.Sites: desk.SiteNames(sites=()),
        **{published.query: none_listed(stream) for stream, published in REGISTERS.items()},
        desk.SurveyResults: survey_figures(),
        desk.ReportFigures: report_figures(),
        desk.HandoverBoard: desk.HandoverCells(cells=()),
        desk.OnDuty: desk.Duties(at=NOW, duties=()),
        desk.LedgerStatus: ledger(messages=0, last_sequence=0),
        desk.OtherMatters: desk.OthersFound(matters=()),
        desk.StoryOf: NotFound("no such matter"),
        desk.Called: desk.MattersCalled(numbers={}, projects={}),
        intake.Writing: writing(),
        intake.Possible: possible,
        accounts.FindPeople: accounts.PeopleNames(names=()),
        accounts.Sessions: sessions(),
        accounts.SavedViews: accounts.SavedViewList(views=()),
        accounts.AccountsOf: accounts.AccountList(accounts=()),
        accounts.ListTokens: accounts.TokenList(tokens=()),
        accounts.MailAddress: accounts.MailAddressTold(address=None, is_sent=False),
        accounts.Messages: accounts.MessageList(rows=(), channels=(), after=None),
        desk.Views: ViewStatuses(views=()),
        scoring.Suggestions: scoring.SuggestionList(site="xm01", suggestions=(), total=0),
        scoring.Views: ViewStatuses(views=()),
        callbacks.Due: callbacks.DueList(on=date(2016, 3, 31), callbacks=(), upcoming=()),
        callbacks.History: callbacks.HistoryAnswer(ended=(), months=()),
        callbacks.OfDelivery: callbacks.DeliveryCallbacks(on=date(2016, 3, 31), callbacks=()),
        callbacks.Owed: nothing_owed(),
        callbacks.Coming: nothing_coming(),
        callbacks.DaysOff: callbacks.DaysOffList(days=()),
        callbacks.Cohorts: no_cohorts(),
        desk.Trends: no_trends(),
        desk.Coverage: no_coverage(),
        desk.KeyMovements: no_keys(),
        desk.GoodsMovements: no_goods(),
        desk.FaultTiming: no_chains(),
        callbacks.Views: ViewStatuses(views=()),
        audit.Findings: audit.FindingList(findings=(), counts=()),
        audit.Accesses: audit.AccessList(accesses=()),
        audit.OtherViews: ViewStatuses(views=()),
        audit.Views: ViewStatuses(views=()),
    }


class FakeCaller:
    """Answers from a table; an error in the table is raised, a function is called with the question."""

    def __init__(self, table: dict[type[Query[Any]], Any] | None = None) -> None:
        self.table = answers() if table is None else table
        self.asked: list[Query[Any]] = []
        self.proved = proved()
        self.is_out = False
        self.given: list[tuple[Command, str | None]] = []
        self.refusal: AnswerableError | None = None
        self.refuses: dict[str, AnswerableError] = {}

    def proved_by(self, credential: Callable[[], str]) -> FakeCaller:
        """Ask as whoever it is: the table answers everybody."""
        del credential
        return self

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        """Keep what was given, and refuse it where the test says so."""
        self.given.append((command, key))
        if (refusal := self.refuses.get(command.command_name, self.refusal)) is not None:
            raise refusal
        target = command.target or f"{command.stream}-1"
        event = EventRef(id=f"{target}.1", type="t", sequence=1)
        return Receipt(command=command.command_name, id=target, version=1, events=(event,))

    def fail(self, service: str, error: AnswerableError | Callable[[Any], Any]) -> None:
        """Let every question to a service fail from now on."""
        for query in self.table:
            if query.service == service:
                self.table[query] = error

    def _entrance(self, query: Query[Any]) -> Any:
        """Answer as the accounts of a sample of one person, who has one link."""
        if isinstance(query, accounts.LookAtLink):
            if query.link.get_secret_value() != "good":
                raise Unauthenticated(say("error.account.no_link"))
            return accounts.LinkSeen(person="staff-149", purpose="invitation", expires_at=NOW)
        if isinstance(query, accounts.WaysIn):
            return accounts.Ways(passwords=True)
        if isinstance(query, accounts.SamplePeople):
            one = accounts.SamplePerson(person="staff-149", name="黄晓燕", grants=self.proved.grants)
            return accounts.SampleCast(people=(one,))
        raise Unauthenticated(say("error.account.wrong_credentials"))

    async def query(self, query: Query[A]) -> A:
        if isinstance(query, accounts.SignOut):
            self.is_out = True
            return accounts.Done()  # type: ignore[return-value]  # it is what this question is answered with
        if isinstance(query, accounts.Prove):
            if self.is_out or query.session.get_secret_value() != SESSION:
                raise Unauthenticated("nobody is signed in with that")
            return self.proved  # type: ignore[return-value]  # it is what this question is answered with
        if query.service == "accounts" and type(query) not in self.table:
            return self._entrance(query)  # type: ignore[no-any-return]  # answers of every type
        self.asked.append(query)
        answer = self.table[type(query)]
        if isinstance(answer, AnswerableError):
            raise answer
        if callable(answer):
            answer = answer(query)
            if hasattr(answer, "__await__"):
                answer = await answer
        elif (after := getattr(answer, "after", None)) and getattr(query, "after", None) == after:
            answer = answer.model_copy(update={"after": None})  # a list ends behind its second page
        return answer  # type: ignore[no-any-return]  # the table holds answers of every type
