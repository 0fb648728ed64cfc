"""People come in by a real identity provider, and by nothing that only looks like one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from answerable.errors import AnswerableError, Forbidden, TooManyAttempts, Unauthenticated, Unavailable
from answerable_services.accounts import identity_provider, refusals
from answerable_services.accounts.identity_provider import IdentityProvider
from answerable_services.accounts.office import SignedInAs
from answerable_services.accounts.provider_desk import ProviderDesk
from answerable_services.accounts.provider_setup import ProviderSetup
from answerable_services.accounts.provider_tickets import Returned
from answerable_services.accounts.service import Accounts
from tests.identity_provider.running import CLIENT_ID, CLIENT_SECRET, PAGES, Provider, brought_back, running
from tests.services.accounts.given import AGENT, LEAD, MANAGER, MINUTE, Hands
from tests.services.accounts.opened import GOOD, HERE, opened, tellings

LEFT = "staff-99"


class Register:
    """Who works here: one left."""

    def site_of(self, person: str) -> str | None:
        return "guangdong" if person in {AGENT, LEAD, MANAGER, LEFT} else None

    def admit(self, person: str) -> None:
        if person == LEFT:
            raise Forbidden(f"{person} is not employed today", rule="not-employed")


@pytest.fixture(scope="module")
def running_provider() -> Iterator[Provider]:
    with running() as provider:
        provider.knows("sub-12", preferred_username=AGENT, name="陈思远", groups=["answerable", "all"])
        provider.knows("sub-7", preferred_username=LEAD, name="Lin Jing", groups=["all"])
        provider.knows("sub-99", preferred_username=LEFT, name="Gone")
        provider.knows("sub-0", preferred_username="visitor@example.com", name="Visitor")
        provider.knows("sub-none", name="Nobody says which")
        provider.knows("sub-13", preferred_username=AGENT, name="陈思远")
        provider.knows("sub-bare", preferred_username=LEAD, name="\u200b\u0000")
        yield provider


@pytest.fixture
def provider(running_provider: Provider) -> Iterator[Provider]:
    running_provider.fails_by(None)
    yield running_provider
    running_provider.fails_by(None)


@pytest.fixture
def accounts(tmp_path: Path, hands: Hands) -> Iterator[Accounts]:
    found = opened(tmp_path, tmp_path / "accounts", hands)
    yield found
    found.close()


def setup_of(issuer: str) -> ProviderSetup:
    return ProviderSetup(issuer, CLIENT_ID, SecretStr(CLIENT_SECRET), PAGES, "Acme")


@pytest.fixture
def setup(provider: Provider) -> ProviderSetup:
    return setup_of(provider.issuer)


@pytest.fixture
def desk(accounts: Accounts, setup: ProviderSetup) -> ProviderDesk:
    return ProviderDesk(accounts, IdentityProvider(setup), Register())


def returned(ticket: SecretStr, came: dict[str, str]) -> Returned:
    code = SecretStr(came["code"]) if "code" in came else None
    return Returned(ticket, came["state"], code, came.get("error"), came.get("iss"))


def brings(desk: ProviderDesk, subject: str) -> Returned:
    """Begin, sign in at the provider, and hold what it sends back."""
    begun, address = desk.begin()
    return returned(begun.ticket, brought_back(address, subject))


def comes(desk: ProviderDesk, subject: str) -> SignedInAs:
    return desk.come_back(brings(desk, subject), HERE)


def why(refused: pytest.ExceptionInfo[AnswerableError]) -> str:
    return refused.value.rule or ""


def test_who_is_vouched_for_comes_in(accounts: Accounts, desk: ProviderDesk) -> None:
    """A right sign-in opens a session of the person whom the claim names, and is told like any other."""
    came = comes(desk, "sub-12")

    assert accounts.session(came.secret).person == AGENT
    assert accounts.names_of([AGENT])[AGENT].name == "陈思远"
    told = tellings(accounts)
    assert [one.kind for one in told] == ["ProviderBound", "NameChanged", "SignedIn"]
    assert getattr(told[-1], "provider", None) == desk._provider.setup.issuer


def test_the_address_asks_for_a_code_and_says_no_secret(desk: ProviderDesk) -> None:
    """What the browser sees is the challenge and not the verifier, neither ticket nor secret."""
    begun, address = desk.begin()
    said = parse_qs(urlsplit(address).query)

    assert said["response_type"] == ["code"]
    assert said["code_challenge_method"] == ["S256"]
    assert said["redirect_uri"] == [f"{PAGES}/sign-in/provider/return"]
    assert (said["state"], said["nonce"]) == (
        [begun.state.get_secret_value()],
        [begun.nonce.get_secret_value()],
    )
    for hidden in (begun.ticket, begun.verifier, SecretStr(CLIENT_SECRET)):
        assert hidden.get_secret_value() not in address


def test_another_browsers_answer_is_refused(accounts: Accounts, desk: ProviderDesk) -> None:
    """Whoever is led to the end of somebody else's sign-in is not signed in as them (login CSRF)."""
    attackers = brings(desk, "sub-12")
    own, _ = desk.begin()

    with pytest.raises(Unauthenticated) as refused:
        desk.come_back(replace(attackers, ticket=own.ticket), HERE)
    assert why(refused) == "provider-state"
    assert [one.kind for one in tellings(accounts)] == ["SignInFailed"]


