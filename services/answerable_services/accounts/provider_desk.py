"""Where people come in who are sent by the identity provider: begun, come back, gone again."""

from __future__ import annotations

from typing import Any, Protocol

from pydantic import SecretStr

from answerable.errors import AnswerableError, Forbidden, Unauthenticated, Unavailable
from answerable_services.accounts import refusals
from answerable_services.accounts.by_provider import ByProvider
from answerable_services.accounts.identity_provider import Identified, IdentityProvider
from answerable_services.accounts.office import SignedInAs, Where, readable
from answerable_services.accounts.provider_tickets import Begun, Returned


class Staff(Protocol):
    """Who is on the register of staff, and may be let in today."""

    def site_of(self, person: str) -> str | None:
        """Tell where somebody works, or worked last; None of whom nobody knows."""

    def admit(self, person: str) -> None:
        """Refuse whoever is not employed today.

        Raises:
            Forbidden: they are not.
        """


class ProviderDesk:
    """Lets people in by an identity provider.

    Arguments:
        accounts: the store.
        provider: whom it believes.
        staff: who works here.
    """

    def __init__(self, accounts: ByProvider, provider: IdentityProvider, staff: Staff) -> None:
        self._accounts = accounts
        self._provider = provider
        self._staff = staff

    @property
    def title(self) -> str:
        """What the provider is called."""
        return self._provider.setup.title

    def begin(self) -> tuple[Begun, str]:
        """Begin a sign-in, and give the address that the browser is led to.

        Raises:
            Unavailable: the provider does not answer.
        """
        begun = self._accounts.begin_by_provider()
        return begun, self._provider.leads_to(begun)

    def come_back(self, returned: Returned, where: Where, *, replaces: SecretStr | None = None) -> SignedInAs:
        """Let somebody in who comes back from the provider.

        Arguments:
            returned: what they bring.
            where: where they are.
            replaces: the id of a session that the same browser had before; it ends.

        Raises:
            Unauthenticated: the answer is for another browser, or is not right.
            Forbidden: the provider vouches for somebody who does not work here, or is somebody else by now.
            TooManyAttempts: it is not looked at yet.
            Unavailable: the provider does not answer.
        """
        begun = self._accounts.begun_by_provider(returned.ticket, returned.state, where)
        counted = self._accounts.count_by_provider(where)
        try:
            vouched = self._vouched(begun, returned)
        except Unauthenticated as error:
            raise self._accounts.refused_by_provider(None, where, error) from None
        except Unavailable:
            self._accounts.uncount_by_provider(counted)  # nobody pays for what the provider owes
            raise
        person = self._person(vouched, where)
        return self._accounts.enter_by_provider(
            person, vouched, where, name=self._name(vouched), replaces=replaces, counted=counted
        )

    def _vouched(self, begun: Begun, returned: Returned) -> Identified:
        self._provider.check_issuer(returned.issuer)
        if returned.error is not None or returned.code is None:
            raise refusals.provider_refused(self.title)
        return self._provider.identify(begun, returned.code)

    def _person(self, vouched: Identified, where: Where) -> str:
        """Tell who of the staff is meant.

        Raises:
            Forbidden: nobody, or somebody who is not employed today, or outside the group that may.
        """
        setup = self._provider.setup
        if setup.group and setup.group not in _texts(vouched.claims.get(setup.group_claim)):
            raise self._refused(None, where, refusals.outside_group(setup.group))
        said = vouched.claims.get(setup.person_claim)
        person = readable(said) if isinstance(said, str) else None
        if person is None or self._staff.site_of(person) is None:
            raise self._refused(None, where, refusals.on_no_register(setup.title, setup.person_claim))
        try:
            self._staff.admit(person)
        except Forbidden as error:
            raise self._refused(person, where, error) from None
        return person

    def _refused(self, person: str | None, where: Where, refusal: AnswerableError) -> AnswerableError:
        return self._accounts.refused_by_provider(person, where, refusal)

    def _name(self, vouched: Identified) -> str | None:
        claim = self._provider.setup.name_claim
        said = vouched.claims.get(claim) if claim else None
        return said if isinstance(said, str) and said.strip() else None

    def leads_out(self, session: SecretStr) -> str | None:
        """Give the address at which somebody signs out at the provider; None where they did not come by it.

        Arguments:
            session: the id of the session that they are about to end.
        """
        return self._provider.leaves_by() if self._accounts.came_by_provider(session) else None


def _texts(said: Any) -> tuple[str, ...]:
    """Give a claim that is one text or a list of them."""
    if isinstance(said, str):
        return (said,)
    return tuple(one for one in said if isinstance(one, str)) if isinstance(said, list) else ()
