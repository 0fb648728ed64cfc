"""The console's process against a real NATS server: asks, hears notices, stops cleanly."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from pydantic_core import from_json

from answerable.errors import Busy, NotFound
from answerable.identity import verifier_of
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.ledger import connect
from answerable.messaging.answering import answer_query, make_broker
from answerable.messaging.subjects import notice_subject
from answerable.queries import desk
from answerable.service import connection_of, keys_of
from answerable.settings import Settings
from answerable_services.console.main import run
from tests.services.console.entered import SESSION
from tests.services.console.given.centre import overview
from tests.services.console.signed_in import signed_in

pytestmark = pytest.mark.server


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
async def settings(tmp_path: Path) -> AsyncIterator[Settings]:
    server = EmbeddedServer(tmp_path)
    await server.start()
    try:
        yield Settings(data=tmp_path, console_port=free_port())
    finally:
        await server.stop()


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """Run the console until the block ends; it has to end by itself then."""
    stopped = asyncio.Event()
    console = asyncio.create_task(run(settings, stopped))
    base = f"http://127.0.0.1:{settings.console_port}"
    try:
        cookies = {"session": SESSION}
        async with httpx.AsyncClient(base_url=base, timeout=10, cookies=cookies) as client:
            async with asyncio.timeout(60):
                while not console.done():
                    try:
                        await client.get("/health")
                        break
                    except httpx.TransportError:
                        await asyncio.sleep(0.02)
            yield client
    finally:
        stopped.set()
        await asyncio.wait_for(console, 60)


async def test_pages_show_what_services_answer_over_nats(settings: Settings) -> None:
    """A question goes out as user `console`, its answer onto the page; who is silent is named."""
    url, user, password = connection_of(settings, "desk")
    broker = make_broker(
        url, verifier_of(keys_of(settings).directory), user=user, password=password, name="desk"
    )

    async def told(_: desk.Overview) -> desk.OverviewAnswer:
        return overview()

    answer_query(broker, desk.Overview, told)
    async with broker, signed_in(settings), running(settings) as browser:
        await broker.start()
        response = await browser.get("/overview")
    assert response.status_code == 200
    assert 'data-live="xm01.cases_open">38<' in response.text
    assert "answerable run scoring" in response.text


async def test_a_notice_of_a_view_is_pushed_to_open_pages(settings: Settings) -> None:
    """What a service says on `answerable.notice.<view>` arrives in the browser's stream of events."""
    url, user, password = connection_of(settings, "desk")
    service = await connect(url, user=user, password=password, name="service")
    pushed: list[dict[str, object]] = []
    async with (
        signed_in(settings),
        running(settings) as browser,
        browser.stream("GET", "/events") as events,
    ):
        assert events.headers["content-type"].startswith("text/event-stream")
        async with asyncio.timeout(60):
            async for line in events.aiter_lines():
                if line.startswith("data: "):
                    pushed.append(from_json(line.removeprefix("data: ")))
                    if len(pushed) == 2:
                        break
                    await service.publish(notice_subject("desk"), b"{}")
    await service.close()
    assert [set(one) for one in pushed] == [{"at", "numbers", "regions"}] * 2


@pytest.mark.parametrize(("trusted", "is_secure"), [("", False), ("127.0.0.0/8", True)])
async def test_a_proxy_is_believed_where_it_is_named(
    settings: Settings, trusted: str, *, is_secure: bool
) -> None:
    """That the browser came by https, which decides how cookies are set; anybody else could say so too."""
    behind = settings.model_copy(update={"trusted_proxies": trusted})
    async with running(behind) as browser:
        page = await browser.get("/sign-in", headers={"X-Forwarded-Proto": "https"})
    visit = page.headers["set-cookie"]
    assert (visit.startswith("__Host-visit="), "; Secure" in visit) == (is_secure, is_secure)


async def test_an_open_stream_does_not_keep_the_console_from_stopping(settings: Settings) -> None:
    """A browser tab that somebody left open is told to come back later."""
    async with (
        signed_in(settings),
        httpx.AsyncClient(timeout=10, cookies={"session": SESSION}) as tab,
    ):
        async with running(settings) as browser:
            request = tab.build_request("GET", browser.base_url.join("/events"))
            response = await tab.send(request, stream=True)
            assert response.status_code == 200
            await anext(response.aiter_lines())
        await response.aclose()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_process_without_a_word_of_failure(
    settings: Settings, number: signal.Signals
) -> None:
    """What starts and stops services asks nicely, and the exit status says that all went well."""
    program = (
        "import asyncio; from answerable.settings import Settings; "
        "from answerable_services.console.main import run; "
        "asyncio.run(run(Settings()))"
    )
    environment = os.environ | {
        "ANSWERABLE_DATA": str(settings.data),
        "ANSWERABLE_CONSOLE_PORT": str(settings.console_port),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, env=environment, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(60), httpx.AsyncClient() as client:
            while True:
                try:
                    await client.get(f"http://127.0.0.1:{settings.console_port}/health")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
            process.send_signal(number)
            _, said = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert (process.returncode, b"Traceback" in said) == (0, False)


async def test_a_port_in_use_is_said_with_the_variable_that_changes_it(settings: Settings) -> None:
    """And nothing is left behind."""
    with (
        socket.create_server(("127.0.0.1", settings.console_port)),
        pytest.raises(Busy, match="ANSWERABLE_CONSOLE_PORT"),
    ):
        await run(settings, asyncio.Event())


async def test_without_an_installation_it_says_so(tmp_path: Path) -> None:
    """A data directory that nothing runs on has no server to ask."""
    with pytest.raises(NotFound):
        await run(Settings(data=tmp_path, console_port=0), asyncio.Event())
