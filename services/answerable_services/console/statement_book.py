"""Statements as a workbook: a sheet for each person, each article's own words, and lines to sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from answerable.rulebook.statement import Line, LineState, PayProposal, Statement
from answerable_services.console.views.links import name_of, originator_of
from answerable_services.console.views.tables import at
from answerable_services.console.views.waterfall import StepKind, lines_in, steps_of
from answerable_services.console.workbook import Look, Sheet, Value, Workbook

if TYPE_CHECKING:
    from answerable_services.console.view import View

MOST_SHEETS = 200
"""Statements in one workbook, at most: they are kept in memory until all are written."""

_LOOKS = (*(Look.PLAIN,) * 5, Look.POINTS, Look.PLAIN)
_STATES = (LineState.PROVISIONAL, LineState.PROPOSED, LineState.UNKNOWN, LineState.REVOKED)


def book_of(statements: Sequence[Statement], view: View) -> IO[bytes]:
    """Write statements, each on a sheet of its own; it takes time, and belongs into a thread.

    Arguments:
        statements: whose.
        view: the page.
    """
    file = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    today = view.now.astimezone(view.zone())
    tells_zones = not view.console.zones.is_shared
    title = view.words("scores.statement")
    book = Workbook(file, title=title, at=today, is_landscape=False, tells_zones=tells_zones)
    for statement in statements:
        _write(statement, book.sheet(name_of(statement.staff, view.words)), view)
    book.close()
    return file


def _write(statement: Statement, sheet: Sheet, view: View) -> None:
    t = view.words
    who = name_of(statement.staff, t)
    sheet.add([f"{t('scores.statement')} · {who}"], bold=True, font_size=14)
    for name, value in _facts(statement, view):
        sheet.add([name, value])
    sheet.add([])
    sheet.head(
        [
            t("scores.article"),
            t("scores.original"),
            t("scores.reason"),
            t("access.when"),
            t("case.state"),
            t("scores.points"),
            t("scores.running"),
        ]
    )
    for values in _lines(statement, view):
        sheet.add(values, _LOOKS)
    sheet.add([])
    if statement.pay is not None:
        sheet.add([t("scores.pay_title"), _amount(statement.pay, view)], (Look.PLAIN, Look.MONEY))
        sheet.add(["", view.text(statement.pay.reason)])
        sheet.add(["", t("scores.pay_is_proposal")])
    for alert in statement.alerts:
        sheet.add([t("scores.alerts"), f"{t(f'alert.{alert.kind}')} {alert.article} {view.text(alert.text)}"])
    for question in statement.open_questions:
        sheet.add([t("scores.questions"), f"{question.article} {view.text(question.text)}"])
    for key in ("assessed", "assessor", "date"):
        sheet.add([])
        sheet.add([t(f"signature.{key}"), " "], bottom=1)


def _facts(statement: Statement, view: View) -> Iterator[tuple[str, Value]]:
    t = view.words
    yield t("case.site"), statement.site
    yield t("scores.month"), str(statement.month)
    yield t("scores.rulebook"), statement.rulebook
    if statement.beside:
        yield t("scores.beside"), ", ".join(statement.beside)
    yield t("scores.digest"), statement.digest
    yield t("scores.grade"), statement.grade or t("scores.no_grade")
    yield t("scores.capped"), statement.capped


def _amount(pay: PayProposal, view: View) -> Value:
    return view.words("scores.pay_none") if pay.amount is None else pay.amount


def _lines(statement: Statement, view: View) -> Iterator[list[Value]]:
    """Give the lines of the table: what counts with the score as it runs, then what does not or not yet."""
    t = view.words
    for step in steps_of(statement):
        if step.line is not None:
            yield [*_line(step.line, statement.site, view), step.line.points, step.end]
        else:
            change = step.change if step.kind is StepKind.CAP else None
            yield [t(f"scores.step_name.{step.kind}"), None, None, None, None, change, step.end]
    for line in lines_in(statement, *_STATES):
        yield [*_line(line, statement.site, view), line.points, None]


def _line(line: Line, site: str, view: View) -> list[Value]:
    evidence = _evidence(line, view)
    because = view.text(line.explanation)
    return [
        line.article,
        line.text.zh,
        f"{because}\n{evidence}" if evidence else because,
        at(view, line.occurred_at, site),
        view.words(f"line_state.{line.state}"),
    ]


def _evidence(line: Line, view: View) -> str:
    named: Iterable[str] = (originator_of(one.event_id) for one in line.evidence)
    told = view.words("list_comma").join(dict.fromkeys(named))
    return f"{view.words('scores.evidence')}{view.words('colon')}{told}" if told else ""
