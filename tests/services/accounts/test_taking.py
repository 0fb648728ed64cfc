"""Taking over what is to be told: once an hour, bounded, and each exactly once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from answerable.clock import FixedClock
from answerable.commands.base import Command, Receipt
from answerable.errors import NotFound, Unavailable
from answerable.identity import MachineTokens, Principal
from answerable.messaging.denials import Denied, DeniedTimes, Report, TokenSeen
from answerable.streams.account import commands as c
from answerable.streams.account.events import Denial, Way
from answerable.streams.site.events import Opened
from answerable_services.accounts import taking
from answerable_services.accounts.register import Register
from answerable_services.accounts.service import Accounts
from answerable_services.accounts.telling import Teller
from answerable_services.accounts.tellings import TokenRevoked
from tests.identity.proofs import credential
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.accounts.given import AGENT, HOUR, LEAD, MANAGER, MINUTE, Hands

SITE = "xm01"
SITES_TIME = datetime(2016, 3, 10, 2, tzinfo=UTC)


class Intake:
    """Takes commands, or is killed before it answers, or is away."""

    def __init__(self) -> None:
        self.heard: list[tuple[str | None, Command]] = []
        self.fails: Exception | None = None

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        if isinstance(self.fails, Unavailable):
            raise self.fails
        self.heard.append((key, command))
        if self.fails is not None:
            raise self.fails
        return Receipt(command=command.command_name, id="account-1", version=1, events=())

    @property
    def recorded(self) -> list[Command]:
        """What is on record: of the same key once."""
        return list(dict(self.heard).values())


class Killed(Exception):
    """The process is gone behind intake's answer."""


def register(*, is_open: bool = True) -> Register:
    found = Register(FixedClock(SITES_TIME))
    if is_open:
        found.take(
            Opened(
                originator_id=f"site-{SITE}",
                originator_version=1,
                site=SITE,
                occurred_at=datetime(2010, 1, 1, tzinfo=UTC),
                recorded_at=datetime(2010, 1, 1, tzinfo=UTC),
                actor="system-setup",
                causation_id="x",
                correlation_id="x",
                name_zh="厦门",
                name_en="Xiamen",
                timezone="Asia/Shanghai",
                country="CN",
            )
        )
    return found


def teller(accounts: Accounts, hands: Hands, intake: Intake, *, is_open: bool = True) -> Teller:
    return Teller(
        accounts,
        register(is_open=is_open),
        sites_clock=FixedClock(SITES_TIME),
        machine=hands,
        caller=lambda: intake,
    )


def report(*who: str | None, times: int = 1, action: str = "case.open", address: str = "") -> Report:
    return Report(
        denied=tuple(
            DeniedTimes(
                denied=Denied(
                    who=one, action=action, denial=Denial.ROLE, way=Way.HTTP, at="zz99", address=address
                ),
                times=times,
            )
            for one in who
        )
    )


