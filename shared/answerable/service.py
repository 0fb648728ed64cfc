"""A consumer service: projections that follow the ledger, and queries answered from their views."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import structlog
import uvicorn
from nats.errors import Error as NatsError
from pydantic_core import to_json

from answerable.clock import Clock, clock_from
from answerable.errors import Busy, Corrupt, NotFound
from answerable.ledger.ledger import Ledger
from answerable.ledger.server import Endpoint
from answerable.messaging.client import Caller
from answerable.messaging.host import answer_query, make_broker
from answerable.messaging.subjects import notice_subject
from answerable.process import WebServer, stop_signal
from answerable.projection.runtime import Runner
from answerable.projection.status import report
from answerable.projection.store import Store
from answerable.queries.views import ViewsQuery, ViewStatuses

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence

    from fastapi import FastAPI
    from faststream.nats import NatsBroker

    from answerable.projection.projection import Projection
    from answerable.queries.base import Query
    from answerable.settings import Settings

log = structlog.get_logger()

_NOTICE_EVERY_S = 0.2
_CANCEL_AGAIN_AFTER_S = 3.0  # longer than an HTTP server takes to end what it was answering
_SETTLED_AFTER_S = 0.5


def connection_of(settings: Settings, user: str) -> tuple[str, str | None, str | None]:
    """Tell the address, user and password that a part connects with.

    Arguments:
        settings: where a server is named, that one; else the embedded server of the data directory.
        user: the account of the embedded server.

    Raises:
        NotFound: no server is named and none runs on the data directory, or the user's password is missing.
    """
    if settings.nats_url and not settings.nats_passwords:
        return settings.nats_url, None, None
    if settings.nats_url:
        try:
            return settings.nats_url, user, settings.nats_passwords[user].get_secret_value()
        except KeyError:
            message = f"ANSWERABLE_NATS_PASSWORDS has no password of the user {user!r}"
            raise NotFound(message) from None
    endpoint = Endpoint.read(settings.data)
    try:
        return endpoint.url, user, endpoint.passwords[user]
    except KeyError:
        message = f"the installation in {settings.data} has no user {user!r}"
        raise NotFound(message) from None


class Service:
    """A service's parts, put together and run until it is told to stop.

    Arguments:
        name: the service's, for example ``scoring``.
        settings: how this process is set up.
        user: the account it connects with.
        clock: tells the time; from the settings where not given.
    """

    def __init__(
        self, name: str, settings: Settings, *, user: str = "service", clock: Clock | None = None
    ) -> None:
        self.name = name
        self.settings = settings
        self.clock = clock_from(settings.clock_start) if clock is None else clock
        self._url, self._user, self._password = connection_of(settings, user)
        self.broker: NatsBroker = make_broker(self._url, user=self._user, password=self._password, name=name)
        self._projections: list[tuple[Projection, Store]] = []
        self._work: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._runners: list[Runner] = []
        self._ledger: Ledger | None = None
        self._noticed: dict[str, float] = {}
        self._moved = asyncio.Event()

    @property
    def ledger(self) -> Ledger:
        """The ledger, while the service runs."""
        if self._ledger is None:
            message = f"service {self.name} is not running"
            raise NotFound(message)
        return self._ledger

    @property
    def caller(self) -> Caller:
        """Asks other services, while this one runs."""
        return Caller(self.ledger.client)

    def project(self, projection: Projection) -> Store:
        """Keep a projection's view; gives the store that queries read from."""
        store = Store(self.settings.views, projection.name, projection.tables)
        self._projections.append((projection, store))
        return store

    def answers(self, query: type[Query[Any]], handler: Callable[[Any], Awaitable[Any]]) -> None:
        """Let a handler answer a query."""
        answer_query(self.broker, query, handler)

    def works(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run something beside the projections, from start to stop."""
        self._work.append(work)

    async def _notice(self, projection: str, position: int) -> None:
        """Say that a view moved, not more often than pages can use it."""
        self._moved.set()
        now = asyncio.get_running_loop().time()
        if now - self._noticed.get(projection, 0.0) >= _NOTICE_EVERY_S:
            self._noticed[projection] = now
            body = to_json({"projection": projection, "position": position})
            await self.ledger.client.publish(notice_subject(projection), body)

    async def until_moved(self, timeout_s: float) -> None:
        """Wait until a view of this service has moved and settled, or until a time is over.

        Arguments:
            timeout_s: seconds to wait, at most.
        """
        self._moved.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._moved.wait(), timeout_s)
            await asyncio.sleep(_SETTLED_AFTER_S)

    async def view_statuses(self, _: ViewsQuery) -> ViewStatuses:
        """Tell how far this service's views are."""
        reports = [
            await asyncio.to_thread(report, runner.projection, runner.store, runner.pending)
            for runner in self._runners
        ]
        return ViewStatuses(views=tuple(reports))

    def _runner(self, projection: Projection, store: Store) -> Runner:
        async def advanced(position: int) -> None:
            await self._notice(projection.name, position)

        return Runner(projection, store, self.ledger, self.clock, advanced)

    async def _keep(self, runner: Runner) -> None:
        """Run a projection; one that stops on an event leaves the service answering."""
        try:
            await runner.run()
        except Corrupt as error:
            log.warning("view.stopped", view=runner.projection.name, error=error.message)

    async def run(self, stopped: asyncio.Event | None = None) -> None:
        """Start every part, and stop them all at SIGTERM, SIGINT, or the given event.

        Raises:
            AnswerableError: the ledger is not there or not what it must be.
        """
        stopped = stopped or stop_signal()
        self._ledger = await Ledger.open(
            self._url, user=self._user, password=self._password, name=f"{self.name}-ledger"
        )
        try:
            await self._ledger.verify()
            self._runners = [self._runner(projection, store) for projection, store in self._projections]
            await self.broker.start()
            tasks = [asyncio.create_task(self._keep(runner)) for runner in self._runners]
            tasks += [asyncio.create_task(work()) for work in self._work]
            log.info("service.started", service=self.name)
            waiting = asyncio.create_task(stopped.wait())
            await _first_failure_or_stop(tasks, waiting)
        finally:
            with suppress(NatsError):
                await self.broker.stop()
            await self._ledger.close()
            for _, store in self._projections:
                store.close()
            log.info("service.stopped", service=self.name)


async def serve_http(app: FastAPI, host: str, port: int) -> None:
    """Serve an HTTP application until cancelled.

    Arguments:
        app: what to serve.
        host: the address to listen on.
        port: the port.

    Raises:
        Busy: something else listens there.
    """
    configuration = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
    )
    server = WebServer(configuration)
    try:
        await server.serve()
    except asyncio.CancelledError:
        # Cancelled in its main loop, it would leave the socket listening.
        if server.started:
            await server.shutdown()
        raise
    except SystemExit as error:
        message = f"cannot listen on http://{host}:{port}: is something else running there?"
        raise Busy(message) from error


async def _first_failure_or_stop(tasks: Sequence[asyncio.Task[None]], waiting: asyncio.Task[bool]) -> None:
    """Wait until stopping is asked for; a part that fails ends the whole service, loudly."""
    open_tasks: set[asyncio.Task[Any]] = {*tasks, waiting}
    try:
        while not waiting.done():
            done, open_tasks = await asyncio.wait(open_tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    finally:
        await _end(open_tasks)


async def _end(tasks: set[asyncio.Task[Any]]) -> None:
    """Cancel tasks until they have ended.

    Once is not always enough: before Python 3.12 `asyncio.wait_for`, which every request to the server
    goes through, swallows a cancellation that comes in the same moment as the answer.
    """
    still_open = tasks
    while still_open:
        for task in still_open:
            task.cancel()
        _, still_open = await asyncio.wait(still_open, timeout=_CANCEL_AGAIN_AFTER_S)
    await asyncio.gather(*tasks, return_exceptions=True)
