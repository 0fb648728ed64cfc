"""A consumer service: projections that follow the ledger, and queries answered from their views."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Any

import structlog
from pydantic_core import to_json

from answerable.clock import Clock, clock_from
from answerable.errors import AnswerableError, NotFound
from answerable.ledger.ledger import Ledger
from answerable.ledger.server import Endpoint
from answerable.messaging.client import Caller
from answerable.messaging.host import answer_query, make_broker
from answerable.messaging.subjects import notice_subject
from answerable.projection.runtime import Runner
from answerable.projection.store import Store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence

    from faststream.nats import NatsBroker

    from answerable.projection.projection import Projection
    from answerable.queries.base import Query
    from answerable.settings import Settings

log = structlog.get_logger()

_NOTICE_EVERY_S = 0.2


def connection_of(settings: Settings, user: str) -> tuple[str, str | None, str | None]:
    """Tell the address, user and password that a part connects with.

    Arguments:
        settings: where a server is named, that one; else the embedded server of the data directory.
        user: the account of the embedded server.

    Raises:
        NotFound: no server is named and none runs on the data directory.
    """
    if settings.nats_url:
        return (
            settings.nats_url,
            settings.nats_user or None,
            settings.nats_password.get_secret_value() or None,
        )
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
        self._ledger: Ledger | None = None
        self._noticed: dict[str, float] = {}

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
        now = asyncio.get_running_loop().time()
        if now - self._noticed.get(projection, 0.0) >= _NOTICE_EVERY_S:
            self._noticed[projection] = now
            body = to_json({"projection": projection, "position": position})
            await self.ledger.client.publish(notice_subject(projection), body)

    def _runner(self, projection: Projection, store: Store) -> Runner:
        async def advanced(position: int) -> None:
            await self._notice(projection.name, position)

        return Runner(projection, store, self.ledger, self.clock, advanced)

    async def _keep(self, runner: Runner) -> None:
        """Run a projection; one that stops on an event leaves the service answering."""
        try:
            await runner.run()
        except AnswerableError as error:
            log.error("view.stopped", view=runner.projection.name, error=error.message)

    async def run(self, stopped: asyncio.Event | None = None) -> None:
        """Start every part, and stop them all at SIGTERM, SIGINT, or the given event.

        Raises:
            AnswerableError: the ledger is not there or not what it must be.
        """
        stopped = stopped or _stop_signal()
        self._ledger = await Ledger.open(
            self._url, user=self._user, password=self._password, name=f"{self.name}-ledger"
        )
        try:
            await self._ledger.verify()
            runners = [self._runner(projection, store) for projection, store in self._projections]
            tasks = [asyncio.create_task(self._keep(runner)) for runner in runners]
            tasks += [asyncio.create_task(work()) for work in self._work]
            await self.broker.start()
            log.info("service.started", service=self.name)
            waiting = asyncio.create_task(stopped.wait())
            await _first_failure_or_stop(tasks, waiting)
        finally:
            await self.broker.stop()
            await self._ledger.close()
            for _, store in self._projections:
                store.close()
            log.info("service.stopped", service=self.name)


def _stop_signal() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    return stopped


async def _first_failure_or_stop(tasks: Sequence[asyncio.Task[None]], waiting: asyncio.Task[bool]) -> None:
    """Wait until stopping is asked for; a part that fails ends the whole service, loudly."""
    open_tasks: set[asyncio.Task[Any]] = {*tasks, waiting}
    try:
        while not waiting.done():
            done, open_tasks = await asyncio.wait(open_tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    finally:
        for task in open_tasks:
            task.cancel()
        await asyncio.gather(*open_tasks, return_exceptions=True)