class Everywhere:
    async def test_what_is_alike_is_told_at_once_and_then_once_an_hour(
        self, accounts: Accounts, hands: Hands
    ) -> None:
        """The first time is on record now; what came behind it is one more event with its count."""
        intake = Intake()
        telling = teller(accounts, hands, intake)
        accounts.take_down("intake", report(AGENT))
        assert await telling.tell() == 1
        for _ in range(50):
            accounts.take_down("intake", report(AGENT, LEAD))
        assert await telling.tell() == 1
        hands.on(HOUR - MINUTE)
        assert await telling.tell() == 0
        hands.on(MINUTE)
        assert await telling.tell() == 1
        told = [one for one in intake.recorded if isinstance(one, c.DenyAttempt)]
        assert [(one.who, one.times) for one in told] == [(AGENT, 1), (LEAD, 50), (AGENT, 50)]
        assert {(one.at, one.site, one.part) for one in told} == {(None, SITE, "intake")}
        assert told[0].occurred_at == SITES_TIME

    async def test_there_are_so_many_an_hour(
        self, accounts: Accounts, hands: Hands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """However many are refused; and what nobody proved keeps nothing of somebody's off the record."""
        monkeypatch.setattr(taking, "MOST_AN_HOUR", {"of ": 4, "nobody": 3})
        intake = Intake()
        telling = teller(accounts, hands, intake)
        for n in range(30):
            accounts.take_down("intake", report(None, address=f"10.0.{n}.*"))
            accounts.take_down("intake", report(f"staff-{n}"))
        accounts.set_name(AGENT, "N", by=MANAGER)
        assert await telling.tell() == 8
        assert await telling.tell() == 0
        hands.on(HOUR)
        assert await telling.tell() == 7
        assert sum(isinstance(one, c.ChangeName) for one in intake.recorded) == 1

    async def test_a_flood_of_one_keeps_nobody_else_off_the_record(
        self, accounts: Accounts, hands: Hands
    ) -> None:
        """So many of one person, then one more that says how many; who came behind them is told at once."""
        intake = Intake()
        telling = teller(accounts, hands, intake)
        for n in range(250):
            action = f"case.{'abcdefghij'[n % 10]}{'abcdefghij'[n // 10 % 10]}{'abcdefghij'[n // 100]}"
            accounts.take_down("intake", report(AGENT, action=action))
        accounts.take_down("intake", report(LEAD))
        assert await telling.tell() == taking.MOST_EACH + 2
        told = [one for one in intake.recorded if isinstance(one, c.DenyAttempt)]
        assert [one.action for one in told if one.who == LEAD] == ["case.open"]
        theirs = {one.action: one.times for one in told if one.who == AGENT}
        assert theirs["unknown"] == 250 - taking.MOST_EACH
        assert len(theirs) == taking.MOST_EACH + 1

    async def test_killed_in_between_nothing_is_doubled_or_lost(
        self, accounts: Accounts, hands: Hands
    ) -> None:
        """The same command is given again, word for word and under the same key."""
        intake = Intake()
        accounts.take_down("desk", report(AGENT, times=3))
        intake.fails = Killed()
        for _ in range(3):
            with pytest.raises(Killed):
                await teller(accounts, hands, intake).tell()
            hands.on(MINUTE)
        accounts.take_down("desk", report(AGENT))
        intake.fails = None
        assert await teller(accounts, hands, intake).tell() == 1
        assert len(intake.heard) == 4
        (one,) = intake.recorded
        assert isinstance(one, c.DenyAttempt)
        assert one.times == 3
        hands.on(HOUR)
        assert await teller(accounts, hands, intake).tell() == 1

    async def test_it_waits_for_intake_and_for_a_site(self, accounts: Accounts, hands: Hands) -> None:
        """Nothing is lost meanwhile, and what intake will never take holds up nothing else."""
        intake = Intake()
        accounts.forget_name(AGENT, by=MANAGER)
        accounts.set_name(AGENT, "N", by=MANAGER)
        assert await teller(accounts, hands, intake, is_open=False).tell() == 0
        intake.fails = Unavailable("away")
        with pytest.raises(Unavailable):
            await teller(accounts, hands, intake).tell()
        intake.fails = NotFound("no such person")
        telling = teller(accounts, hands, intake)
        assert await telling.tell() == 0
        intake.fails = None
        accounts.set_name(LEAD, "M", by=MANAGER)
        assert await telling.tell() == 1
        assert await teller(accounts, hands, intake).tell() == 1

    async def test_tokens_are_told_of_once(self, accounts: Accounts, hands: Hands, tmp_path: Path) -> None:
        """That one was made, revoked, and used from a new address: each once, from the first time on."""
        credential(tmp_path / "identity", Principal(id=AGENT))()
        tokens = MachineTokens(tmp_path / "identity")
        made, _ = tokens.create("pbx", ("contact.*",), (SITE,), 30)
        intake = Intake()
        telling = teller(accounts, hands, intake)
        hands.at = made.made_at
        accounts.compare_tokens(tokens.all())
        assert await telling.tell() == 0  # who asks the accounts is told of by them, with who it was
        hands.on(MINUTE)
        for _ in range(2):
            accounts.compare_tokens(tokens.all())
        seen = [
            TokenSeen(who=made.principal, token=made.id, address=address)
            for address in ("10.0.0.*", "10.0.1.*")
        ]
        for _ in range(2):
            accounts.take_down("intake", Report(seen=tuple(seen)))
        tokens.revoke(made.id)
        accounts.tell(TokenRevoked(made.id, made.principal, hands.at, MANAGER))
        for _ in range(2):
            hands.on(MINUTE)
            accounts.compare_tokens(tokens.all())
        assert await telling.tell() == 4
        first = intake.recorded[0]
        assert isinstance(first, c.CreateToken)
        assert (first.who, first.days, first.sites) == ("machine-pbx", 30, (SITE,))
        assert [one.command_name for one in intake.recorded[1:]] == [
            "account.use_token_elsewhere",
            "account.use_token_elsewhere",
            "account.revoke_token",
        ]
        last = intake.recorded[-1]
        assert isinstance(last, c.RevokeToken)
        assert last.done_by == MANAGER


class TestSqlite(OnSqlite, Everywhere):
    pass


class TestPostgresql(OnPostgresql, Everywhere):
    pass
