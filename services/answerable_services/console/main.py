"""The console's process: its connection, its web server, and a clean stop."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import structlog

from answerable.clock_file import clock_of
from answerable.connections import Door, places
from answerable.errors import Busy
from answerable.ledger.server.accounts import User
from answerable.ledger.store.ledger import connect
from answerable.messaging.border import authority
from answerable.messaging.client import Caller
from answerable.messaging.denials import Denials
from answerable.messaging.subjects import EVERY_NOTICE
from answerable.messaging.together import Gathering
from answerable.process import WebServer, serve_metrics, stop_signal, web_configuration
from answerable.projection.running.tasks import ended
from answerable.service import connection_of, credential_of
from answerable.telemetry.connections import of_connections, of_process
from answerable_services.console.app import create_app
from answerable_services.console.asking import OF_THE_WAIT
from answerable_services.console.live import Notices

if TYPE_CHECKING:
    from nats.aio.client import Client
    from nats.aio.msg import Msg

    from answerable.settings import Settings
    from answerable.telemetry.figures import Sample

log = structlog.get_logger()

_GRACE_S = 3


def _listen(host: str, port: int) -> socket.socket:
    """Open the port, so that one in use is said in our own words."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        message = (
            f"the console cannot listen on {host}:{port}: {error.strerror or error}; "
            "set ANSWERABLE_CONSOLE_PORT to a free port"
        )
        raise Busy(message) from error


async def _serve(
    client: Client, settings: Settings, listening: socket.socket, stopped: asyncio.Event
) -> None:
    notices = Notices()

    async def on_notice(_: Msg) -> None:
        await notices.moved()

    await client.subscribe(EVERY_NOTICE, cb=on_notice)
    bus = Gathering(Caller(client, credential_of(settings, User.CONSOLE)), settings.page_wait_s * OF_THE_WAIT)
    denials = Denials(User.CONSOLE)
    app = create_app(bus, notices, clock_of(settings), settings, denials=denials)
    door = Door(places())
    server = WebServer(
        web_configuration(
            app, door, trusted_proxies=settings.trusted_proxies, timeout_graceful_shutdown=_GRACE_S
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    waiting = asyncio.create_task(stopped.wait())

    async def figures() -> list[Sample]:
        return [of_process("console"), *of_connections({"console": client})]

    measuring = asyncio.create_task(serve_metrics(settings, [figures]))
    telling = asyncio.create_task(denials.keep_sending(client))
    naming = asyncio.create_task(app.state.console.names.keep_looking())
    ending = {serving, waiting, measuring} if settings.metrics_port else {serving, waiting}
    log.info("console.started", url=f"http://{authority(settings.http_host, listening.getsockname()[1])}/")
    try:
        await asyncio.wait(ending, return_when=asyncio.FIRST_COMPLETED)
        if measuring.done():
            measuring.result()
    finally:
        waiting.cancel()
        await ended([measuring, naming, telling])
        await notices.close()
        server.should_exit = True
        await serving
        await denials.send(client)
        log.info("console.stopped")


async def run(settings: Settings, stopped: asyncio.Event | None = None) -> None:
    """Serve the pages until SIGTERM, SIGINT, or the given event.

    Arguments:
        settings: how this process is set up.
        stopped: ends it, where signals are somebody else's matter.

    Raises:
        Busy: the port is in use.
        AnswerableError: the NATS server is not there or refuses this user.
    """
    stopped = stopped or stop_signal()
    url, user, password = connection_of(settings, "console")
    with _listen(settings.http_host, settings.console_port) as listening:
        client = await connect(url, user=user, password=password, name="console")
        try:
            await _serve(client, settings, listening, stopped)
        finally:
            await client.close()
