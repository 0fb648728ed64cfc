"""The console before real accounts in this process: their library and what answers for it, over no bus."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx
from argon2.profiles import CHEAPEST
from pydantic import BaseModel, SecretStr

from answerable.commands.base import Command, Receipt
from answerable.errors import Refused
from answerable.identity import Keys, MachineTokens, Owner, Principal, Verifier
from answerable.identity.sight import sight_of
from answerable.queries import accounts as q
from answerable.queries.base import Query
from answerable.settings import Settings
from answerable.streams.staff.events import Hired, Left, Role
from answerable_services.accounts.answering import Work
from answerable_services.accounts.answers import Answers
from answerable_services.accounts.calendar_answers import CalendarAnswers
from answerable_services.accounts.looking_after import check_link
from answerable_services.accounts.main import desk_of
from answerable_services.accounts.message_answers import MessageAnswers
from answerable_services.accounts.messages.hook import hook_of
from answerable_services.accounts.messages.mail import mail_server
from answerable_services.accounts.messages.sending import Ways
from answerable_services.accounts.office import Door
from answerable_services.accounts.passkey_answers import PasskeyAnswers
from answerable_services.accounts.passwords import Hasher
from answerable_services.accounts.provider_answers import ProviderAnswers
from answerable_services.accounts.register import Register
from answerable_services.accounts.relying_party import relying_party
from answerable_services.accounts.second_factor import code_at, step_at
from answerable_services.accounts.service import Accounts, open_accounts
from answerable_services.accounts.token_answers import TokenAnswers
from answerable_services.console.app import create_app
from answerable_services.console.asking import Giver
from answerable_services.console.forgery import FIELD
from answerable_services.console.live import Notices
from tests.services.accounts.opened import GOOD, HERE, signed_in
from tests.services.console.entered import PATIENT
from tests.services.console.given.moments import CLOCK
from tests.services.console.sample import FakeCaller

A = TypeVar("A", bound=BaseModel)

AGENT, MANAGER, GENERAL = "staff-12", "staff-1", "staff-2"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ROLES = {AGENT: Role.AGENT, MANAGER: Role.MANAGER, GENERAL: Role.GENERAL_MANAGER}


class Known(Register):
    """A register that was read."""

    def is_whole(self) -> bool:
        """Tell that everything was read."""
        return True


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 30, 2, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def seconds(self) -> float:
        return self.at.timestamp()


class Asked(Giver):
    """Asks as somebody: what was asked, and with which proof."""

    def __init__(self, house: House, credential: Callable[[], str]) -> None:
        self._house = house
        self._credential = credential

    async def query(self, query: Query[A]) -> A:
        return await self._house.as_person(query, self._credential())  # type: ignore[no-any-return]

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        raise Refused(f"{command.command_name} is not carried out here, with the key {key}")


@dataclass
class _Collector:
    """Takes handlers as a service does.

    Arguments:
        handlers: where they go.
    """

    handlers: dict[type[Query[Any]], Any]

    def answers(self, query: type[Query[Any]], handler: Any) -> None:
        """Take one."""
        self.handlers[query] = handler


@dataclass
class House:
    """The accounts, the services' stand-in, and what the console asks them over.

    Arguments:
        accounts: the library.
        answers: what answers for it.
        services: everybody else.
        clock: the machine's.
        verifier: tells who brings a token.
        register: who is employed, and as what.
    """

    accounts: Accounts
    answers: Answers
    services: FakeCaller
    clock: Hands
    verifier: Verifier
    register: Register

    def __post_init__(self) -> None:
        self.notices = Notices()
        self.proofs: list[str] = []
        self.asked: list[Query[Any]] = []
        self.handlers: dict[type[Query[Any]], Any] = {}
        self.answers.register_with(_Collector(self.handlers))  # type: ignore[arg-type]  # takes what a service does
        self.app = create_app(self, self.notices, CLOCK, PATIENT, machine=self.clock)

    def proved_by(self, credential: Callable[[], str]) -> Asked:
        """Ask as a person."""
        return Asked(self, credential)

    async def as_person(self, query: Query[Any], credential: str) -> Any:
        """Answer a person: the accounts by what they may, everybody else by the table of the stand-in."""
        self.proofs.append(credential)
        if query.service != "accounts":
            return await self.services.query(query)
        principal = self.verifier.from_header(credential)
        sight = sight_of(principal, f"accounts.{query.query_name}", getattr(query, "site", None))
        return await self.handlers[type(query)](query, sight)

    async def query(self, query: Query[Any]) -> Any:
        """Answer the console itself, which asks the accounts alone."""
        self.asked.append(query)
        sight = sight_of(Principal(id="system-console"), f"accounts.{query.query_name}")
        answer = getattr(self.answers, query.query_name, None) or self.handlers[type(query)]
        return await answer(query, sight)

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        raise Refused(f"{command.command_name} is not carried out here, with the key {key}")

    def counted(self, query: type[Query[Any]]) -> int:
        """Tell how often something was asked of the accounts."""
        return sum(isinstance(one, query) for one in self.asked)

    def joined(self, person: str) -> None:
        """Let somebody have a password."""
        made = self.accounts.invite(person, by="system-cli")
        signed_in(self.accounts.accept(made.secret, GOOD, HERE))

    def leaves(self, person: str) -> None:
        """Let somebody have left long ago."""
        left = Left(**_recorded(person, 2), left_on=date(2024, 1, 31))
        self.register.take(left)

    def with_second_factor(self, person: str) -> SecretStr:
        """Let somebody have a password and a second factor; give its secret."""
        made = self.accounts.invite(person, by="system-cli")
        own = signed_in(self.accounts.accept(made.secret, GOOD, HERE))
        offer = self.accounts.offer_second_factor(own.secret, GOOD, HERE)
        self.accounts.set_second_factor(own.secret, code_at(offer.secret, step_at(self.clock.at)), HERE)
        self.clock.at += timedelta(minutes=1)
        return offer.secret

    @asynccontextmanager
    async def browser(self, base: str = "http://localhost") -> AsyncIterator[Browser]:
        """Open a browser that nobody is signed in with."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        headers = {"accept-language": "en"}
        async with httpx.AsyncClient(transport=transport, base_url=base, headers=headers) as client:
            yield Browser(client, base)


