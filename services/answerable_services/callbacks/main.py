"""The callbacks service, put together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from answerable.commands.base import Command
from answerable.errors import Unavailable
from answerable.identity.sight import Sight
from answerable.queries import callbacks
from answerable.queries.views import ViewStatuses
from answerable.rulebook import find
from answerable.service import Service
from answerable.service.people import People
from answerable.settings import Settings
from answerable_services.callbacks.answers import Answers
from answerable_services.callbacks.owed.answers import OwedAnswers
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

    async def due(query: callbacks.Due, sight: Sight) -> callbacks.DueList:
        return await store.read(partial(answers.due, query=query, sight=sight))

    async def history(query: callbacks.History, sight: Sight) -> callbacks.HistoryAnswer:
        return await store.read(partial(answers.history, query=query, sight=sight))

    async def of_delivery(query: callbacks.OfDelivery, sight: Sight) -> callbacks.DeliveryCallbacks:
        return await store.read(partial(answers.of_delivery, query=query, sight=sight))

    async def owed(query: callbacks.Owed, sight: Sight) -> callbacks.OwedList:
        return await owed_store.read(partial(owed_answers.owed, query=query, sight=sight))

    async def missed() -> Sequence[Command]:
        now = service.clock.now()
        found = await owed_store.read(lambda connection: list(owed_to_record(connection, now)))
        told = []
        if people.is_whole():
            told = await owed_store.read(lambda connection: list(reminders_to_give(connection, now, people)))
        return [*await store.read(answers.missed), *found, *told]

    async def is_caught_up() -> bool:
        try:
            views = (await service.statuses()).views
        except Unavailable:
            return False
        return bool(views) and all(view.is_whole for view in views)

    service.answers(callbacks.Due, due)
    service.answers(callbacks.History, history)
    service.answers(callbacks.OfDelivery, of_delivery)
    service.answers(callbacks.Owed, owed)
    sweeper = Sweeper(missed, lambda: service.caller, is_caught_up, pause=service.until_moved)

    async def views(_: callbacks.Views, __: Sight) -> ViewStatuses:
        statuses = await service.statuses()
        return statuses.model_copy(update={"owed": await sweeper.owed()})

    service.answers(callbacks.Views, views)
    service.works(lambda: people.follow(service.ledger))
    service.works_while_leading(sweeper.run)
    await service.run(stopped)