@pytest.mark.parametrize("ticket", ["", "-", "x", "9999999999-", "99999999999-x", "１-x", "1-x"])
def test_a_ticket_that_nobody_made_is_none(desk: ProviderDesk, ticket: str) -> None:
    """What a browser makes up is refused like a wrong one."""
    with pytest.raises(Unauthenticated) as refused:
        desk.come_back(Returned(SecretStr(ticket), "é" * 64, SecretStr("x")), HERE)
    assert why(refused) == "provider-state"


def test_a_ticket_cannot_be_made_to_last(desk: ProviderDesk, hands: Hands) -> None:
    """Ten minutes later it is worth nothing, and neither is one that says a later time."""
    brought = brings(desk, "sub-12")
    hands.on(10 * MINUTE)
    until, _, secret = brought.ticket.get_secret_value().partition("-")
    later = SecretStr(f"{int(until) + 3600}-{secret}")

    for ticket in (brought.ticket, later):
        with pytest.raises(Unauthenticated) as refused:
            desk.come_back(replace(brought, ticket=ticket), HERE)
        assert why(refused) == "provider-state"


def test_a_code_counts_once(accounts: Accounts, desk: ProviderDesk) -> None:
    """A code that is brought again is refused by the provider, and so is one that was made up."""
    brought = brings(desk, "sub-12")
    desk.come_back(brought, HERE)

    for again in (brought, replace(brought, code=SecretStr("made up"))):
        with pytest.raises(Unauthenticated) as refused:
            desk.come_back(again, HERE)
        assert why(refused) == "provider-refused"


def test_a_code_of_another_sign_in_is_refused(desk: ProviderDesk) -> None:
    """A code that was stolen from one browser is worth nothing in another, for its verifier is another."""
    stolen, own = brings(desk, "sub-12"), brings(desk, "sub-7")

    with pytest.raises(Unauthenticated) as refused:
        desk.come_back(replace(own, code=stolen.code), HERE)
    assert why(refused) == "provider-refused"


def test_whom_the_provider_refuses_is_refused(desk: ProviderDesk) -> None:
    """Who turns back at the provider is told so."""
    begun, _ = desk.begin()
    state = begun.state.get_secret_value()
    back = Returned(begun.ticket, state, None, "access_denied", desk._provider.setup.issuer)

    with pytest.raises(Unauthenticated) as refused:
        desk.come_back(back, HERE)
    assert why(refused) == "provider-refused"


@pytest.mark.parametrize("issuer", [None, "https://login.example", ""])
def test_an_answer_by_another_provider_is_refused(desk: ProviderDesk, issuer: str | None) -> None:
    """A code is not brought to a provider that did not send it (RFC 9207)."""
    with pytest.raises(Unauthenticated) as refused:
        desk.come_back(replace(brings(desk, "sub-12"), issuer=issuer), HERE)
    assert why(refused) == "provider-token"


@pytest.mark.parametrize(
    "fault",
    [
        *("other key", "unknown key", "alg none", "secret as key", "other audience", "audiences without azp"),
        *("other azp", "other issuer", "other nonce", "no nonce", "expired", "of the future", "no subject"),
        *("other access token", "userinfo of another"),
    ],
)
def test_a_token_that_is_not_right_lets_nobody_in(
    accounts: Accounts, desk: ProviderDesk, provider: Provider, fault: str
) -> None:
    """Each claim, the key and the algorithm are looked at, and the failure is told."""
    provider.fails_by(fault)

    with pytest.raises(Unauthenticated) as refused:
        comes(desk, "sub-12")
    assert why(refused) == "provider-token"
    assert [one.kind for one in tellings(accounts)] == ["SignInFailed"]


def test_clocks_may_differ_by_a_minute(desk: ProviderDesk, provider: Provider) -> None:
    """A token that ended half a minute ago by our clock is taken."""
    provider.fails_by("expired within leeway")

    assert comes(desk, "sub-12").session.person == AGENT


