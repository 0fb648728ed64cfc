"""Where the evidence in a statement can be read, and which line a question is about."""

from __future__ import annotations

from pydantic.alias_generators import to_snake

from answerable.rulebook.statement import Line, LineState, OpenQuestion, Statement
from answerable_services.console.views.links import link_of


def kind_named(event: str) -> str:
    """Give an event's kind from its name in a rulebook: ``case.limit_missed`` of ``case.LimitMissed``."""
    stream, dot, name = event.partition(".")
    return f"{stream}{dot}{to_snake(name)}"


def links_in(statement: Statement) -> dict[str, str]:
    """Give the address of every event that a statement rests on, where there is one.

    An event that no page shows is read at the line that it caused: that quotes it.

    Arguments:
        statement: whose lines, questions and alerts name events.
    """
    links: dict[str, str] = {}
    for line in sorted(statement.lines, key=lambda line: line.state is not LineState.COUNTED):
        for one in line.evidence:
            links.setdefault(one.event_id, link_of(one.event_id) or f"#{line.key}")
            links |= {cited: href for cited in one.cited if (href := link_of(cited)) is not None}
    asked = [event for question in statement.open_questions for event in question.evidence]
    alarming = [event for alert in statement.alerts for event in alert.evidence]
    links |= {event: href for event in (*asked, *alarming) if (href := link_of(event)) is not None}
    return links


def _is_about(question: OpenQuestion, line: Line) -> bool:
    events = {one.event_id for one in line.evidence}
    return line.article == question.article and events.issuperset(question.evidence)


def questioned(statement: Statement) -> tuple[tuple[OpenQuestion, Line | None], ...]:
    """Give each open question with the line that waits for its answer, where there is one."""
    return tuple(
        (question, next((line for line in statement.lines if _is_about(question, line)), None))
        for question in statement.open_questions
    )
