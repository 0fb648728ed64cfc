"""The callbacks service, put together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection

from answerable.commands.base import Command
from answerable.identity.sight import Sight
from answerable.projection.views.store import Store
from answerable.queries import callbacks
from answerable.queries.base import Query
from answerable.queries.views import ViewStatuses
from answerable.rulebook import find
from answerable.service import Service
from answerable.service.people import People
from answerable.settings import Settings
from answerable_services.callbacks.answers import Answers
from answerable_services.callbacks.cohorts import CohortAnswers
from answerable_services.callbacks.coming import ComingAnswers
from answerable_services.callbacks.days_off import days_off_in
from answerable_services.callbacks.owed.answers import OwedAnswers
from answerable_services.callbacks.owed.explaining import explained
from answerable_services.callbacks.owed.projection import OwedProjection
from answerable_services.callbacks.owed.recording import owed_to_record
from answerable_services.callbacks.owed.telling import reminders_to_give
from answerable_services.callbacks.projection import RULEBOOK, CallbacksProjection
from answerable_services.callbacks.schedule import Schedules
from answerable_services.callbacks.sweeper import Sweeper


async def run(settings: Settings, stopped: asyncio.Event | None = None) -> None:
    """Run the service until it is told to stop.

    Arguments:
        settings: how this process is set up.
        stopped: ends it when set; SIGTERM and SIGINT do where not given.

    Raises:
        AnswerableError: the ledger is not there, or the rulebook cannot be used.
    """
    service = Service("callbacks", settings)
    schedules = Schedules(find(RULEBOOK).callback_plan)
    store = service.project(CallbacksProjection(schedules))
    owed_store = service.project(OwedProjection())
    people = People(service.clock)
    answers, owed_answers = Answers(schedules, service.clock), OwedAnswers(service.clock)
    cohorts = CohortAnswers(find(RULEBOOK).callback_plan, service.clock)
    coming = ComingAnswers(schedules, service.clock)

    def days_off(connection: Connection, query: callbacks.DaysOff, sight: Sight) -> callbacks.DaysOffList:
        return days_off_in(connection, query, sight, service.clock.now())

    answered: tuple[tuple[type[Query[Any]], Store, Callable[..., Any]], ...] = (
        (callbacks.Due, store, answers.due),
        (callbacks.History, store, answers.history),
        (callbacks.OfDelivery, store, answers.of_delivery),
        (callbacks.Coming, store, coming.coming),
        (callbacks.Cohorts, store, cohorts.cohorts),
        (callbacks.Owed, owed_store, owed_answers.owed),
        (callbacks.OwedExplained, owed_store, explained),
        (callbacks.DaysOff, owed_store, days_off),
    )
    for query, of, answer in answered:
        service.answers(query, _reading(of, answer))

    async def missed() -> Sequence[Command]:
        now = service.clock.now()
        found = await owed_store.read(lambda connection: list(owed_to_record(connection, now)))
        told = []
        if people.is_whole():
            told = await owed_store.read(lambda connection: list(reminders_to_give(connection, now, people)))
        return [*await store.read(answers.missed), *found, *told]

    sweeper = Sweeper(missed, lambda: service.caller, service.is_caught_up, pause=service.until_moved)

    async def owed() -> int:
        # Whom to tell of what is due is known once everybody is; until then something may be to write.
        return await sweeper.owed() + (not people.is_whole())

    async def views(_: callbacks.Views, __: Sight) -> ViewStatuses:
        return await service.statuses(owed)

    service.answers(callbacks.Views, views)
    service.works(lambda: people.follow(service.ledger))
    service.works_while_leading(sweeper.run)
    await service.run(stopped)


def _reading(store: Store, answer: Callable[..., Any]) -> Callable[[Any, Sight], Awaitable[Any]]:
    """Answer a question from one connection to a view."""

    async def read(query: Any, sight: Sight) -> Any:
        return await store.read(partial(answer, query=query, sight=sight))

    return read