def test_the_providers_second_factor_is_noted(desk: ProviderDesk, provider: Provider) -> None:
    """Where the provider says that somebody showed more than a password, the session says so too."""
    assert not comes(desk, "sub-12").session.second_factor
    provider.fails_by("second factor")
    assert comes(desk, "sub-12").session.second_factor


@pytest.mark.parametrize("forgets", [False, True])
def test_keys_are_renewed_without_a_gap(desk: ProviderDesk, provider: Provider, forgets: bool) -> None:
    """The first token of a new key is taken, also where the keys were read a moment ago."""
    assert comes(desk, "sub-12").session.person == AGENT
    provider.renews_its_key(forgets=forgets)
    assert comes(desk, "sub-12").session.person == AGENT


@pytest.mark.parametrize("subject", ["sub-0", "sub-none"])
def test_whom_the_register_does_not_know_is_refused(
    accounts: Accounts, desk: ProviderDesk, subject: str
) -> None:
    """The provider grants nothing: a stranger is refused, and told of without a name."""
    with pytest.raises(Forbidden) as refused:
        comes(desk, subject)
    assert why(refused) == "on-no-register"
    assert [getattr(one, "person", "") for one in tellings(accounts)] == [None]


def test_who_left_is_refused(accounts: Accounts, desk: ProviderDesk) -> None:
    """Who works here no more is refused whatever the provider says, and told of."""
    with pytest.raises(Forbidden) as refused:
        comes(desk, "sub-99")
    assert why(refused) == "not-employed"
    assert [getattr(one, "person", "") for one in tellings(accounts)] == [LEFT]


def test_an_id_that_was_given_to_somebody_else_is_refused_until_a_manager_resets_it(
    accounts: Accounts, desk: ProviderDesk
) -> None:
    """Another subject with the same id is told of and kept out; a reset lets the next one in."""
    first = comes(desk, "sub-12")
    tellings(accounts)

    with pytest.raises(Forbidden) as refused:
        comes(desk, "sub-13")
    assert why(refused) == "other-subject"
    assert [one.kind for one in tellings(accounts)] == ["SignInFailed"]
    assert accounts.session(first.secret).person == AGENT

    assert accounts.unbind_provider(AGENT, by=MANAGER)
    assert not accounts.unbind_provider(AGENT, by=MANAGER)
    with pytest.raises(Unauthenticated):
        accounts.session(first.secret)
    assert comes(desk, "sub-13").session.person == AGENT
    with pytest.raises(Forbidden):
        comes(desk, "sub-12")


def test_a_subject_does_not_become_somebody_else(
    accounts: Accounts, desk: ProviderDesk, provider: Provider
) -> None:
    """Whose claim is changed at the provider to a colleague's id does not become the colleague."""
    provider.knows("sub-x", preferred_username=AGENT, name="X")
    comes(desk, "sub-x")
    provider.knows("sub-x", preferred_username=MANAGER, name="X")

    with pytest.raises(Forbidden) as refused:
        comes(desk, "sub-x")
    assert why(refused) == "other-subject"


def test_only_a_group_may_be_let_in(accounts: Accounts, setup: ProviderSetup) -> None:
    """Where a group is named, who is not in it stays outside."""
    desk = ProviderDesk(accounts, IdentityProvider(replace(setup, group="answerable")), Register())

    assert comes(desk, "sub-12").session.person == AGENT
    with pytest.raises(Forbidden) as refused:
        comes(desk, "sub-7")
    assert why(refused) == "outside-group"


def test_names_may_be_kept_here_alone(accounts: Accounts, setup: ProviderSetup) -> None:
    """Without a claim for it nobody's name is taken from the provider."""
    desk = ProviderDesk(accounts, IdentityProvider(replace(setup, name_claim="")), Register())
    comes(desk, "sub-12")

    assert accounts.names_of([AGENT]) == {}


def test_a_name_that_nobody_can_read_keeps_nobody_out(accounts: Accounts, desk: ProviderDesk) -> None:
    """It is left out, and its person comes in."""
    assert comes(desk, "sub-bare").session.person == LEAD
    assert accounts.names_of([LEAD]) == {}


def test_a_name_that_is_the_same_keeps_how_it_is_sorted(accounts: Accounts, desk: ProviderDesk) -> None:
    """A sign-in does not undo what somebody said of the name's pinyin."""
    accounts.set_name(AGENT, "陈思远", by=MANAGER, sort_key="chen siyuan")
    comes(desk, "sub-12")

    assert accounts.names_of([AGENT])[AGENT].sort_key == "chen siyuan"


