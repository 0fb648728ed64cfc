"""What managers and the command line ask: who gets an account, loses it, and what people are called."""

from __future__ import annotations

from answerable.errors import Forbidden, NotFound, Refused
from answerable.identity.sight import Sight
from answerable.queries import accounts as q
from answerable.wording import say
from answerable_services.accounts import entering
from answerable_services.accounts.answering import Handler, Work
from answerable_services.accounts.looking_after import look_after
from answerable_services.accounts.people import Name
from answerable_services.accounts.register import Register
from answerable_services.accounts.service import Accounts, Holding


class Administration:
    """Answers what managers and the command line ask.

    Arguments:
        accounts: the store.
        register: who is employed, and as what.
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
            (q.SetUp, self.set_up),
            (q.Invite, self.invite),
            (q.Reset, self.reset),
            (q.CloseAccount, self.close_account),
            (q.EndSessionsOf, self.end_sessions_of),
            (q.UnbindProvider, self.unbind_provider),
            (q.AccountsOf, self.accounts_of),
            (q.SetName, self.set_name),
            (q.ForgetName, self.forget_name),
        )

    async def set_up(self, query: q.SetUp, _: Sight) -> q.MadeLink:
        """Make the first manager's link.

        Raises:
            Forbidden: they are not employed today.
            Refused: somebody has an account.
        """
        self._register.admit(query.person)
        return _shown(await self._work.read(lambda: self._accounts.set_up(query.person)))

    async def invite(self, query: q.Invite, sight: Sight) -> q.MadeLink:
        """Make an invitation.

        Raises:
            NotFound: they are on no register of staff.
            Refused: they are not employed today, or have an account.
        """
        look_after(self._register, query.person, sight)
        self._could_come_in(query.person)
        made = await self._work.read(lambda: self._accounts.invite(query.person, by=sight.person))
        return _shown(made)

    async def reset(self, query: q.Reset, sight: Sight) -> q.MadeLink:
        """Make a link for another password.

        Raises:
            NotFound: they are on no register of staff, or have no account.
            Refused: they are not employed today.
        """
        look_after(self._register, query.person, sight)
        self._could_come_in(query.person)
        return _shown(
            await self._work.read(
                lambda: self._accounts.reset(
                    query.person, by=sight.person, drops_second_factor=query.drops_second_factor
                )
            )
        )

    async def close_account(self, query: q.CloseAccount, sight: Sight) -> q.Done:
        """End an account."""
        look_after(self._register, query.person, sight)
        await self._work.read(lambda: self._accounts.close_account(query.person, by=sight.person))
        return q.Done()

    async def unbind_provider(self, query: q.UnbindProvider, sight: Sight) -> q.Done:
        """Let the identity provider mean somebody else by a person from now on.

        Raises:
            NotFound: there is nobody of the name.
        """
        look_after(self._register, query.person, sight)
        if not await self._work.read(lambda: self._accounts.unbind_provider(query.person, by=sight.person)):
            await self._is_somebody(query.person)
        return q.Done()

    async def end_sessions_of(self, query: q.EndSessionsOf, sight: Sight) -> q.Done:
        """End every session of somebody else, and every calendar link of theirs.

        Raises:
            NotFound: there is nobody of the name.
        """
        look_after(self._register, query.person, sight)

        def end() -> int:
            # A phone that was lost has its calendar's link on it as well.
            links = self._accounts.forget_calendar_links(query.person, by=sight.person)
            return links + self._accounts.end_sessions(query.person, by=sight.person)

        if not await self._work.read(end):
            await self._is_somebody(query.person)
        return q.Done()

    async def accounts_of(self, query: q.AccountsOf, sight: Sight) -> q.AccountList:
        """List the accounts of those whom the asker looks after.

        Raises:
            NotFound: the person who is asked about is on no register, and has no account.
        """
        sight = sight.at(query.site)
        self._register.check_read()
        rows = await self._work.read(lambda: self._rows(query.person, sight))
        if query.person is not None and not rows:
            raise NotFound(say("error.no_matter", matter=query.person))
        return q.AccountList(accounts=tuple(rows))

    def _rows(self, person: str | None, sight: Sight) -> list[q.AccountRow]:
        everybody = {*self._register.people(), *self._accounts.people()}
        of = everybody if person is None else everybody & {person}
        seen = [
            one for one in sorted(of) if sight.is_everything or sight.shows(self._register.site_of(one) or "")
        ]
        names = self._accounts.names_of(seen)
        held = self._accounts.held_by(seen)
        return [self._row(one, names.get(one), held[one]) for one in seen]

    def _row(self, person: str, name: Name | None, held: Holding) -> q.AccountRow:
        found = self._register.standing_of(person)
        standing, presence = (None, None) if found is None else found
        is_employed = standing is not None and standing.is_employed
        return q.AccountRow(
            person=person,
            name=None if name is None else name.name,
            sort_key=None if name is None else name.sort_key,
            site=None if standing is None else standing.site,
            team=None if standing is None else standing.team,
            role=None if standing is None else standing.role,
            presence=presence,
            grants=self._register.grants_of(person) if is_employed else (),
            is_employed=is_employed,
            has_account=held.has_account,
            second_factor=held.second_factor,
            invited_until=held.invited_until,
            sessions=held.sessions,
        )

    async def set_name(self, query: q.SetName, sight: Sight) -> q.PersonName:
        """Say what a person is called.

        Raises:
            NotFound: there is nobody of the name.
        """
        look_after(self._register, query.person, sight)
        await self._is_somebody(query.person)
        said = await self._work.read(
            lambda: self._accounts.set_name(
                query.person, query.name, by=sight.person, sort_key=query.sort_key, language=query.language
            )
        )
        return q.PersonName(person=said.person, name=said.name, sort_key=said.sort_key)

    async def forget_name(self, query: q.ForgetName, sight: Sight) -> q.Done:
        """Forget what a person is called.

        Raises:
            NotFound: there is nobody of the name, and it is not known what they were called.
        """
        look_after(self._register, query.person, sight)
        if not await self._work.read(lambda: self._accounts.forget_name(query.person, by=sight.person)):
            await self._is_somebody(query.person)
        return q.Done()

    def _could_come_in(self, person: str) -> None:
        """Refuse a link for somebody whom it would not let in.

        Raises:
            NotFound: they are on no register of staff.
            Refused: they are not employed today.
        """
        try:
            self._register.admit(person)
        except Forbidden as error:
            if self._register.site_of(person) is None:
                raise NotFound(say("error.no_matter", matter=person)) from error
            raise Refused(say("error.account.not_employed", person=person)) from error

    async def _is_somebody(self, person: str) -> None:
        """Refuse a name of nobody: it was mistyped.

        Raises:
            NotFound: nobody of the name is on the register of staff, or has an account.
        """
        if self._register.site_of(person) is not None:
            return
        if person not in await self._work.read(self._accounts.people):
            raise NotFound(say("error.no_matter", matter=person))


def _shown(made: entering.MadeLink) -> q.MadeLink:
    link = made.link
    return q.MadeLink(person=link.person, purpose=link.purpose, link=made.secret, expires_at=link.expires_at)
