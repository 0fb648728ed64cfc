"""Passkeys through the whole service, on both databases: added, shown, removed, and all that is refused.

The device of these tests has real keys and signs; what is wrong with an answer is wrong in the answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from answerable.errors import (
    AnswerableError,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    TooManyAttempts,
    Unauthenticated,
)
from answerable_services.accounts import kept_passkeys, refusals
from answerable_services.accounts.kept_passkeys import MOST
from answerable_services.accounts.office import CodeWanted, Door, SignedInAs, Where
from answerable_services.accounts.refusals import Why
from answerable_services.accounts.relying_party import RelyingParty
from answerable_services.accounts.service import Accounts
from answerable_services.accounts.tellings import (
    AccountClosed,
    PasskeyAdded,
    PasskeyRemoved,
    SignedIn,
    SignedOut,
    SignInFailed,
    SlowedDown,
)
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.accounts.authenticator import EDDSA, ES256, ES384, RS256, Device, text
from tests.services.accounts.given import (
    AGENT,
    DAY,
    FIREFOX,
    HOME,
    LEAD,
    MANAGER,
    MINUTE,
    OFFICE,
    SECOND,
    Hands,
)
from tests.services.accounts.opened import (
    BETTER,
    GOOD,
    HERE,
    WRONG,
    joined,
    opened,
    signed_in,
    tellings,
    with_second_factor,
)

PARTY = RelyingParty("records.example", "https://records.example")
VISIT, ANOTHER_VISIT = SecretStr("the cookie of a visit"), SecretStr("the cookie of another visit")
ELSEWHERE = Where(HOME, FIREFOX)


class Staff:
    """Who is employed: everybody, until they leave."""

    def __init__(self) -> None:
        self.left: set[str] = set()

    def admit(self, person: str) -> None:
        if person in self.left:
            raise refusals.not_employed(person)


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def staff() -> Staff:
    return Staff()


@pytest.fixture
def accounts(tmp_path: Path, views: Path | SecretStr, hands: Hands, staff: Staff) -> Iterator[Accounts]:
    opened_ = opened(tmp_path, views, hands, door=Door(staff.admit, passkeys=PARTY))
    yield opened_
    opened_.close()


@pytest.fixture
def own(accounts: Accounts) -> SignedInAs:
    return joined(accounts)


@pytest.fixture
def phone(accounts: Accounts, own: SignedInAs) -> Device:
    """A phone with a passkey of the agent's."""
    device = Device(PARTY.origin)
    add(accounts, own, device)
    tellings(accounts)
    return device


def add(accounts: Accounts, own: SignedInAs, device: Device, name: str = "Phone") -> None:
    """Have a device make a passkey, and add it."""
    here = replace(HERE, device=own.device)
    begun = accounts.offer_passkey(own.secret, GOOD, name, here)
    accounts.add_passkey(own.secret, begun.ticket, device.make(begun.options), name)


def show(
    accounts: Accounts, device: Device, where: Where = ELSEWHERE, visit: SecretStr = VISIT
) -> SignedInAs:
    """Sign in with what a device holds."""
    begun = accounts.begin_with_passkey(visit)
    return accounts.sign_in_with_passkey(begun.ticket, visit, device.show(begun.options), where)


def refused(accounts: Accounts, device: Device) -> Why:
    """Try to, and give why it was refused, as it was told; who asks learns nothing of that."""
    with pytest.raises(Unauthenticated) as error:
        show(accounts, device)
    assert error.value.rule == Why.WRONG_PASSKEY
    assert error.value.message == refusals.wrong_passkey().message
    failed = tellings(accounts)[-1]
    assert isinstance(failed, SignInFailed)
    return Why(failed.why)


