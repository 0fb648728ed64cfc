"""Reminders are given while the service that sends them is killed: nobody gets one twice."""

from __future__ import annotations

import asyncio
import base64
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from answerable.calendar import holidays_of
from answerable.queries import accounts as q
from answerable.rulebook import find
from answerable.streams.obligation.working_out import occurrence_of
from answerable.streams.reminder.commands import Give
from answerable.streams.rulebook.commands import Bind
from answerable_services.accounts.messages.outbox import TRIAL
from tests.services.accounts.messages.receivers import MailServer, Receiver, mail_server, receiver
from tests.services.accounts.served import AGENT, MANAGER, SITE, House, joined, running_house, until
from tests.soak import times

pytestmark = [pytest.mark.server, pytest.mark.slow]

PASSWORD = SecretStr("stapler under the warm bicycle")
SECRET = b"a secret of twenty-four b"
KILLS = times(4, "SOAK_KILLS", 20)
A_KILL = 4
"""Reminders that are given for each kill."""


def months(count: int) -> list[dict[str, Any]]:
    """Give what is owed in as many months that are over: their exams."""
    zone, holidays = ZoneInfo("Asia/Shanghai"), holidays_of("CN")
    declared = find("call-centre-80").obligation("monthly-exam")
    assert declared is not None
    assert declared.recurs is not None
    plan, found, first = declared.recurs.plan, [], date(2021, 1, 1)
    for _ in range(count):
        due_at = plan.due_at(first, zone, holidays)
        begun_at = datetime.combine(first, datetime.min.time(), zone).astimezone(UTC)
        found.append({"occurrence": occurrence_of(first), "begun_at": begun_at, "due_at": due_at})
        first = plan.next_period(first)
    return found


async def given(house: House, owed: list[dict[str, Any]]) -> None:
    async with house.commanding() as caller:
        for one in owed:
            told: dict[str, Any] = {
                "reminded": AGENT,
                "trigger": "not_done",
                "audience": 1,
                "rule": "monthly-exam",
            }
            await caller.command(Give(site=SITE, actor="system-callbacks", **told, **one))


async def sent(house: House) -> Counter[str]:
    """Count the messages by where they stand, but for the one to try."""
    with house.store() as accounts:
        rows = accounts.messages(after=None, limit=200)
    told = (row for row in rows if not row["event"].startswith(TRIAL))
    return Counter(f"{row['channel']} {row['state']}" for row in told)


@dataclass(frozen=True)
class Post:
    """A house that sends what people are reminded of, and who takes that."""

    house: House
    mail: MailServer
    system: Receiver


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with mail_server(tmp_path) as mail, receiver(SECRET) as system:
        settings: dict[str, Any] = {
            "ANSWERABLE_SMTP_URL": mail.url,
            "ANSWERABLE_SMTP_FROM": "reminders@answerable.example",
            "ANSWERABLE_HOOK_URL": system.url,
            "ANSWERABLE_HOOK_SECRET": f"whsec_{base64.b64encode(SECRET).decode()}",
            "ANSWERABLE_QUIET_HOURS": "",
        }
        with running_house(tmp_path / "data", **settings) as house:
            yield Post(house, mail, system)


async def _settled(house: House) -> None:
    """Bind the rulebook, and say where the agent's mail goes; one to try arrives."""
    async with house.commanding() as caller:
        long_ago = datetime(2020, 1, 1, 12, tzinfo=UTC)
        said = {"rulebook": "call-centre-80", "effective_from": "2020-01-01"}
        await caller.command(
            Bind.model_validate({"site": SITE, "actor": MANAGER, "occurred_at": long_ago, **said})
        )
    async with house.asking() as console:
        entered = await joined(house, console, AGENT, PASSWORD)
        assert entered.session is not None
        await console.query(q.SetMailAddress(session=entered.session, address="lin@centre.example"))
        await console.query(q.TryMail(session=entered.session))


@pytest.mark.whole
async def test_nobody_gets_one_twice(post: Post) -> None:
    """Each reminder is in the outbox once; mail arrives once or, where nobody knows, is not sent again."""
    house, owed = post.house, months(KILLS * A_KILL)
    await _settled(house)
    for number in range(KILLS):
        giving = asyncio.create_task(given(house, owed[number * A_KILL : (number + 1) * A_KILL]))
        await asyncio.sleep(0.05 + 0.11 * number % 0.4)
        await house.kill("accounts")
        await giving
    whole = len(owed)

    def is_settled(now: Counter[str]) -> bool:
        ended = ("sent", "uncertain", "under_way")
        return all(sum(now[f"{channel} {one}"] for one in ended) == whole for channel in ("mail", "hook"))

    found = await until(lambda: sent(house), is_settled)
    arrived = Counter(message_id for _, subject, message_id, _ in post.mail.taken() if "Not done" in subject)
    told = {message for message, _ in post.system.taken}

    assert max(arrived.values()) == 1
    assert found["mail sent"] <= len(arrived) <= whole
    assert found["hook sent"] <= len(told) <= whole
    assert post.system.forged == 0
    assert "lin@centre.example" not in house.said()
