"""What the desk's tests share: how it is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from answerable.identity.sight import Sight
from answerable.queries.matters import CaseRow
from answerable.queries.registers import REGISTERS
from answerable.streams.case import commands as case
from answerable_services.desk.answers import DeskAnswers
from tests.identity.proofs import EVERYTHING
from tests.services.intake.scenario import FIRST, Scenario

HOUR = timedelta(hours=1)


PARTS = {"impact": "i", "handling": "h", "cause_kind": "power", "cause": "c", "correction": "p"}


Shown = Callable[..., DeskAnswers]


def opened(desk: Scenario, number: int, **fields: Any) -> Scenario:
    return desk.given(case.Open, case=f"case-{number}", **{"topic": "t", "first_asked": FIRST, **fields})


async def listed(answers: DeskAnswers, stream: str, **asked: Any) -> Any:
    """Ask for a page of a register, as somebody who sees every site."""
    return await seen(answers, stream, EVERYTHING, **asked)


async def seen(answers: DeskAnswers, stream: str, sight: Sight, **asked: Any) -> Any:
    """Ask for a page of a register as somebody who sees some of it."""
    published = REGISTERS[stream]
    return await answers.lister(published)(published.query.model_validate(asked), sight.at(asked.get("site")))


async def rows(answers: DeskAnswers, **query: Any) -> tuple[CaseRow, ...]:
    found: tuple[CaseRow, ...] = (await listed(answers, "case", **query)).rows
    return found


async def only(answers: DeskAnswers) -> CaseRow:
    (row,) = await rows(answers)
    return row