class Everywhere:
    def test_it_is_added_and_signs_in(self, accounts: Accounts, own: SignedInAs, hands: Hands) -> None:
        """Without a name or a password, as two factors; both are told, and when it was used is seen."""
        tellings(accounts)
        phone = Device(PARTY.origin)
        add(accounts, own, phone, "  Ada's   phone ")
        added_at = hands.at
        came = show(accounts, phone)

        assert (came.session.person, came.session.second_factor) == (AGENT, True)
        assert accounts.session(came.secret).person == AGENT
        [kept] = accounts.passkeys_of(AGENT)
        assert (kept.name, kept.added_at, kept.used_at, kept.uses) == ("Ada's phone", added_at, hands.at, 1)
        told = tellings(accounts)
        assert told[0] == PasskeyAdded(AGENT, added_at)
        assert isinstance(told[1], SignedIn)
        assert (told[1].person, told[1].with_second_factor, told[1].new_device) == (AGENT, "passkey", True)

    @pytest.mark.parametrize("algorithm", [ES256, EDDSA, RS256])
    def test_whatever_a_device_signs_with(self, accounts: Accounts, own: SignedInAs, algorithm: int) -> None:
        """All that is asked for is taken."""
        device = Device(PARTY.origin, algorithm)
        add(accounts, own, device)
        assert show(accounts, device).session.person == AGENT

    def test_what_was_not_asked_for_is_not_taken(self, accounts: Accounts, own: SignedInAs) -> None:
        """Another algorithm."""
        with pytest.raises(Unauthenticated):
            add(accounts, own, Device(PARTY.origin, ES384))
        assert accounts.passkeys_of(AGENT) == []

    def test_it_is_asked_for_what_it_has_to_do(self, accounts: Accounts, own: SignedInAs) -> None:
        """Found without a name, by whoever the device knows; it says of nobody who they are."""
        made = json.loads(accounts.offer_passkey(own.secret, GOOD, "Phone", HERE).options)
        shown = json.loads(accounts.begin_with_passkey(VISIT).options)

        assert made["authenticatorSelection"]["residentKey"] == "required"
        assert made["authenticatorSelection"]["userVerification"] == "required"
        assert (made["rp"]["id"], made["attestation"]) == (PARTY.id, "none")
        assert AGENT not in made["user"]["id"]
        assert (shown["rpId"], shown["userVerification"]) == (PARTY.id, "required")
        assert shown.get("allowCredentials", []) == []

    def test_a_device_makes_no_second_one(self, accounts: Accounts, own: SignedInAs, phone: Device) -> None:
        """It is told which ones there are."""
        options = json.loads(accounts.offer_passkey(own.secret, GOOD, "Again", HERE).options)
        known = [one["id"] for one in options["excludeCredentials"]]
        assert known == [text(phone.held[0].credential)]

    def test_a_second_factor_is_not_asked_for_beside_it(
        self, accounts: Accounts, hands: Hands, own: SignedInAs
    ) -> None:
        """With the password it still is."""
        done, _ = with_second_factor(accounts, hands, own)
        phone = Device(PARTY.origin)
        add(accounts, replace(own, secret=done.secret), phone)
        assert show(accounts, phone).session.second_factor
        assert isinstance(accounts.sign_in(AGENT, GOOD, ELSEWHERE), CodeWanted)

    def test_the_session_before_in_that_browser_ends(
        self, accounts: Accounts, own: SignedInAs, phone: Device
    ) -> None:
        """As with any other way in."""
        begun = accounts.begin_with_passkey(VISIT)
        said = phone.show(begun.options)
        came = accounts.sign_in_with_passkey(begun.ticket, VISIT, said, HERE, replaces=own.secret)
        assert came.secret != own.secret
        with pytest.raises(Unauthenticated):
            accounts.session(own.secret)

    @pytest.mark.parametrize(
        "bent",
        [
            {"origin": "https://records.example.attacker.example"},
            {"origin": "https://www.records.example"},
            {"origin": "https://records.example:8443"},
            {"origin": "http://records.example"},
            {"party": "example"},
            {"verifies": False},
            {"crosses": True},
        ],
        ids=str,
    )
    def test_what_was_signed_elsewhere_or_by_nobody(
        self, accounts: Accounts, own: SignedInAs, phone: Device, bent: dict[str, object]
    ) -> None:
        """Another origin, another name, nobody looked at, a page inside of somebody's: in neither step."""
        for name, value in bent.items():
            setattr(phone, name, value)
        assert refused(accounts, phone) is Why.WRONG_PASSKEY
        with pytest.raises(Unauthenticated):
            add(accounts, own, phone, "Another")
        assert [one.name for one in accounts.passkeys_of(AGENT)] == ["Phone"]

    def test_an_answer_is_good_for_once(self, accounts: Accounts, phone: Device) -> None:
        """Whoever overheard it comes too late, in the same browser too; that is told."""
        phone.counts = False
        begun = accounts.begin_with_passkey(VISIT)
        said = phone.show(begun.options)
        accounts.sign_in_with_passkey(begun.ticket, VISIT, said, ELSEWHERE)
        tellings(accounts)
        with pytest.raises(Unauthenticated) as late:
            accounts.sign_in_with_passkey(begun.ticket, VISIT, said, ELSEWHERE)
        assert late.value.rule == Why.LATE_PASSKEY
        [failed] = tellings(accounts)
        assert isinstance(failed, SignInFailed)
        assert (failed.person, failed.why) == (None, Why.WRONG_PASSKEY)

    def test_of_the_same_answer_many_times_at_once_one_is_taken(
        self, accounts: Accounts, phone: Device
    ) -> None:
        """On whichever threads they come."""
        phone.counts = False
        begun = accounts.begin_with_passkey(VISIT)
        said = phone.show(begun.options)

        def come(_: int) -> bool:
            try:
                accounts.sign_in_with_passkey(begun.ticket, VISIT, said, ELSEWHERE)
            except Unauthenticated:
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(come, range(4))) == 1

    def test_a_wrong_answer_spends_its_challenge(self, accounts: Accounts, phone: Device) -> None:
        """Nobody tries twice at one."""
        begun = accounts.begin_with_passkey(VISIT)
        right = phone.show(begun.options)
        for said, why in (("{}", Why.WRONG_PASSKEY), (right, Why.LATE_PASSKEY)):
            with pytest.raises(Unauthenticated) as error:
                accounts.sign_in_with_passkey(begun.ticket, VISIT, said, ELSEWHERE)
            assert error.value.rule == why

    def test_an_answer_that_took_too_long(
        self, accounts: Accounts, hands: Hands, own: SignedInAs, phone: Device
    ) -> None:
        """Five minutes, for signing in and for adding."""
        shown = accounts.begin_with_passkey(VISIT)
        made = accounts.offer_passkey(own.secret, GOOD, "Late", HERE)
        hands.on(5 * MINUTE)
        with pytest.raises(Unauthenticated) as late:
            accounts.sign_in_with_passkey(shown.ticket, VISIT, phone.show(shown.options), ELSEWHERE)
        assert late.value.rule == Why.LATE_PASSKEY
        with pytest.raises(Unauthenticated) as late:
            accounts.add_passkey(own.secret, made.ticket, phone.make(made.options), "Late")
        assert late.value.rule == Why.LATE_PASSKEY

    def test_what_was_begun_in_another_browser(self, accounts: Accounts, phone: Device) -> None:
        """An attacker's sign-in is completed in no victim's browser, and no victim's in an attacker's."""
        begun = accounts.begin_with_passkey(ANOTHER_VISIT)
        with pytest.raises(Unauthenticated) as error:
            accounts.sign_in_with_passkey(begun.ticket, VISIT, phone.show(begun.options), ELSEWHERE)
        assert error.value.rule == Why.WRONG_PASSKEY

    def test_what_was_begun_in_another_session(self, accounts: Accounts, own: SignedInAs) -> None:
        """The password was proved there, and not here."""
        other = signed_in(accounts.sign_in(AGENT, GOOD, HERE))
        begun = accounts.offer_passkey(own.secret, GOOD, "Phone", HERE)
        with pytest.raises(Unauthenticated):
            accounts.add_passkey(
                other.secret, begun.ticket, Device(PARTY.origin).make(begun.options), "Phone"
            )

    def test_what_signs_somebody_in_adds_nothing(self, accounts: Accounts, own: SignedInAs) -> None:
        """A challenge is for one of the two, whoever has the cookie of either."""
        begun = accounts.begin_with_passkey(own.secret)
        asked = {**json.loads(begun.options), "user": {"id": text(b"owner")}, "rp": {"id": PARTY.id}}
        with pytest.raises(Unauthenticated):
            accounts.add_passkey(own.secret, begun.ticket, Device(PARTY.origin).make(json.dumps(asked)), "X")

    def test_another_persons_credential(self, accounts: Accounts, phone: Device) -> None:
        """A key that says to be somebody else's lets in neither of the two."""
        lead = joined(accounts, LEAD)
        laptop = Device(PARTY.origin)
        add(accounts, lead, laptop)
        phone.held[0].owner, laptop.held[0].owner = laptop.held[0].owner, phone.held[0].owner
        assert refused(accounts, phone) is Why.WRONG_PASSKEY
        phone.held[0].credential = laptop.held[0].credential  # the agent's key under the lead's id
        assert refused(accounts, phone) is Why.WRONG_PASSKEY
        laptop.held[0].owner = b""
        assert refused(accounts, laptop) is Why.WRONG_PASSKEY

    def test_an_id_that_somebody_has_is_added_by_nobody_else(self, accounts: Accounts, phone: Device) -> None:
        """Whatever key stands beside it."""
        lead = joined(accounts, LEAD)
        begun = accounts.offer_passkey(lead.secret, GOOD, "Mine", HERE)
        forged = Device(PARTY.origin).make(begun.options, phone.held[0].credential)
        with pytest.raises(Unauthenticated):
            accounts.add_passkey(lead.secret, begun.ticket, forged, "Mine")
        assert accounts.passkeys_of(LEAD) == []
        assert show(accounts, phone).session.person == AGENT

    def test_a_copied_key(self, accounts: Accounts, phone: Device) -> None:
        """The copy counts from where it was taken: signed right, refused, and told as what it is."""
        show(accounts, phone)
        copied = replace(phone.held[0])
        show(accounts, phone)
        phone.held[0] = copied
        assert refused(accounts, phone) is Why.COPIED_PASSKEY
        assert show(accounts, phone).session.person == AGENT  # it has caught up, and is told no more

    def test_one_that_does_not_count(self, accounts: Accounts, own: SignedInAs) -> None:
        """Those that are kept in a cloud are in several places, and say 0 for ever."""
        synced = Device(PARTY.origin, counts=False)
        add(accounts, own, synced)
        assert [show(accounts, synced).session.person for _ in range(2)] == [AGENT, AGENT]

    def test_a_removed_one(self, accounts: Accounts, own: SignedInAs, phone: Device, hands: Hands) -> None:
        """Nobody comes in with it, and who came in with it before is out; only with the password."""
        came = show(accounts, phone)
        [kept] = accounts.passkeys_of(AGENT)
        tellings(accounts)
        with pytest.raises(Unauthenticated):
            accounts.remove_passkey(own.secret, WRONG, kept.handle, HERE)
        with pytest.raises(NotFound):
            accounts.remove_passkey(own.secret, GOOD, "another", HERE)
        tellings(accounts)
        accounts.remove_passkey(own.secret, GOOD, kept.handle, HERE)

        told = tellings(accounts)
        assert told == [PasskeyRemoved(AGENT, hands.at, AGENT), SignedOut(AGENT, hands.at, AGENT, 1)]
        with pytest.raises(Unauthenticated):
            accounts.session(came.secret)
        assert accounts.session(own.secret).person == AGENT
        assert refused(accounts, phone) is Why.WRONG_PASSKEY

    def test_nobody_removes_anothers(self, accounts: Accounts, phone: Device) -> None:
        """Not with their own password."""
        lead = joined(accounts, LEAD)
        [kept] = accounts.passkeys_of(AGENT)
        with pytest.raises(NotFound):
            accounts.remove_passkey(lead.secret, GOOD, kept.handle, HERE)
        assert show(accounts, phone).session.person == AGENT

    def test_one_that_is_removed_while_it_is_looked_at(
        self, accounts: Accounts, phone: Device, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Who was quicker holds."""
        admitted = accounts._admitted

        def removed_meanwhile(person: str, where: Where) -> None:
            admitted(person, where)
            with accounts._storage.writing() as connection:
                kept_passkeys.forget(connection, person)

        monkeypatch.setattr(accounts, "_admitted", removed_meanwhile)
        with pytest.raises(Unauthenticated):
            show(accounts, phone)
        assert [one.person for one in accounts.sessions_of(AGENT)] == [AGENT]

    def test_whoever_left(self, accounts: Accounts, phone: Device, staff: Staff) -> None:
        """The register decides, as with a password; that is told, and their count is as it was."""
        staff.left.add(AGENT)
        with pytest.raises(Forbidden):
            show(accounts, phone)
        [failed] = tellings(accounts)
        assert isinstance(failed, SignInFailed)
        assert (failed.person, failed.why) == (AGENT, Why.NOT_EMPLOYED)
        assert accounts.passkeys_of(AGENT)[0].used_at is None

    def test_a_closed_account(self, accounts: Accounts, phone: Device, hands: Hands) -> None:
        """Its passkeys go with it, and do not come back with another invitation."""
        accounts.close_account(AGENT, by=MANAGER)
        assert tellings(accounts) == [AccountClosed(AGENT, hands.at, MANAGER)]
        assert accounts.passkeys_of(AGENT) == []
        joined(accounts)
        assert refused(accounts, phone) is Why.WRONG_PASSKEY

    def test_a_forgotten_password(self, accounts: Accounts, phone: Device, hands: Hands) -> None:
        """A manager's link ends what whoever knew it may have added; a change of one's own does not."""
        own = signed_in(accounts.sign_in(AGENT, GOOD, HERE))
        accounts.change_password(own.secret, GOOD, BETTER, HERE)
        assert show(accounts, phone).session.person == AGENT
        link = accounts.reset(AGENT, by=MANAGER)
        tellings(accounts)
        accounts.accept(link.secret, GOOD, HERE)
        assert PasskeyRemoved(AGENT, hands.at, MANAGER) in tellings(accounts)
        assert refused(accounts, phone) is Why.WRONG_PASSKEY

    def test_the_password_is_asked_for(self, accounts: Accounts, own: SignedInAs) -> None:
        """Whoever has an open browser alone adds nothing, and guesses no faster than elsewhere."""
        with pytest.raises(Unauthenticated):
            accounts.offer_passkey(own.secret, WRONG, "Phone", ELSEWHERE)
        for _ in range(5):
            with pytest.raises(AnswerableError):
                accounts.offer_passkey(own.secret, WRONG, "Phone", ELSEWHERE)
        with pytest.raises(TooManyAttempts):
            accounts.offer_passkey(own.secret, GOOD, "Phone", ELSEWHERE)

    def test_a_session_that_ended_meanwhile_adds_nothing(self, accounts: Accounts, own: SignedInAs) -> None:
        """What was begun goes with it."""
        begun = accounts.offer_passkey(own.secret, GOOD, "Phone", HERE)
        accounts.sign_out(own.secret)
        with pytest.raises(Unauthenticated):
            accounts.add_passkey(own.secret, begun.ticket, Device(PARTY.origin).make(begun.options), "Phone")
        assert accounts.passkeys_of(AGENT) == []

    @pytest.mark.parametrize("name", ["", " ", "x" * 65, "a\u202eb", "a\x00b"])
    def test_names_that_nobody_can_read(self, accounts: Accounts, own: SignedInAs, name: str) -> None:
        """Neither before nor behind the device."""
        with pytest.raises(Invalid) as refusal:
            accounts.offer_passkey(own.secret, GOOD, name, HERE)
        assert refusal.value.key == "error.account.passkey_name"
        begun = accounts.offer_passkey(own.secret, GOOD, "Phone", HERE)
        with pytest.raises(Invalid):
            accounts.add_passkey(own.secret, begun.ticket, Device(PARTY.origin).make(begun.options), name)

    def test_nobody_has_any_number(self, accounts: Accounts, own: SignedInAs) -> None:
        """Twenty; also where the last was begun before."""
        device = Device(PARTY.origin)
        last = accounts.offer_passkey(own.secret, GOOD, "Last", HERE)
        for number in range(MOST):
            add(accounts, own, device, f"{number}")
        with pytest.raises(Refused):
            accounts.offer_passkey(own.secret, GOOD, "One more", HERE)
        with pytest.raises(Refused):
            accounts.add_passkey(own.secret, last.ticket, device.make(last.options), "Last")
        assert len(accounts.passkeys_of(AGENT)) == MOST

    def test_trying_is_slowed_down(self, accounts: Accounts, own: SignedInAs, phone: Device) -> None:
        """As with passwords, alike for keys that there are and that there are not; it locks out nobody."""
        stranger = Device(PARTY.origin)
        stranger.make(accounts.offer_passkey(own.secret, GOOD, "Phone", HERE).options)
        forger = Device(PARTY.origin, held=[replace(stranger.held[0], credential=phone.held[0].credential)])

        def fails(device: Device) -> list[type[AnswerableError]]:
            found = []
            for _ in range(7):
                with pytest.raises(AnswerableError) as error:
                    show(accounts, device)
                found.append(type(error.value))
            return found

        assert fails(stranger) == fails(forger) == [Unauthenticated] * 5 + [TooManyAttempts] * 2
        assert any(isinstance(one, SlowedDown) and one.person == AGENT for one in tellings(accounts))
        with pytest.raises(TooManyAttempts):
            show(accounts, phone)
        at_home = Where(OFFICE, FIREFOX, own.device)
        assert show(accounts, phone, at_home).session.person == AGENT

    def test_what_was_right_counts_for_nothing(self, accounts: Accounts, phone: Device) -> None:
        """Any number of times."""
        assert len({show(accounts, phone).session.handle for _ in range(40)}) == 40

    @pytest.mark.parametrize(
        "said",
        [
            "",
            "null",
            "[]",
            '{"id": 1}',
            "{" * 5000,
            '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
            json.dumps(
                {
                    "id": "AA",
                    "rawId": "AA",
                    "type": "public-key",
                    "response": {"clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA"},
                }
            ),
            json.dumps(
                {
                    "id": "AA",
                    "rawId": "AA",
                    "type": "public-key",
                    "response": {"clientDataJSON": "e30", "attestationObject": text(b"\x81" * 4000)},
                }
            ),
        ],
    )
    def test_what_is_no_answer(self, accounts: Accounts, own: SignedInAs, said: str) -> None:
        """Whatever somebody sends is refused in our own words."""
        shown = accounts.begin_with_passkey(VISIT)
        with pytest.raises(Unauthenticated):
            accounts.sign_in_with_passkey(shown.ticket, VISIT, said, ELSEWHERE)
        made = accounts.offer_passkey(own.secret, GOOD, "Phone", HERE)
        with pytest.raises(Unauthenticated):
            accounts.add_passkey(own.secret, made.ticket, said, "Phone")

    def test_what_is_over_is_tidied_up(self, accounts: Accounts, phone: Device, hands: Hands) -> None:
        """Spent challenges are forgotten once they would be too old; the passkey is not."""
        begun = accounts.begin_with_passkey(VISIT)
        said = phone.show(begun.options)
        accounts.sign_in_with_passkey(begun.ticket, VISIT, said, ELSEWHERE)
        accounts.tidy()
        with pytest.raises(Unauthenticated):
            accounts.sign_in_with_passkey(begun.ticket, VISIT, said, ELSEWHERE)
        hands.on(DAY)
        accounts.tidy()
        with pytest.raises(Unauthenticated) as late:
            accounts.sign_in_with_passkey(begun.ticket, VISIT, said, ELSEWHERE)
        assert late.value.rule == Why.LATE_PASSKEY
        hands.on(SECOND)
        assert show(accounts, phone).session.person == AGENT


class TestSqlite(OnSqlite, Everywhere):
    pass


class TestPostgresql(OnPostgresql, Everywhere):
    pass


def test_where_there_are_none(tmp_path: Path) -> None:
    """Nothing is offered, made or taken, as where the pages have no name of their own."""
    accounts = opened(tmp_path, tmp_path / "accounts", Hands())
    own = joined(accounts)
    asked: list[Callable[[], object]] = [
        lambda: accounts.begin_with_passkey(VISIT),
        lambda: accounts.sign_in_with_passkey(SecretStr("1-x"), VISIT, "{}", HERE),
        lambda: accounts.offer_passkey(own.secret, GOOD, "Phone", HERE),
        lambda: accounts.add_passkey(own.secret, SecretStr("1-x"), "{}", "Phone"),
    ]
    for ask in asked:
        with pytest.raises(NotFound) as refusal:
            ask()
        assert refusal.value.rule == Why.NO_PASSKEYS
    accounts.close()
