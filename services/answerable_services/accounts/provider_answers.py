"""What is asked of the accounts about the identity provider, answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Self, TypeVar

from pydantic import SecretStr

from answerable.identity.sight import Sight
from answerable.messaging.answering import asker
from answerable.queries import accounts as q
from answerable.service import Service
from answerable_services.accounts import refusals
from answerable_services.accounts.answers import entered, let_in, place_of
from answerable_services.accounts.provider_tickets import Returned
from answerable_services.accounts.register import Register
from answerable_services.accounts.service import Accounts

if TYPE_CHECKING:
    from answerable_services.accounts.provider_desk import ProviderDesk

_AT_ONCE = 8

A = TypeVar("A")


class ProviderAnswers:
    """Answers what is asked about the ways in, and lets people in by the identity provider.

    Arguments:
        accounts: the store.
        register: who works where.
        desk: where people come in by the provider; None where none is set up.
        passwords: whether people sign in with a password that is kept here.
    """

    def __init__(
        self, accounts: Accounts, register: Register, desk: ProviderDesk | None, *, passwords: bool
    ) -> None:
        self._accounts = accounts
        self._register = register
        self._found = desk
        self._passwords = passwords
        # Whoever waits for the provider keeps nobody else waiting.
        self._waiting = ThreadPoolExecutor(_AT_ONCE, "provider")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._waiting.shutdown(wait=True, cancel_futures=True)

    def register_with(self, service: Service) -> None:
        """Let a service answer all of it.

        Arguments:
            service: which.
        """
        service.answers(q.WaysIn, let_in(self.ways_in))
        service.answers(q.BeginProvider, let_in(self.begin))
        service.answers(q.ReturnFromProvider, let_in(self.come_back))
        service.answers(q.LeaveProvider, let_in(self.leave))
        service.answers(q.UnbindProvider, let_in(self.unbind))

    @property
    def _desk(self) -> ProviderDesk:
        if self._found is None:
            raise refusals.no_provider()
        return self._found

    async def _wait(self, work: Callable[[], A]) -> A:
        return await asyncio.get_running_loop().run_in_executor(self._waiting, work)

    async def ways_in(self, query: q.WaysIn, _: Sight) -> q.Ways:
        """Say how people sign in here."""
        del query
        return q.Ways(passwords=self._passwords, provider=None if self._found is None else self._found.title)

    async def begin(self, query: q.BeginProvider, _: Sight) -> q.ProviderBegun:
        """Begin a sign-in at the provider.

        Raises:
            NotFound: there is none.
            Unavailable: it does not answer.
        """
        del query
        begun, address = await self._wait(self._desk.begin)
        return q.ProviderBegun(address=SecretStr(address), ticket=begun.ticket, expires_at=begun.expires_at)

    async def come_back(self, query: q.ReturnFromProvider, _: Sight) -> q.Entered:
        """Let somebody in who comes back from the provider."""
        self._register.check_read()
        desk = self._desk
        returned = Returned(
            query.ticket, query.state.get_secret_value(), query.code, query.error, query.issuer
        )
        where = place_of(query.where)
        return entered(await self._wait(lambda: desk.come_back(returned, where, replaces=query.replaces)))

    async def leave(self, query: q.LeaveProvider, _: Sight) -> q.ProviderLeft:
        """Say where somebody signs out at the provider."""
        desk = self._found
        address = None if desk is None else await self._wait(lambda: desk.leads_out(query.session))
        return q.ProviderLeft(address=address)

    async def unbind(self, query: q.UnbindProvider, sight: Sight) -> q.Done:
        """Let a manager of their site say that the provider means somebody else by a person from now on.

        Raises:
            Forbidden: they work where the asker may not, or are the asker.
        """
        self._register.check_read()
        sight.at(self._register.site_of(query.person))
        by = asker().id
        await self._wait(lambda: self._accounts.unbind_provider(query.person, by=by))
        return q.Done()
