"""What is asked of the accounts about the ways in, and about the identity provider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import SecretStr

from answerable.identity.sight import Sight
from answerable.queries import accounts as q
from answerable_services.accounts import refusals
from answerable_services.accounts.answering import Handler, Work, entered, place
from answerable_services.accounts.provider_tickets import Returned
from answerable_services.accounts.register import Register

if TYPE_CHECKING:
    from answerable_services.accounts.provider_desk import ProviderDesk


class ProviderAnswers:
    """Says which ways in there are, and lets people in by the identity provider where there is one.

    Arguments:
        register: who works here.
        desk: where people come in by the provider; None where none is set up.
        work: waits for it outside of the event loop.
        passwords: whether people sign in with a password that is kept here.
        passkeys: the origin of the pages on which passkeys are good; None where there are none.
    """

    def __init__(
        self,
        register: Register,
        desk: ProviderDesk | None,
        work: Work,
        *,
        passwords: bool,
        passkeys: str | None = None,
    ) -> None:
        self._register = register
        self._found = desk
        self._work = work
        self._passwords = passwords
        self._passkeys = passkeys

    @property
    def handlers(self) -> tuple[Handler, ...]:
        """What is answered, and how."""
        return (
            (q.WaysIn, self.ways_in),
            (q.BeginProvider, self.begin),
            (q.ReturnFromProvider, self.come_back),
            (q.LeaveProvider, self.leave),
        )

    @property
    def _desk(self) -> ProviderDesk:
        if self._found is None:
            raise refusals.no_provider()
        return self._found

    async def ways_in(self, query: q.WaysIn, _: Sight) -> q.Ways:
        """Say how people sign in here."""
        del query
        provider = None if self._found is None else self._found.title
        return q.Ways(passwords=self._passwords, provider=provider, passkeys_at=self._passkeys)

    async def begin(self, query: q.BeginProvider, _: Sight) -> q.ProviderBegun:
        """Begin a sign-in at the provider.

        Raises:
            NotFound: there is none.
            Unavailable: it does not answer.
        """
        del query
        begun, address = await self._work.wait(self._desk.begin)
        return q.ProviderBegun(address=SecretStr(address), ticket=begun.ticket, expires_at=begun.expires_at)

    async def come_back(self, query: q.ReturnFromProvider, _: Sight) -> q.Entered:
        """Let somebody in who comes back from the provider."""
        self._register.check_read()
        desk, where = self._desk, place(query.where)
        state = query.state.get_secret_value()
        returned = Returned(query.ticket, state, query.code, query.error, query.issuer)
        return entered(
            await self._work.wait(lambda: desk.come_back(returned, where, replaces=query.replaces))
        )

    async def leave(self, query: q.LeaveProvider, _: Sight) -> q.ProviderLeft:
        """Say where somebody signs out at the provider."""
        desk = self._found
        address = None if desk is None else await self._work.wait(lambda: desk.leads_out(query.session))
        return q.ProviderLeft(address=address)
