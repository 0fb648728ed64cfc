"""The service itself: its parts put together, and run until it is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import structlog

from answerable.clock import Clock, SystemClock
from answerable.clock_file import clock_of
from answerable.errors import AnswerableError, Conflict, Corrupt, Forbidden, NotFound, Unavailable
from answerable.events.subjects import anywhere, filter_of, parse
from answerable.identity import Credential, verifier_of
from answerable.identity.sight import Sight, sight_of
from answerable.identity.table import table
from answerable.ledger.store.ledger import Ledger, connect, disconnect
from answerable.messaging.answering import Answering, answer_query, answer_several, asker, end, make_broker
from answerable.messaging.client import Caller
from answerable.messaging.denials import ABOUT_THE_ASKER, Denials
from answerable.messaging.named import Named
from answerable.process import serve_metrics, stop_signal
from answerable.projection.owners import refuse_ours, refuse_taken
from answerable.projection.running.instance import Instance
from answerable.projection.running.runtime import Runner
from answerable.projection.running.tasks import ended
from answerable.projection.views.measures import measured
from answerable.projection.views.status import status_of
from answerable.projection.views.store import Store
from answerable.queries.intake import ViewAhead
from answerable.queries.registry import QUERIES, action_of, name_of
from answerable.queries.views import ViewsQuery, ViewStatuses
from answerable.service.moving import Moving
from answerable.service.reaching import connection_of, credential_of, keys_of
from answerable.streams.account.events import Way
from answerable.telemetry import figures
from answerable.telemetry.connections import of_connections, of_process
from answerable.telemetry.exporting import exporting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Sequence

    from faststream.nats import NatsBroker
    from nats.aio.client import Client

    from answerable.messaging.responder import Responder
    from answerable.projection.writing.projection import Projection
    from answerable.queries.base import Query
    from answerable.settings import Settings
    from answerable.telemetry.figures import Sample, Source

log = structlog.get_logger()

Handler = Callable[[Any, Sight], Awaitable[Any]]
"""What answers a question: it takes the question, and what of its answer the asker may see."""


class Service:
    """A service's parts, put together and run until it is told to stop.

    Arguments:
        name: the service's, for example ``scoring``.
        settings: how this process is set up.
        user: the server's user that it connects as; the one of its name where not given.
        clock: tells the time; from the settings where not given.
    """

    def __init__(
        self, name: str, settings: Settings, *, user: str | None = None, clock: Clock | None = None
    ) -> None:
        self.name = name
        self.settings = settings
        self.clock = clock_of(settings) if clock is None else clock
        self._url, self._user, self._password = connection_of(settings, user or name)
        keys_of(settings, name)
        self.verifier = verifier_of(settings.keys)
        self.denials = Denials(name)
        self.broker: NatsBroker = make_broker(
            self._url,
            self.verifier,
            user=self._user,
            password=self._password,
            name=name,
            denials=self.denials,
        )
        self._projections: list[tuple[Projection, Store]] = []
        self._work: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._responders: list[Callable[[Client], Responder]] = []
        self._runners: list[Runner] = []
        self._instances: list[Instance] = []
        self._leading_work: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._ledger: Ledger | None = None
        self._moving = Moving()
        self._clients: dict[str, Client] = {}
        self._responding_now: list[Responder] = []
        self._sources: list[Source] = [self._figures]
        self._answering: dict[str, dict[str, Answering]] = {}
        self._named = Named(self._where_is, self._sites)

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
        return Caller(self.ledger.client, self.credential)

    @cached_property
    def credential(self) -> Credential:
        """Proves that this service asks.

        Raises:
            NotFound: its key is not there.
        """
        return credential_of(self.settings, self.name)

    def project(self, projection: Projection) -> Store:
        """Keep a projection's view; gives the store that queries read from.

        Raises:
            Conflict: one of Answerable's own views has that name.
        """
        refuse_ours(self.name, projection.name)
        store = Store(self.settings.views, projection.name, projection.tables, mends=True)
        self._projections.append((projection, store))
        return store

    def answers(self, query: type[Query[Any]], handler: Handler, *, like: str | None = None) -> None:
        """Let a handler answer a query, for whoever may ask it, with what of it they may see.

        The table of who may do what is asked first, so that nobody learns whether another site's matter
        exists; then whether every site, person and matter that the question names exists.

        Arguments:
            query: the question.
            handler: takes the question and what of the answer the asker may see.
            like: a question of the table by whose row this one is asked, where it has none of its own: in a
                program of one's own. The program itself may always ask it.

        Raises:
            NotFound: the table has no row for the question, and nothing says which other one holds.
            Conflict: the question has a row, and another one is named.
        """
        name = name_of(query)
        if like is None and name not in QUERIES:
            raise NotFound(
                f"the table of who may do what has no row for the question {name}: say by whose row it is "
                f'asked, as in answers({query.__name__}, ..., like="desk.overview")'
            )
        if like is not None:
            table().row(like)
            if name in QUERIES:
                raise Conflict(f"the question {name} has a row of its own in the table of who may do what")

        async def answer(asked: Any) -> Any:
            try:
                sight = self._sight_of(asked, like)
                await self._named.check(asked, sight)
                return await handler(asked, sight)
            except (Forbidden, NotFound) as error:
                if error.is_elsewhere or (isinstance(error, Forbidden) and error.key in ABOUT_THE_ASKER):
                    site = getattr(asked, "site", None)
                    self.denials.refused(error, action_of(asked), Way.NATS, who=asker(), at=site)
                raise

        answer_query(self.broker, query, answer)
        if query.service not in self._answering:
            self._answering[query.service] = {}
            answer_several(self.broker, query.service, self._answering[query.service])
        self._answering[query.service][query.query_name] = (query, answer)

    def _sight_of(self, asked: Query[Any], like: str | None) -> Sight:
        """Tell what of an answer the asker may see.

        Raises:
            Forbidden: nothing.
        """
        principal = asker()
        if like is not None and principal.id == f"system-{self.name}":
            return Sight(principal, like, sites=None, is_everywhere=True)  # its key is the service's own
        return sight_of(principal, like or action_of(asked), getattr(asked, "site", None))

    async def _where_is(self, originator_id: str) -> str | None:
        last = await self.ledger.reader.last(anywhere(originator_id))
        return None if last is None else parse(last.subject).site

    async def _sites(self) -> list[str]:
        subjects = await self.ledger.subjects(filter_of(stream="site"))
        return sorted(parse(subject).site for subject in subjects)

    def responds(self, make: Callable[[Client], Responder]) -> None:
        """Answer what a responder answers, on a connection of its own, from ready to stopped."""
        self._responders.append(make)

    def works(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run something beside the projections, from start to stop."""
        self._work.append(work)

    def measures(self, source: Source) -> None:
        """Give figures of its own to Prometheus, beside those of the views."""
        self._sources.append(source)

    async def _figures(self) -> list[Sample]:
        """Give the figures that every service has: its connections, its requests, its views."""
        found = [of_process(self.name), *of_connections(self._clients)]
        found += [figures.IN_FLIGHT.of(sum(each.in_flight for each in self._responding_now))]
        for instance in self._instances:
            found += await measured(instance, self.ledger, SystemClock())
        return found

    def works_while_leading(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run something that has effects elsewhere, in one of the service's instances at a time.

        It runs where the service's first view is led from, is cancelled when that ends, and is begun anew by
        the instance that takes over. Two may overlap for seconds where a connection was lost: what it does
        must bear a repeat.
        """
        self._leading_work.append(work)

    async def _while_leading(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do a work whenever this instance leads; one that has nothing more to do is not begun again.

        Raises:
            NotFound: the service keeps no view, whose lease would say which instance leads.
        """
        if not self._instances:
            raise NotFound(f"service {self.name} keeps no view, so none of its instances leads")
        while True:
            await self._instances[0].until(leading=True)
            working = asyncio.create_task(work())
            losing = asyncio.create_task(self._instances[0].until(leading=False))
            try:
                await asyncio.wait({working, losing}, return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    return working.result()
            finally:
                await ended([working, losing])

    async def until_moved(self, timeout_s: float) -> None:
        """Wait until a view of this service has moved and settled, or until a time is over.

        Arguments:
            timeout_s: seconds to wait, at most.
        """
        await self._moving.until_moved(timeout_s)

    async def view_statuses(self, _: ViewsQuery, __: Sight) -> ViewStatuses:
        """Answer how far this service's views are."""
        return await self.statuses()

    async def statuses(self, owed: Callable[[], Awaitable[int]] | None = None) -> ViewStatuses:
        """Tell how far this service's views are.

        Arguments:
            owed: counts the facts that follow from them and that are yet to be written, where there are such;
                from a view that is not whole nothing follows, and its state says so.
        """
        reports = [await status_of(runner, self.ledger, datetime.now(UTC)) for runner in self._runners]
        number = 0
        if owed is not None and all(report.is_whole for report in reports):
            with suppress(Unavailable):
                number = await owed()
        return ViewStatuses(views=tuple(reports), owed=number)

    async def is_caught_up(self) -> bool:
        """Tell whether the views have everything that is in the ledger; while it is away, they have not."""
        try:
            views = (await self.statuses()).views
        except Unavailable:
            return False
        return bool(views) and all(view.is_whole for view in views)

    def _runner(self, projection: Projection, store: Store) -> Runner:
        async def advanced(position: int) -> None:
            await self._moving.notice(self.ledger.client, projection.name, position)

        async def is_ahead(position: int) -> None:
            try:
                await self.caller.query(ViewAhead(view=projection.name, position=position))
            except AnswerableError as error:
                log.warning("intake.not_told", view=projection.name, position=position, reason=error.message)

        return Runner(projection, store, self.ledger, self.clock, advanced, is_ahead)

    async def _keep(self, instance: Instance) -> None:
        """Take part in keeping a view; one that stops on an event leaves the service answering."""
        try:
            await instance.run()
        except (Conflict, Corrupt) as error:
            log.warning("view.stopped", view=instance.runner.projection.name, error=error.message)

    @asynccontextmanager
    async def _responding(self) -> AsyncIterator[None]:
        """Run the responders; the ledger's feed and FastStream's queries do not share their connection."""
        if not self._responders:
            yield
            return
        name = f"{self.name}-requests"
        client = await connect(self._url, user=self._user, password=self._password, name=name)
        try:
            async with AsyncExitStack() as stack:
                self._clients[name] = client
                for make in self._responders:
                    self._responding_now.append(await stack.enter_async_context(make(client)))
                yield
        finally:
            await disconnect(client)

    async def run(self, stopped: asyncio.Event | None = None) -> None:
        """Start every part, and stop them all at SIGTERM, SIGINT, or the given event.

        Raises:
            AnswerableError: the ledger is not there or not what it must be.
        """
        stopped = stopped or stop_signal()
        self._ledger = await Ledger.open(
            self._url, user=self._user, password=self._password, name=f"{self.name}-ledger"
        )
        self._clients[f"{self.name}-ledger"] = self._ledger.client
        stack = AsyncExitStack()
        try:
            await stack.enter_async_context(exporting(self.settings.otlp_endpoint, self.name))
            found = await self._ledger.verify(may_lack=True)
            if found.lacking:
                log.error("ledger.lacking", events=found.lacking, of=found.last_sequence)
            for projection, store in self._projections:
                await asyncio.to_thread(refuse_taken, self.name, projection.name, store)
            self._runners = [self._runner(projection, store) for projection, store in self._projections]
            self._instances = [
                Instance(runner, self._ledger, self.clock, self.name) for runner in self._runners
            ]
            # Before queries are answered: who was told that the service is there may ask it for anything.
            await stack.enter_async_context(self._responding())
            await self.broker.start()
            tasks = [asyncio.create_task(self._keep(instance)) for instance in self._instances]
            tasks += [asyncio.create_task(work()) for work in self._work]
            tasks += [asyncio.create_task(self._while_leading(work)) for work in self._leading_work]
            tasks.append(asyncio.create_task(serve_metrics(self.settings, self._sources)))
            tasks.append(asyncio.create_task(self.denials.keep_sending(self.ledger.client)))
            log.info("service.started", service=self.name)
            waiting = asyncio.create_task(stopped.wait())
            await _first_failure_or_stop(tasks, waiting)
        finally:
            await stack.aclose()
            await end(self.broker)
            await self.denials.send(self._ledger.client)
            await self._ledger.close()
            for _, store in self._projections:
                store.close()
            log.info("service.stopped", service=self.name)


async def _first_failure_or_stop(tasks: Sequence[asyncio.Task[None]], waiting: asyncio.Task[bool]) -> None:
    """Wait until stopping is asked for; a part that fails ends the whole service, loudly."""
    open_tasks: set[asyncio.Task[Any]] = {*tasks, waiting}
    try:
        while not waiting.done():
            done, open_tasks = await asyncio.wait(open_tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    finally:
        await ended(open_tasks)
