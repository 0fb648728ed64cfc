"""What is asked of the accounts about passkeys."""

from __future__ import annotations

from pydantic import SecretStr

from answerable.identity.sight import Sight
from answerable.queries import accounts as q
from answerable_services.accounts.answering import Handler, Work, entered, place
from answerable_services.accounts.by_passkey import Begun
from answerable_services.accounts.register import Register
from answerable_services.accounts.service import Accounts


class PasskeyAnswers:
    """Lets people in with a passkey, and lets them add and remove theirs.

    Arguments:
        accounts: the store.
        register: who works here.
        work: does it outside of the event loop.
    """

    def __init__(self, accounts: Accounts, register: Register, work: Work) -> None:
        self._accounts = accounts
        self._register = register
        self._work = work

    @property
    def handlers(self) -> tuple[Handler, ...]:
        """What is answered, and how."""
        return (
            (q.BeginPasskey, self.begin),
            (q.ShowPasskey, self.show),
            (q.OfferPasskey, self.offer),
            (q.AddPasskey, self.add),
            (q.RemovePasskey, self.remove),
        )

    async def begin(self, query: q.BeginPasskey, _: Sight) -> q.PasskeyBegun:
        """Begin a sign-in with a passkey."""
        return _begun(await self._work.read(lambda: self._accounts.begin_with_passkey(query.visit)))

    async def show(self, query: q.ShowPasskey, _: Sight) -> q.Entered:
        """Complete a sign-in with a passkey."""
        self._register.check_read()
        where, said = place(query.where), query.credential.get_secret_value()
        return entered(
            await self._work.read(
                lambda: self._accounts.sign_in_with_passkey(
                    query.ticket, query.visit, said, where, replaces=query.replaces
                )
            )
        )

    async def offer(self, query: q.OfferPasskey, _: Sight) -> q.PasskeyBegun:
        """Let a device make a passkey."""
        where = place(query.where)
        return _begun(
            await self._work.hash(
                lambda: self._accounts.offer_passkey(query.session, query.password, query.name, where)
            )
        )

    async def add(self, query: q.AddPasskey, _: Sight) -> q.Done:
        """Take a passkey that was made."""
        said = query.credential.get_secret_value()
        await self._work.read(
            lambda: self._accounts.add_passkey(query.session, query.ticket, said, query.name)
        )
        return q.Done()

    async def remove(self, query: q.RemovePasskey, _: Sight) -> q.Done:
        """Let a passkey be worth nothing."""
        where = place(query.where)
        await self._work.hash(
            lambda: self._accounts.remove_passkey(query.session, query.password, query.handle, where)
        )
        return q.Done()


def _begun(begun: Begun) -> q.PasskeyBegun:
    return q.PasskeyBegun(ticket=begun.ticket, options=SecretStr(begun.options), expires_at=begun.expires_at)
