"""What is asked of the accounts, answered: by each asker's rights, and none of it in the event loop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar

from pydantic import SecretStr

from answerable.errors import AnswerableError
from answerable.identity import Grant, Principal, SigningKey, sign
from answerable.identity.sight import Sight
from answerable.queries import accounts as q
from answerable.service import Service
from answerable_services.accounts import finding, refusals
from answerable_services.accounts.administration import Administration
from answerable_services.accounts.answering import Handler, Work, entered, place
from answerable_services.accounts.own_answers import OwnAnswers
from answerable_services.accounts.people import Name
from answerable_services.accounts.register import Register
from answerable_services.accounts.service import Accounts
from answerable_services.accounts.view_answers import ViewAnswers

LIFETIME_S = 120
"""Seconds that a person's token holds: so long a session that was ended goes on elsewhere, at the longest."""

A = TypeVar("A")


class Answers:
    """Answers what is asked of the accounts.

    Arguments:
        accounts: the store.
        register: who is employed today, and as what.
        key: gives the one that speaks for people, a new one once it is renewed.
        work: does what is asked outside of the event loop.
        is_sample: whether anybody may be a person of the sample.
        passwords: whether people sign in with a password that is kept here.
        more: what else is answered.
        now: gives the time in seconds since 1970, by which tokens end.
    """

    def __init__(
        self,
        accounts: Accounts,
        register: Register,
        key: Callable[[], SigningKey],
        *,
        work: Work,
        is_sample: bool,
        passwords: bool = True,
        more: Iterable[Handler] = (),
        now: Callable[[], float] = time.time,
    ) -> None:
        self._accounts = accounts
        self._register = register
        self._more: tuple[Handler, ...] = (
            *more,
            *OwnAnswers(accounts, work).handlers,
            *ViewAnswers(accounts, work).handlers,
            *Administration(accounts, register, work).handlers,
        )
        self._key = key
        self._is_sample = is_sample
        self._passwords = passwords
        self._now = now
        self._work = work

    def register_with(self, service: Service) -> None:
        """Let a service answer all of it.

        Arguments:
            service: which.
        """
        handlers: tuple[Handler, ...] = (
            (q.SignIn, self.sign_in),
            (q.ShowCode, self.show_code),
            (q.Prove, self.prove),
            (q.SignOut, self.sign_out),
            (q.LookAtLink, self.look_at_link),
            (q.AcceptLink, self.accept_link),
            (q.SamplePeople, self.sample_people),
            (q.EnterSample, self.enter_sample),
            (q.NamesOf, self.names_of),
            (q.FindPeople, self.find_people),
            (q.State, self.state),
            (q.AllNames, self.all_names),
            *self._more,
        )
        for query, handler in handlers:
            service.answers(query, handler)

    def _check_passwords(self) -> None:
        """Refuse passwords where nobody signs in with one.

        Raises:
            Forbidden: nobody does.
        """
        if not self._passwords:
            raise refusals.no_passwords()

    async def sign_in(self, query: q.SignIn, _: Sight) -> q.Entered:
        """Sign somebody in with a password."""
        self._check_passwords()
        self._register.check_read()
        where = place(query.where)
        return entered(
            await self._work.hash(
                lambda: self._accounts.sign_in(query.name, query.password, where, replaces=query.replaces)
            )
        )

    async def show_code(self, query: q.ShowCode, _: Sight) -> q.Entered:
        """Complete a sign-in with the code of a second factor."""
        where = place(query.where)
        return entered(
            await self._work.read(lambda: self._accounts.sign_in_with_code(query.ticket, query.code, where))
        )

    async def prove(self, query: q.Prove, _: Sight) -> q.Proved:
        """Say whose a session is, and sign for them with the roles that they have today."""
        session = await self._work.read(lambda: self._accounts.session(query.session, is_use=query.is_use))
        person = session.person
        grants = self._register.grants_of(person)
        named = (await self._work.read(lambda: self._accounts.names_of([person]))).get(person)
        now = self._now()
        principal = Principal(id=person, grants=grants, proof=session.handle)
        token = sign(principal, await self._work.read(self._key), now, lifetime_s=LIFETIME_S)
        return q.Proved(
            person=person,
            name=None if named is None else named.name,
            language=None if named is None else named.language,
            grants=grants,
            token=SecretStr(f"Bearer {token}"),
            until=datetime.fromtimestamp(int(now + LIFETIME_S), UTC),
            expires_at=session.expires_at,
            second_factor=session.second_factor,
            is_sample=self._is_sample,
        )

    async def sign_out(self, query: q.SignOut, _: Sight) -> q.Done:
        """End a session."""
        await self._work.read(lambda: self._accounts.sign_out(query.session))
        return q.Done()

    async def look_at_link(self, query: q.LookAtLink, _: Sight) -> q.LinkSeen:
        """Say whose a link is."""
        link = await self._work.read(lambda: self._accounts.look_at_link(query.link))
        return q.LinkSeen(person=link.person, purpose=link.purpose, expires_at=link.expires_at)

    async def accept_link(self, query: q.AcceptLink, _: Sight) -> q.Entered:
        """Set a password with a link."""
        self._check_passwords()
        where = place(query.where)
        return entered(
            await self._work.hash(lambda: self._accounts.accept(query.link, query.password, where))
        )

    async def sample_people(self, query: q.SamplePeople, _: Sight) -> q.SampleCast:
        """List whom a visitor may be; nobody where the records are not the sample's."""
        del query
        if not self._is_sample:
            return q.SampleCast()
        self._register.check_read()
        people = [person for person in self._register.people() if self._register.is_employed(person)]
        names = await self._work.read(lambda: self._accounts.names_of(people))
        return q.SampleCast(
            people=tuple(
                q.SamplePerson(
                    person=person,
                    name=names[person].name if person in names else person,
                    grants=self._register.grants_of(person),
                )
                for person in people
            )
        )

    async def enter_sample(self, query: q.EnterSample, _: Sight) -> q.Entered:
        """Sign in as somebody of the sample."""
        where = place(query.where)
        return entered(
            await self._work.read(
                lambda: self._accounts.enter_sample(query.person, where, replaces=query.replaces)
            )
        )

    async def names_of(self, query: q.NamesOf, _: Sight) -> q.PeopleNames:
        """Say what people are called."""
        names = await self._work.read(lambda: self._accounts.names_of(query.people))
        return _named(names[person] for person in dict.fromkeys(query.people) if person in names)

    async def all_names(self, query: q.AllNames, _: Sight) -> q.NamesPage:
        """Say what everybody is called, some at a time."""
        rest = [
            one
            for one in sorted(await self._work.read(self._accounts.all_names), key=lambda name: name.person)
            if query.after is None or one.person > query.after
        ]
        here, is_last = rest[: query.limit], len(rest) <= query.limit
        return q.NamesPage(names=_named(here).names, after=None if is_last else here[-1].person)

    async def find_people(self, query: q.FindPeople, sight: Sight) -> q.PeopleNames:
        """Say who is called something like this, of those who work where the asker may see them.

        Raises:
            Forbidden: the site that is asked about is none of theirs.
        """
        sight = sight.at(query.site)
        self._register.check_read()
        names = await self._work.read(self._accounts.all_names)
        site_of, people = self._register.site_of, self._register.people()
        known = [name for name in finding.with_ids(names, people) if sight.shows(site_of(name.person) or "")]
        found = _named(finding.found(known, query.text, query.limit)).names
        told = (one.model_copy(update={"grants": self._grants(one.person)}) for one in found)
        return q.PeopleNames(names=tuple(told))

    def _grants(self, person: str) -> tuple[Grant, ...]:
        """Give somebody's roles of today; none of whoever works here no more, or of whom it is not known."""
        try:
            return self._register.grants_of(person)
        except AnswerableError:
            return ()

    async def state(self, query: q.State, _: Sight) -> q.AccountsState:
        """Say how the service is.

        Raises:
            Unavailable: it has not read the register yet.
        """
        del query
        self._register.check_read()
        return q.AccountsState(
            accounts=await self._work.read(self._accounts.count),
            people=len(self._register.people()),
            is_sample=self._is_sample,
        )


def _named(names: Iterable[Name]) -> q.PeopleNames:
    return q.PeopleNames(
        names=tuple(q.PersonName(person=one.person, name=one.name, sort_key=one.sort_key) for one in names)
    )