@dataclass
class Browser:
    """A browser without a screen: it keeps cookies, and says where a form comes from.

    Arguments:
        client: what sends.
        base: where the console is.
    """

    client: httpx.AsyncClient
    base: str

    async def get(self, path: str) -> httpx.Response:
        """Ask for a page."""
        return await self.client.get(path)

    async def token(self, path: str) -> str:
        """Give the token of a page's forms."""
        found = re.search(rf'name="{FIELD}" value="([^"]+)"', (await self.get(path)).text)
        assert found is not None
        return found[1]

    async def send(self, path: str, page: str | None = None, /, **said: str) -> httpx.Response:
        """Send a form of a page, which is at the same address where no other is named."""
        token = await self.token(page or path)
        return await self.client.post(path, data={FIELD: token, **said}, headers={"origin": self.base})

    async def sign_in(self, person: str = AGENT, to: str = "/sign-in") -> httpx.Response:
        """Sign in with the good password."""
        return await self.send(to, name=person, password=GOOD.get_secret_value())

    async def sign_out(self) -> httpx.Response:
        """Press the button in the page's head."""
        return await self.send("/sign-out", "/cases")

    @property
    def cookies(self) -> dict[str, str]:
        """Every cookie that it keeps, by name."""
        return {cookie.name: cookie.value or "" for cookie in self.client.cookies.jar}


def _recorded(person: str, version: int) -> dict[str, Any]:
    """Give what every event of somebody has."""
    return {
        "originator_id": person,
        "originator_version": version,
        "site": "xm01",
        "occurred_at": LONG_AGO,
        "recorded_at": LONG_AGO,
        "actor": "system-setup",
        "causation_id": "test",
        "correlation_id": "correlation-1",
    }


@contextmanager
def house_in(data: Path, *, is_sample: bool = False, settings: Settings | None = None) -> Iterator[House]:
    """Open a house of three people: an agent and a manager of one site, and the general manager."""
    clock = Hands()
    register = Known(clock)
    for person, role in ROLES.items():
        register.take(Hired(**_recorded(person, 1), role=role, team="hotline", hired_on=date(2020, 1, 1)))
    keys = Keys(data / "identity")
    keys.make()
    told = settings or Settings(data=data)
    door = Door(register.admit, partial(check_link, register), is_sample, relying_party(told))
    accounts = open_accounts(Settings(data=data), clock, hasher=Hasher(CHEAPEST), door=door)
    try:
        with Work() as work:
            desk = desk_of(told, accounts, register)
            tokens = MachineTokens(keys.directory, clock.seconds)
            ways = Ways(mail_server(told), hook_of(told), told.pages, register.zone_of)
            more = (
                *MessageAnswers(accounts, ways, accounts.sender(ways, clock), work).handlers,
                *ProviderAnswers(
                    register, desk, work, passwords=told.local_passwords, passkeys=accounts.passkeys_at
                ).handlers,
                *PasskeyAnswers(accounts, register, work).handlers,
                *TokenAnswers(accounts, tokens, work).handlers,
                *CalendarAnswers(
                    accounts, register, lambda: keys.of(Owner.ACCOUNTS), work, now=clock.seconds
                ).handlers,
            )
            verifier = Verifier(keys.trusted, is_revoked=tokens.is_revoked, now=clock.seconds)
            answers = Answers(
                accounts,
                register,
                lambda: keys.of(Owner.ACCOUNTS),
                work=work,
                is_sample=is_sample,
                passwords=told.local_passwords,
                more=more,
                now=clock.seconds,
            )
            yield House(accounts, answers, FakeCaller(), clock, verifier, register)
    finally:
        accounts.close()


__all__ = ["AGENT", "GENERAL", "MANAGER", "Browser", "House", "house_in", "q"]
