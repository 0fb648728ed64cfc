"""The register of questionnaires: what each customer answered, how it came back and who took it down."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, Row, given, moment, said, when
from answerable.streams.questionnaire.events import SATISFIED, Answered, Sent, TakenDown, Topic
from answerable.streams.questionnaire.flow import FLOW, QuestionnaireStage


def _is_satisfied(row: Row) -> bool:
    """Tell whether a customer is satisfied with every topic that they rated, and rated one (000-1.6)."""
    given_ = [row[topic.value] for topic in Topic if row.get(topic.value) is not None]
    came_back = row["state"] == QuestionnaireStage.CAME_BACK
    return came_back and bool(given_) and min(given_) >= SATISFIED


REGISTER = Register(
    opening=(Sent, TakenDown),
    flow=FLOW,
    columns=(
        said(Sent, "survey", TakenDown),
        said(Sent, "means", TakenDown),
        said(Sent, "customer", TakenDown),
        *(
            Column(topic.value, Kind.NUMBER, dict.fromkeys((Answered, TakenDown), given(topic.value)))
            for topic in Topic
        ),
        said(Answered, "opinion", TakenDown),
        Column("taken_down_by", Kind.TEXT, {TakenDown: given("actor")}),
        Column("began_at", Kind.MOMENT, {Sent: when, TakenDown: when}, is_required=True),
        Column("handled_by", Kind.TEXT, dict.fromkeys((Sent, TakenDown), given("actor")), is_listed=False),
        moment("answered_at", Answered, TakenDown),
        Column("last_day", Kind.DAY, {Sent: given("last_day")}, is_listed=False),
        said(TakenDown, "visit", is_listed=False),
    ),
    marks={"is_satisfied": _is_satisfied},
    newest="began_at",
    sorts={"state": ("state",), "survey": ("survey", "began_at")},
    filters=("survey", "means", "customer", "taken_down_by"),
    own=("handled_by",),
    searched=("opinion", "survey", "customer"),
    void=(QuestionnaireStage.LINK_REVOKED, QuestionnaireStage.DISCOUNTED),
    number="WJ",
    lines=(("means", "state"), ("questionnaire", "began_at", "survey")),
)
