"""A process of ours: when it is told to stop, and web servers that leave that to us."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import structlog
import uvicorn

from answerable.connections import Door, places
from answerable.errors import Busy
from answerable.messaging.border import ANY, OwnHosts, allowed_hosts, authority
from answerable.settings import Settings
from answerable.telemetry.figures import Source

if TYPE_CHECKING:
    from starlette.types import ASGIApp

log = structlog.get_logger()

_PLACES_AT_METRICS = 16


def stop_signal() -> asyncio.Event:
    """Give the event that SIGTERM and SIGINT set; call it from the running loop of the main thread."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    return stopped


class WebServer(uvicorn.Server):
    """A web server that leaves the process's signals to us."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Catch none: the process has its own way to stop."""
        yield


def web_configuration(
    app: ASGIApp, door: Door, *, trusted_proxies: str = "", **further: Any
) -> uvicorn.Config:
    """Say how an HTTP application is served, the same for every part of the system.

    Arguments:
        app: what to serve.
        door: lets connections in.
        trusted_proxies: who is believed where a request says that it comes from elsewhere, as
            `Settings.trusted_proxies` has them; nobody where empty: the library would believe this machine.
        further: what else the library is told.
    """
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies or None,
        http=door.protocol(),
        backlog=door.arriving,
        **further,
    )


async def serve_http(
    app: ASGIApp, host: str, port: int, *, door: Door | None = None, trusted_proxies: str = ""
) -> None:
    """Serve an HTTP application until cancelled.

    Arguments:
        app: what to serve.
        host: the address to listen on.
        port: the port.
        door: lets connections in; as many as the process has files for, less a reserve, where not given.
        trusted_proxies: who is believed where a request says that it comes from elsewhere.

    Raises:
        Busy: something else listens there.
    """
    if ANY in allowed_hosts(host):
        log.warning(
            "http.open_to_the_network",
            address=authority(host, port),
            reason="whoever reaches this address is answered; let a proxy in front decide who may",
        )
    door = door or Door(places())
    server = WebServer(
        web_configuration(
            app,
            door,
            trusted_proxies=trusted_proxies,
            host=host,
            port=port,
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
    )
    try:
        await server.serve()
    except asyncio.CancelledError:
        # Cancelled in its main loop, it would leave the socket listening.
        if server.started:
            await server.shutdown()
        raise
    except SystemExit as error:
        message = f"cannot listen on http://{authority(host, port)}: is something else running there?"
        raise Busy(message) from error


async def serve_metrics(settings: Settings, sources: Sequence[Source]) -> None:
    """Serve figures for Prometheus until cancelled; ends at once where no port is set for them.

    Arguments:
        settings: address and port.
        sources: where the figures come from.

    Raises:
        Busy: something else listens there.
    """
    if not settings.metrics_port:
        return
    # The library takes a megabyte, which only those who measure shall pay.
    from answerable.telemetry.page import MetricsPage  # noqa: PLC0415

    log.info(
        "metrics.served", url=f"http://{authority(settings.metrics_host, settings.metrics_port)}/metrics"
    )
    page = OwnHosts(MetricsPage(sources), allowed_hosts(settings.metrics_host))
    # Few ask for figures, and the process's files are for those who ask it for something.
    door = Door(_PLACES_AT_METRICS)
    await serve_http(page, settings.metrics_host, settings.metrics_port, door=door)
