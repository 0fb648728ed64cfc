"""Intake as a process: commands by HTTP and NATS, and nothing beside them."""

from __future__ import annotations

import asyncio
from functools import partial

from answerable.clock import Clock
from answerable.commands.base import Command
from answerable.errors import AnswerableError, Unavailable
from answerable.identity import Principal
from answerable.identity.sight import Sight
from answerable.ledger.eventsourcing import BorrowedLoop
from answerable.ledger.integrity.keeper import keeping
from answerable.ledger.server.accounts import User
from answerable.process import serve_http
from answerable.queries.intake import Possibilities, Possible, ViewAhead, Writing, WritingState
from answerable.rulebook import catalogue
from answerable.service import Service, connection_of
from answerable.settings import Settings
from answerable.streams.account.events import Way
from answerable_services.intake.application import Intake
from answerable_services.intake.figures import figures_of
from answerable_services.intake.http import create_app
from answerable_services.intake.nats import commands_responder
from answerable_services.intake.watching import ViewWatch


def make_intake(settings: Settings, clock: Clock, loop: BorrowedLoop | None = None) -> Intake:
    """Make the application that writes the ledger, on a connection of its own.

    Only this connection may write: the one that answers requests may not, so that no requester can have
    an answer written into the ledger by naming a ledger subject as the reply's.

    Arguments:
        settings: how this process is set up.
        clock: tells when something is recorded.
        loop: the event loop that will ask it; call this in another thread then.
    """
    url, user, password = connection_of(settings, User.INTAKE)
    environment = {
        "LEDGER_CODEC": "cloudevents",
        "NATS_URL": url,
        **({"NATS_USER": user, "NATS_PASSWORD": password or ""} if user else {}),
    }
    books = {book.rulebook: book for book in catalogue()}
    return Intake(books, clock, environment, loop, settings)


async def run(settings: Settings, stopped: asyncio.Event | None = None) -> None:
    """Run intake until it is told to stop.

    Raises:
        AnswerableError: the ledger is not there, or not what it must be.
    """
    service = Service("intake", settings, user=User.COMMANDS)
    intake = await asyncio.to_thread(make_intake, settings, service.clock, BorrowedLoop())
    try:

        async def writing(_: Writing, __: Sight) -> WritingState:
            try:
                clock = await intake.time.state()
            except Unavailable as error:
                return WritingState(fault=intake.guard.fault or error.message)
            return WritingState(fault=intake.guard.fault or clock.fault, clock=clock)

        watch = ViewWatch(settings.data, settings.views, intake.ledger, intake.guard)

        async def view_ahead(query: ViewAhead, _: Sight) -> WritingState:
            await watch.told(query.view, query.position)
            return WritingState(fault=intake.guard.fault)

        async def possible(query: Possible, sight: Sight) -> Possibilities:
            return await intake.possible(query, sight.principal)

        service.measures(partial(figures_of, intake))
        service.responds(
            lambda client: commands_responder(
                client, service.verifier, intake.carry_out, intake.carry_out_all, service.denials
            )
        )

        def refused(asker: Principal, command: Command, error: AnswerableError) -> None:
            service.denials.refused(error, command.command_name, Way.NATS, who=asker, at=command.site)

        intake.on_refused = refused
        service.answers(Writing, writing)
        service.answers(ViewAhead, view_ahead)
        service.answers(Possible, possible)
        app = create_app(
            intake.carry_out,
            service.verifier,
            intake.papers,
            max_body_bytes=settings.max_body_bytes,
            host=settings.http_host,
            denials=service.denials,
        )
        service.works(
            lambda: serve_http(
                app,
                settings.http_host,
                settings.intake_port,
                trusted_proxies=settings.trusted_proxies,
            )
        )
        reading = connection_of(settings, User.COMMANDS)
        async with keeping(settings.data, reading, intake.guard, service.clock, intake.notice) as keeper:
            await watch.begin()
            service.works(keeper.run)
            # Whoever starts it learns of a wrong clock from the log, not from the first command.
            await intake.time.state()
            service.works(watch.run)
            service.works(intake.papers.run)
            await service.run(stopped)
    finally:
        await asyncio.to_thread(intake.close)
