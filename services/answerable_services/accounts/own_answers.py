"""What somebody asks about their own sessions, password and second factor, as the pages pass it on."""

from __future__ import annotations

from answerable.identity.sight import Sight
from answerable.queries import accounts as q
from answerable_services.accounts.answering import Handler, Work, entered, place
from answerable_services.accounts.calendar_answers import kept_calendar_link
from answerable_services.accounts.service import Accounts


class OwnAnswers:
    """Answers what somebody asks about what proves them.

    Arguments:
        accounts: the store.
        work: does it outside of the event loop.
    """

    def __init__(self, accounts: Accounts, work: Work) -> None:
        self._accounts = accounts
        self._work = work

    @property
    def handlers(self) -> tuple[Handler, ...]:
        """What is answered, and how."""
        return (
            (q.Sessions, self.sessions),
            (q.EndSession, self.end_session),
            (q.ChangePassword, self.change_password),
            (q.OfferSecondFactor, self.offer_second_factor),
            (q.SetSecondFactor, self.set_second_factor),
            (q.RemoveSecondFactor, self.remove_second_factor),
            (q.NewRecoveryCodes, self.new_recovery_codes),
        )

    async def sessions(self, query: q.Sessions, _: Sight) -> q.OpenSessions:
        """List a person's sessions."""

        def read() -> q.OpenSessions:
            this = self._accounts.session(query.session)
            return q.OpenSessions(
                sessions=tuple(
                    q.OpenSession(
                        handle=one.handle,
                        opened_at=one.opened_at,
                        seen_at=one.seen_at,
                        address=one.address,
                        agent=one.agent,
                        second_factor=one.second_factor,
                        is_this=one.handle == this.handle,
                    )
                    for one in self._accounts.sessions_of(this.person)
                ),
                recovery_codes_left=self._accounts.recovery_codes_left(this.person),
                has_account=self._accounts.held_by([this.person])[this.person].has_account,
                passkeys=tuple(
                    q.KeptPasskey(
                        handle=one.handle, name=one.name, added_at=one.added_at, used_at=one.used_at
                    )
                    for one in self._accounts.passkeys_of(this.person)
                ),
                calendar_links=tuple(
                    kept_calendar_link(one) for one in self._accounts.calendar_links_of(this.person)
                ),
                passkeys_at=self._accounts.passkeys_at,
            )

        return await self._work.read(read)

    async def end_session(self, query: q.EndSession, _: Sight) -> q.Done:
        """End another session, or all others."""

        def end() -> None:
            this = self._accounts.session(query.session)
            if query.handle is None:
                self._accounts.end_sessions(this.person, by=this.person, but=this.handle)
            else:
                self._accounts.end_session(this.person, query.handle, by=this.person)

        await self._work.read(end)
        return q.Done()

    async def change_password(self, query: q.ChangePassword, _: Sight) -> q.Entered:
        """Set another password."""
        where = place(query.where)
        return entered(
            await self._work.hash(
                lambda: self._accounts.change_password(query.session, query.old, query.new, where)
            )
        )

    async def offer_second_factor(self, query: q.OfferSecondFactor, _: Sight) -> q.Offered:
        """Offer a second factor."""
        where = place(query.where)
        offer = await self._work.hash(
            lambda: self._accounts.offer_second_factor(query.session, query.password, where)
        )
        return q.Offered(secret=offer.secret, uri=offer.uri)

    async def set_second_factor(self, query: q.SetSecondFactor, _: Sight) -> q.RecoveryCodes:
        """Take the second factor that was offered."""
        where = place(query.where)
        done = await self._work.read(
            lambda: self._accounts.set_second_factor(query.session, query.code, where)
        )
        return q.RecoveryCodes(codes=done.recovery_codes, session=done.secret)

    async def remove_second_factor(self, query: q.RemoveSecondFactor, _: Sight) -> q.Done:
        """Ask for a second factor no more."""
        where = place(query.where)
        await self._work.hash(
            lambda: self._accounts.remove_second_factor(query.session, query.password, where)
        )
        return q.Done()

    async def new_recovery_codes(self, query: q.NewRecoveryCodes, _: Sight) -> q.RecoveryCodes:
        """Make new recovery codes."""
        where = place(query.where)
        codes = await self._work.hash(
            lambda: self._accounts.new_recovery_codes(query.session, query.password, where)
        )
        return q.RecoveryCodes(codes=codes)
