"""How the numbers of reports are counted: each is how many of a list's matters are of the period.

What is counted is what the list shows that the number leads to: its days, its mark, its state. So a number
can be opened down to the matters, and each of them down to its events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from answerable.register import Column, Kind, Register, given
from answerable.streams.callback.events import Attempted, Completed, Missed
from answerable.streams.callback.flow import FLOW as CALLBACK_FLOW
from answerable.streams.callback.flow import CallbackStage
from answerable.streams.contact.flow import ContactStage
from answerable.streams.questionnaire.flow import QuestionnaireStage
from answerable.streams.report.events import FigureName, ReportKind
from answerable.streams.report.kinds import KINDS
from answerable.streams.visit.flow import VisitStage


@dataclass(frozen=True, slots=True)
class Counted:
    """What a number counts.

    Arguments:
        stream: the register's stream; the days of its list are those of the period.
        mark: only matters of this mark; of all that count for something where left out.
        only: only matters whose columns say this.
        person: the column that says whose a matter is; None where a number is of no single person.
        until: the column of the moment that ends a matter: the number is then the mean of the minutes until
            it, rounded down.
    """

    stream: str
    mark: str | None = None
    only: Mapping[str, str] = field(default_factory=dict)
    person: str | None = None
    until: str | None = None


CALLBACKS = Register(
    opening=(Attempted, Completed, Missed),
    flow=CALLBACK_FLOW,
    columns=(Column("due_on", Kind.DAY, dict.fromkeys((Completed, Missed), given("due_on"))),),
    newest="due_on",
)
"""What is counted of callbacks, by the days on which they were due: their own pages have no register."""

FIGURES: Mapping[FigureName, Counted] = {
    FigureName.CONTACTS: Counted("contact", person="by"),
    FigureName.ABANDONED: Counted("contact", only={"state": ContactStage.ABANDONED}),
    FigureName.CASES: Counted("case", person="owner"),
    FigureName.RESOLVED: Counted("case", "is_resolved", person="owner"),
    FigureName.AT_ONCE: Counted("case", "was_resolved_at_once", person="owner"),
    FigureName.OVER_LIMIT: Counted("case", "was_missed", person="owner"),
    FigureName.MINUTES: Counted("case", "is_resolved", person="owner", until="resolved_at"),
    FigureName.COMPLAINTS: Counted("complaint"),
    FigureName.UPHELD: Counted("complaint", "was_upheld"),
    FigureName.CALLED_BACK: Counted("callback", only={"state": CallbackStage.COMPLETED}),
    FigureName.NOT_CALLED_BACK: Counted("callback", only={"state": CallbackStage.MISSED}),
    FigureName.FAULTS: Counted("fault"),
    FigureName.WORKORDERS: Counted("workorder", person="technician"),
    FigureName.VISITS: Counted("visit", only={"state": VisitStage.WRITTEN_UP}, person="visitor"),
    FigureName.ANSWERED: Counted("questionnaire", only={"state": QuestionnaireStage.CAME_BACK}),
    FigureName.SATISFIED: Counted("questionnaire", "is_satisfied"),
    FigureName.SUGGESTIONS: Counted("suggestion", person="suggested_by"),
    FigureName.OBLIGATIONS: Counted("obligation", only={"state": "missed"}, person="owed_by"),
    FigureName.WEEKLY: Counted("report", "is_in", {"report_kind": ReportKind.WEEKLY_SERVICE}),
}
"""Every number, in the order in which a report shows them: what somebody took and solved, and in what time
(001-K1h, 000-3.4, 004-Q3), what their site did (001-K2h, 002-r10), and how satisfied customers were (000-1.6,
002-r12).
"""


def figures_of(kind: ReportKind) -> Mapping[FigureName, Counted]:
    """Give the numbers of a kind of report: of what somebody did themselves, or of the whole site.

    Arguments:
        kind: which.
    """
    if not KINDS[kind].is_personal:
        return FIGURES
    return {name: counted for name, counted in FIGURES.items() if counted.person is not None}
