"""Intake as a process: commands by HTTP and NATS, and the desk's view."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from answerable.clock import Clock
from answerable.commands.base import BulkReport, BulkRequest, Command, Receipt
from answerable.ledger.accounts import User
from answerable.rulebook import catalogue
from answerable.service import Service, connection_of, serve_http
from answerable.settings import Settings
from services.intake.application import Intake
from services.intake.bulk import carry_out_all
from services.intake.desk import Desk
from services.intake.desk_answers import DeskAnswers
from services.intake.http import create_app
from services.intake.nats import answer_commands

_WRITERS = 64


def make_intake(settings: Settings, clock: Clock) -> Intake:
    """Make the application that writes the ledger, on a connection of its own.

    Only this connection may write: the one that answers requests may not, so that no requester can have
    an answer written into the ledger by naming a ledger subject as the reply's.
    """
    url, user, password = connection_of(settings, User.INTAKE)
    environment = {
        "PERSISTENCE_MODULE": "answerable.ledger.eventsourcing",
        "LEDGER_CODEC": "cloudevents",
        "NATS_URL": url,
        **({"NATS_USER": user, "NATS_PASSWORD": password or ""} if user else {}),
    }
    return Intake({book.rulebook: book for book in catalogue()}, clock, environment)


async def run(settings: Settings, stopped: asyncio.Event | None = None) -> None:
    """Run intake until it is told to stop.

    Raises:
        AnswerableError: the ledger is not there, or not what it must be.
    """
    service = Service("intake", settings)
    intake = await asyncio.to_thread(make_intake, settings, service.clock)
    try:
        with ThreadPoolExecutor(_WRITERS, thread_name_prefix="intake") as writers:
            loop = asyncio.get_running_loop()

            async def carry_out(command: Command, key: str | None) -> Receipt:
                return await loop.run_in_executor(writers, partial(intake.carry_out, command, key))

            async def carry_out_many(request: BulkRequest) -> BulkReport:
                return await loop.run_in_executor(writers, partial(carry_out_all, intake, request))

            answer_commands(service.broker, carry_out, carry_out_many)
            DeskAnswers(service, service.project(Desk()), service.clock).register()
            app = create_app(carry_out, max_body_bytes=settings.max_body_bytes)
            service.works(lambda: serve_http(app, settings.http_host, settings.intake_port))
            await service.run(stopped)
    finally:
        await asyncio.to_thread(intake.close)