def test_the_session_before_ends(accounts: Accounts, desk: ProviderDesk) -> None:
    """Whoever signs in anew in the same browser gets another session (session fixation)."""
    first = comes(desk, "sub-12")
    second = desk.come_back(brings(desk, "sub-12"), HERE, replaces=first.secret)

    with pytest.raises(Unauthenticated):
        accounts.session(first.secret)
    assert first.secret != second.secret


def test_signing_out_leads_to_the_provider(accounts: Accounts, desk: ProviderDesk) -> None:
    """Who came by the provider is led out there too; who came with a password is not."""
    by_provider = comes(desk, "sub-12")
    link = accounts.invite(LEAD, by=MANAGER)
    by_password = accounts.accept(link.secret, GOOD, HERE)
    assert isinstance(by_password, SignedInAs)

    out = desk.leads_out(by_provider.secret)
    assert out is not None
    assert out.startswith(f"{desk._provider.setup.issuer}/session/end?")
    assert parse_qs(urlsplit(out).query) == {
        "client_id": [CLIENT_ID],
        "post_logout_redirect_uri": [f"{PAGES}/sign-in"],
    }
    assert desk.leads_out(by_password.secret) is None
    assert desk.leads_out(SecretStr("of nobody")) is None
    accounts.tidy()
    assert desk.leads_out(by_provider.secret) is not None
    accounts.sign_out(by_provider.secret)
    assert desk.leads_out(by_provider.secret) is None


def test_a_provider_that_is_down_is_said_to_be(accounts: Accounts) -> None:
    """Nobody is led to where nothing answers; it is asked again once some seconds have passed."""
    passed = [0.0]
    with running() as other:
        issuer = other.issuer
        provider = IdentityProvider(setup_of(issuer), passing=lambda: passed[0])
        desk = ProviderDesk(accounts, provider, Register())
        desk.begin()
        other.knows("sub-12", preferred_username=AGENT)
        brought = brings(desk, "sub-12")
    passed[0] += identity_provider.FRESH_S

    with pytest.raises(Unavailable, match="Acme does not answer"):
        desk.begin()
    for _ in range(60):  # what the provider owes is not counted against who came
        with pytest.raises(Unavailable):
            desk.come_back(brought, HERE)
    with running(port=urlsplit(issuer).port):
        with pytest.raises(Unavailable):
            desk.begin()
        passed[0] += identity_provider.FRESH_S
        desk.begin()


def test_a_provider_that_calls_itself_otherwise_is_not_believed(
    accounts: Accounts, setup: ProviderSetup
) -> None:
    """A description of another name, or none at all, is nobody's."""
    for issuer in (f"{setup.issuer}/", f"{setup.issuer}/elsewhere"):
        desk = ProviderDesk(accounts, IdentityProvider(replace(setup, issuer=issuer)), Register())
        with pytest.raises(Unavailable):
            desk.begin()


def test_guessing_is_slowed(accounts: Accounts, desk: ProviderDesk) -> None:
    """Each code that is made up counts for the address it comes from."""
    begun, _ = desk.begin()
    made_up = Returned(
        begun.ticket, begun.state.get_secret_value(), SecretStr("x"), None, desk._provider.setup.issuer
    )
    for _ in range(30):
        with pytest.raises(Unauthenticated):
            desk.come_back(made_up, HERE)
    with pytest.raises(TooManyAttempts):
        desk.come_back(made_up, HERE)


@pytest.mark.parametrize(
    ("auth_method", "conform"), [("client_secret_post", True), ("client_secret_basic", False)]
)
def test_providers_of_other_habits_are_understood(
    accounts: Accounts, auth_method: str, conform: bool
) -> None:
    """The secret goes where the provider wants it, and claims may stand in the token."""
    with running(auth_method=auth_method, conform=conform) as other:
        other.knows("sub-12", preferred_username=AGENT)
        desk = ProviderDesk(accounts, IdentityProvider(setup_of(other.issuer)), Register())
        assert comes(desk, "sub-12").session.person == AGENT


def test_refusals_say_what_to_do() -> None:
    """Each of them is written in both languages."""
    said = [
        refusals.no_passwords(),
        refusals.no_provider(),
        refusals.provider_state(),
        refusals.provider_refused("Acme"),
        refusals.provider_token("Acme"),
        refusals.outside_group("staff"),
        refusals.on_no_register("Acme", "preferred_username"),
        refusals.other_subject(AGENT),
    ]
    assert len({one.message for one in said}) == len(said)
