"""``answerable up``: all of it on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from answerable import loop
from answerable.clock_file import set_clock
from answerable.errors import Corrupt, Refused
from answerable.installation import read
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.server.machine import free_port, is_free
from answerable.messaging.border import authority
from answerable.messaging.client import Caller
from answerable.process import stop_signal
from answerable.queries.accounts import State
from answerable.queries.intake import Writing
from answerable.sample import papers
from answerable.sample.centre import CLOCK_START
from answerable.sample.generator import sample
from answerable.settings import Settings
from answerable.telemetry.logs import set_up_logging
from answerable.wording import say as word
from answerable_services.cli import installation, readiness
from answerable_services.cli.connecting import connected
from answerable_services.cli.early import Early, fork
from answerable_services.cli.options import settings_of
from answerable_services.cli.sending import send
from answerable_services.cli.services import SERVICES
from answerable_services.cli.summary import Summary, summarise
from answerable_services.cli.supervisor import Supervisor
from answerable_services.cli.voice import Json, command, print_document, results, say
from answerable_services.intake.papers import store_of

_START_WITHIN_S = 90.0
_CATCH_UP_WITHIN_S = 300.0


@command
def up(
    data: Annotated[Path | None, typer.Option(help="The data directory.", show_default=".answerable")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Load the sample month of real incidents.")] = False,
    once: Annotated[bool, typer.Option("--once", help="Stop when everything has caught up.")] = False,
    port: Annotated[int | None, typer.Option(help="The pages' port.", show_default="8080")] = None,
    as_json: Json = False,
) -> None:
    """Run the server, the services and the pages on this machine.

    Example: answerable up --demo
    """
    settings = settings_of(data, console_port=port)
    early = fork()
    set_up_logging(settings, "up")
    loop.run(_up(settings, early, demo=demo, once=once, as_json=as_json))


def _ports(settings: Settings) -> dict[str, str]:
    """Choose the HTTP ports: the ones asked for where they are free, others where not."""
    chosen: dict[str, str] = {}
    for name, wanted in (("console_port", settings.console_port), ("intake_port", settings.intake_port)):
        port = wanted if wanted and is_free(wanted) else free_port()
        if wanted and port != wanted:
            say(f"port {wanted} is in use; taking {port}")
        chosen[f"ANSWERABLE_{name.upper()}"] = str(port)
    return chosen


async def _up(settings: Settings, early: Early | None, *, demo: bool, once: bool, as_json: bool) -> None:
    stopped = stop_signal()
    known = read(settings.data)
    if demo and known is not None and known.clock_start is None:
        message = f"{settings.data} holds an installation of its own; load the sample into another directory"
        raise Refused(message)
    server = EmbeddedServer(settings.data)
    async with server as endpoint:
        start = CLOCK_START if demo else None
        known = await installation.ensure(settings.data, endpoint, clock_start=start)
        environment = {
            "ANSWERABLE_DATA": str(settings.data.resolve()),
            "ANSWERABLE_NATS_URL": "",
            **_ports(settings),
        }
        if known.clock_start is not None:
            goes_on = await installation.clock_goes_on_from(endpoint, known.clock_start)
            set_clock(settings.data, goes_on)
            if (said := settings.clock_start) is not None:
                say(f"! services start at {said}, as ANSWERABLE_CLOCK_START says, and not at {goes_on}")
        supervisor = Supervisor(settings.data, environment, early)
        await supervisor.start()
        keeping = asyncio.create_task(server.keep())
        try:
            serving = _serve(
                settings, supervisor, environment, stopped, demo=demo, once=once, as_json=as_json
            )
            await _or_stop(stopped, serving)
        finally:
            say("stopping …")
            await supervisor.stop()
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping


async def _or_stop(stopped: asyncio.Event, work: Awaitable[None]) -> None:
    """Run something until it is done or the person wants to stop."""
    working = asyncio.ensure_future(work)
    waiting = asyncio.ensure_future(stopped.wait())
    await asyncio.wait([working, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not working.done():
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        return
    await working


async def _serve(
    settings: Settings,
    supervisor: Supervisor,
    environment: dict[str, str],
    stopped: asyncio.Event,
    *,
    demo: bool,
    once: bool,
    as_json: bool,
) -> None:
    """Wait for the services, load the sample, tell what is there, and stay."""
    address = f"http://{authority(settings.http_host, int(environment['ANSWERABLE_CONSOLE_PORT']))}"

    def check() -> None:
        for service in SERVICES:
            supervisor.check(service)

    async with connected(settings.model_copy(update={"nats_url": ""})) as here:
        await readiness.until_answering(here.caller, within_s=_START_WITHIN_S, check=check)
        if fault := (await here.caller.query(Writing())).fault:
            say(f"✗ commands are refused: {fault}")
        if demo:
            await asyncio.to_thread(papers.lay_down, store_of(settings))
            events = await send(here.importing, list(sample()), "sample month")
            say(f"sample month: {events:,} new events")
        try:
            views = await readiness.until_caught_up(here.caller, within_s=_CATCH_UP_WITHIN_S)
        except Corrupt as error:
            if once:
                raise
            # What is wrong with one view is no reason to take the others, and the pages, from people.
            say(f"✗ {error.message}")
            views = list((await readiness.until_answering(here.caller, within_s=_START_WITHIN_S)).views)
        summary = await summarise(here, views)
        if not once:
            summary = summary.model_copy(update=pages_at(address, settings))
        if as_json:
            print_document(summary)
        else:
            show(summary)
        if not once:
            await _say_who_signs_in(here.caller)
            say(
                "commands by HTTP: http://"
                f"{authority(settings.http_host, int(environment['ANSWERABLE_INTAKE_PORT']))}/openapi.json"
            )
            say("press Ctrl-C to stop")
            await stopped.wait()


def pages_at(here: str, settings: Settings) -> dict[str, str]:
    """Give where the pages are on this machine, and where people reach them, which may be behind a proxy.

    Arguments:
        here: the address on this machine.
        settings: say the other one.
    """
    return {"console": here, "pages": settings.pages if settings.pages_url else here}


async def _say_who_signs_in(caller: Caller) -> None:
    """Say how the first person gets in, as long as nobody has an account."""
    state = await caller.query(State())
    if not (state.accounts or state.is_sample):
        say("nobody can sign in yet; `answerable account set-up` makes the first manager's link")


def show(summary: Summary) -> None:
    """Print the summary for a person.

    Arguments:
        summary: what there is.
    """
    table = Table(title="Answerable", show_header=False, title_justify="left", title_style="bold")
    table.add_column(style="cyan")
    table.add_column(justify="right")
    table.add_column(style="dim")
    for name, value, note in (
        (word("table.events"), summary.events, "in the immutable ledger"),
        (word("table.sites"), summary.sites, ""),
        (word("table.cases"), summary.cases, ""),
        (word("table.contacts"), summary.contacts, ""),
        (word("table.complaints"), summary.complaints, ""),
        (word("table.faults"), summary.faults, ""),
        (word("table.handovers"), summary.handovers, ""),
        (word("table.statements"), summary.statements, "monthly scores, article by article"),
        (word("table.callbacks_due"), summary.callbacks_due, ""),
        (word("table.access_findings"), summary.access_findings, "for the auditors"),
    ):
        table.add_row(name.en, f"{value:,}", f"{note} {name.zh}".lstrip())
    for view, state in summary.projections.items():
        lag = "up to date" if state.lag == 0 else f"{state.lag:,} behind"
        table.add_row(f"view {view}", f"{state.position:,}", lag)
    results.print(table)
    if summary.pages is not None:
        results.print(f"pages: [bold]{summary.pages}[/]")
    if summary.console != summary.pages:
        results.print(f"pages on this machine: {summary.console}", markup=False)
