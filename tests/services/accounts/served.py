"""Accounts as they are served: a server, intake and the service as processes, and who asks them."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import SecretStr

from answerable.clock import SystemClock
from answerable.errors import NotFound, Unavailable
from answerable.events.cloudevents import decode
from answerable.identity import Principal, verifier_of
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.ledger import Ledger, connect, disconnect
from answerable.messaging.client import Caller
from answerable.queries import accounts as q
from answerable.queries.base import Query
from answerable.queries.intake import Writing
from answerable.settings import Settings
from answerable.streams.site.commands import Open
from answerable.streams.staff.commands import Hire
from answerable.streams.staff.events import Role
from answerable_services.accounts.service import Accounts, open_accounts
from tests.identity.proofs import Asking, credential
from tests.services.cli.running import environment
from tests.services.forked import Forked

SITE = "xm01"
MANAGER, AGENT, STRANGER = "staff-manager", "staff-agent", "staff-nobody"
_EMPLOYED = ((MANAGER, Role.MANAGER), (AGENT, Role.AGENT))
HERE = q.Where(address="203.0.113.77", agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0")
WITHIN_S = 30.0

A = TypeVar("A")


@dataclass(frozen=True)
class House:
    """A running installation with intake and the accounts.

    Arguments:
        data: its directory.
        endpoint: its server.
        logs: of its services.
        intake_port: where intake takes commands by HTTP.
        processes: its services, by name.
        variables: their environment.
    """

    data: Path
    endpoint: Endpoint
    logs: tuple[Path, ...]
    intake_port: int
    processes: dict[str, Forked]
    variables: Mapping[str, str]

    async def kill(self, service: str) -> None:
        """Kill a service without a word, and start it again."""
        process = self.processes[service]
        process.kill()
        await process.wait()
        log = next(path for path in self.logs if path.stem == service)
        self.processes[service] = Forked(service, log, self.variables)

    @property
    def keys(self) -> Path:
        return self.data / "identity"

    @asynccontextmanager
    async def asking(self, who: str = "system-console", user: User = User.CONSOLE) -> AsyncIterator[Caller]:
        """Ask as a part of the system, or as a person."""
        client = await connect(
            self.endpoint.url, user=user, password=self.endpoint.passwords[user], name="test"
        )
        try:
            yield Caller(client, credential(self.keys, who))
        finally:
            await disconnect(client)

    @asynccontextmanager
    async def commanding(self) -> AsyncIterator[Asking]:
        """Send commands as whoever they name."""
        client = await connect(
            self.endpoint.url, user=User.CLI, password=self.endpoint.passwords[User.CLI], name="test"
        )
        try:
            yield Asking(client, self.keys)
        finally:
            await disconnect(client)

    @contextmanager
    def store(self) -> Iterator[Accounts]:
        """Open the store beside the service."""
        accounts = open_accounts(Settings(data=self.data), SystemClock())
        try:
            yield accounts
        finally:
            accounts.close()

    def principal_of(self, authorization: str) -> Principal:
        """Tell whom a service takes a token for."""
        return verifier_of(self.keys).from_header(authorization)

    def said(self) -> str:
        """Give everything that the services have logged."""
        return "".join(path.read_text(encoding="utf-8") for path in self.logs)


async def until(ask: Callable[[], Awaitable[A]], holds: Callable[[A], bool]) -> A:
    """Ask until the answer is the one that is waited for."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            found = await ask()
            if holds(found):
                return found
            await asyncio.sleep(0.02)


async def until_there(caller: Caller, query: Query[Any]) -> Any:
    """Ask until somebody answers."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            try:
                return await caller.query(query)
            except Unavailable:
                await asyncio.sleep(0.02)


async def people(caller: Caller) -> None:
    """Open a site, and employ a manager and an agent."""
    long_ago: dict[str, Any] = {
        "site": SITE,
        "actor": "system-setup",
        "occurred_at": datetime(2020, 1, 1, tzinfo=UTC),
    }
    await caller.command(Open(**long_ago, name_zh="厦门", name_en="Xiamen"))
    for person, role in _EMPLOYED:
        await caller.command(
            Hire(**long_ago, staff=person, role=role, team="hotline", hired_on=date(2020, 1, 1))
        )


async def _prepare(server: EmbeddedServer) -> Endpoint:
    endpoint = await server.start()
    operator = await Ledger.open(
        endpoint.url, user=User.OPERATOR, password=endpoint.passwords[User.OPERATOR], name="operator"
    )
    await operator.install()
    await operator.close()
    return endpoint


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def running_house(data: Path, *, inhabited: bool = True, **settings: str) -> Iterator[House]:
    """Run a server, intake and the accounts as processes, with everything logged."""
    server = EmbeddedServer(data)
    port = _free_port()
    variables = environment(
        **{
            "ANSWERABLE_DATA": str(data),
            "ANSWERABLE_INTAKE_PORT": str(port),
            "ANSWERABLE_LOG_LEVEL": "debug",
            **settings,
        }
    )
    logs = tuple(data.parent / f"{name}.log" for name in ("intake", "accounts"))
    with asyncio.Runner() as runner:
        endpoint = runner.run(_prepare(server))
        processes = {path.stem: Forked(path.stem, path, variables) for path in logs}
        try:
            house = House(data, endpoint, logs, port, processes, variables)
            runner.run(_settle(house, inhabited=inhabited))
            yield house
        finally:
            for process in processes.values():
                process.end()
            runner.run(server.stop())


async def _settle(house: House, *, inhabited: bool) -> None:
    async with house.commanding() as caller:
        await until_there(caller, q.State())
        await until_there(caller, Writing())
        if not inhabited:
            return
        await people(caller)
    await until_read(house)


async def until_read(house: House) -> None:
    """Wait until the accounts have read of everybody on the register of staff."""
    async with house.commanding() as caller:
        await until_there(caller, q.State())
        await until(lambda: caller.query(q.State()), lambda state: state.people == len(_EMPLOYED))


async def joined(house: House, caller: Caller, person: str, password: SecretStr) -> q.Entered:
    """Let somebody set a password with a link; give what they came in with."""
    with house.store() as accounts:
        with suppress(NotFound):
            accounts.close_account(person, by="system-cli")
        link = accounts.invite(person, by="system-cli")
    return await caller.query(q.AcceptLink(link=link.secret, password=password, where=HERE))


@asynccontextmanager
async def _reading(house: House) -> AsyncIterator[Ledger]:
    ledger = await Ledger.open(
        house.endpoint.url, user=User.CLI, password=house.endpoint.passwords[User.CLI], name="test"
    )
    try:
        yield ledger
    finally:
        await ledger.close()


async def bodies(house: House) -> list[bytes]:
    """Give every event of the ledger as it is stored."""
    async with _reading(house) as ledger:
        found: list[bytes] = []
        async with ledger.follow() as feed, aclosing(feed.batches(idle_s=0.1)) as batches:
            async for batch in batches:
                found += [message.body for message in batch]
                if feed.unread == 0:
                    break
        return found


async def on_record(house: House) -> list[Any]:
    """Give every fact about credentials."""
    found = [decode(body) for body in await bodies(house)]
    return [one for one in found if one.stream == "account"]


async def until_on_record(house: House, is_it: Callable[[Any], bool]) -> Any:
    """Wait until a fact is on record."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            for one in await on_record(house):
                if is_it(one):
                    return one
            await asyncio.sleep(0.1)
