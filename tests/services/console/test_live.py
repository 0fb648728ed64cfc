"""Live numbers: one look for all, pushed behind notices, not more often than it can be used."""

from __future__ import annotations

import asyncio
from itertools import count, pairwise

from pydantic_core import from_json

from answerable.errors import Unauthenticated, Unavailable
from answerable_services.console.live import Notices, Shared, event, stream


async def test_a_notice_wakes_who_waits() -> None:
    """Waiting ends with the notice and not with the time."""
    notices = Notices()
    waiting = asyncio.create_task(notices.wait(0, timeout_s=60))
    await notices.moved()
    assert await asyncio.wait_for(waiting, 5) == 1


async def test_a_notice_that_came_before_the_wait_is_not_lost() -> None:
    """Whoever has seen less than there is does not wait at all."""
    notices = Notices()
    await notices.moved()
    assert await asyncio.wait_for(notices.wait(0, timeout_s=60), 5) == 1


async def test_time_ends_a_wait_without_a_notice() -> None:
    """The heartbeat of a quiet day."""
    assert await Notices().wait(0, timeout_s=0.01) == 0


async def test_pages_that_look_at_once_share_one_look() -> None:
    """Twenty open pages ask the services once."""
    looks = count(1)

    async def look() -> int:
        return next(looks)

    shared = Shared[int](Notices(), every_s=60)
    assert await asyncio.gather(*(shared.get(look) for _ in range(20))) == [1] * 20


async def test_a_look_from_before_the_last_notice_is_not_used_again() -> None:
    """Else the last change before a quiet hour would be shown after it."""
    looks, notices = count(1), Notices()

    async def look() -> int:
        return next(looks)

    shared = Shared[int](notices, every_s=0.05)
    first = await shared.get(look)
    await notices.moved()
    assert (first, await shared.get(look)) == (1, 2)


async def test_looks_keep_their_distance() -> None:
    """However many notices there are, services are not asked more often than once in a while."""
    loop, taken, notices = asyncio.get_running_loop(), list[float](), Notices()

    async def look() -> None:
        taken.append(loop.time())

    shared = Shared[None](notices, every_s=0.05)
    for _ in range(3):
        await notices.moved()
        await shared.get(look)
    assert all(later - earlier >= 0.05 for earlier, later in pairwise(taken))


async def test_a_stream_pushes_at_once_behind_each_notice_and_ends_when_closed() -> None:
    """The first numbers need no notice; a closing server ends every stream."""
    numbers, notices = count(1), Notices()

    async def snapshot() -> dict[str, int]:
        return {"n": next(numbers)}

    parts = stream(notices, snapshot, heartbeat_s=60)
    assert await anext(parts) == b"retry: 2000\n\n"
    assert await anext(parts) == b'event: numbers\ndata: {"n":1}\nid: 1\n\n'
    await notices.moved()
    assert b'{"n":2}' in await asyncio.wait_for(anext(parts), 5)
    rest = asyncio.ensure_future(anext(parts, b"ended"))
    await notices.close()
    assert await asyncio.wait_for(rest, 5) == b"ended"


async def test_a_stream_goes_on_when_what_it_asks_is_back_and_ends_with_its_session() -> None:
    """What is away for a moment is pushed later; who is signed out hears no more."""
    notices = Notices()
    told: list[dict[str, int] | Exception] = [Unavailable("away"), {"n": 1}, Unauthenticated("over")]

    async def snapshot() -> dict[str, int]:
        found = told.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    parts = stream(notices, snapshot, heartbeat_s=0.01)
    assert [part.partition(b"\n")[0] async for part in parts] == [b"retry: 2000", b"event: numbers"]


def test_line_ends_inside_the_data_do_not_end_the_event() -> None:
    """HTML in the data has line ends; JSON writes them as escapes."""
    written = event("numbers", {"html": "a\n\nb\r\n"}, 3)
    lines = written.decode().split("\n")
    assert (lines[0], lines[2:]) == ("event: numbers", ["id: 3", "", ""])
    assert from_json(lines[1].removeprefix("data: ")) == {"html": "a\n\nb\r\n"}
