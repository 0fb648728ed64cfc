"""Intake on a real ledger: receipts, keys, refusals, restarts, and the people that it knows."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest

from answerable.clock import FixedClock
from answerable.commands.base import BulkItem, Command
from answerable.errors import AnswerableError, Invalid, NotFound, Refused
from answerable.events.subjects import parse
from answerable.streams.callback import commands as callback
from answerable.streams.case import commands as case
from answerable.streams.contact import commands as contact
from answerable.streams.delivery import commands as delivery
from answerable.streams.duty import commands as duty
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from answerable_services.intake.main import make_intake
from tests.identity.proofs import said
from tests.services.conftest import Installation
from tests.services.intake.conftest import Open
from tests.services.intake.scenario import AHEAD, FIRST, LEAD, TEN, hired, hires, make
from tests.services.intake.waiting import Waiting, opened

pytestmark = pytest.mark.server

OLD = "2010-01-01T00:00:00Z"


class TestReceipt:
    def test_names_what_was_recorded(self, intake: Waiting, fresh: str) -> None:
        """The answer says on which aggregate, at which version, which events, and where in the ledger."""
        before = intake.height()
        receipt = opened(intake, fresh)

        assert receipt.model_dump() == {
            "command": "case.open",
            "id": f"case-{fresh}",
            "version": 1,
            "events": (
                {"id": f"case-{fresh}.1", "type": "answerable.case.opened.v1", "sequence": before + 1},
            ),
            "warnings": (),
        }

    def test_warns_of_a_year_that_nobody_announced(self, intake: Waiting, fresh: str) -> None:
        """Alone or among many, whoever has a due day worked out learns that its holidays were not known."""
        this = {"site": fresh, "delivery": f"delivery-{fresh}"}
        opened = make(site.Open, site=fresh, name_zh="无", name_en="Nowhere", timezone="UTC", occurred_at=OLD)
        accepted = make(delivery.Accept, **this, customer="customer-1", project="p", accepted_on="2016-03-01")
        attempt = make(callback.Attempt, **this, ordinal=1, actor=FIRST, outcome="no_answer")
        bind = make(rulebook.Bind, site=fresh, rulebook="call-centre-80", effective_from="2016-01-01")
        quiet = [intake.carry_out(command).warnings for command in (opened, bind, accepted)]
        body = said(attempt)
        [among_many] = intake.carry_out_all(BulkItem(name="callback.attempt", key=fresh, body=body)).outcomes

        assert quiet == [()] * 3
        assert intake.carry_out(attempt).warnings == among_many.warnings
        assert "holidays of 2016 in ZZ are not known here, whatever was announced" in among_many.warnings[0]

    def test_a_new_aggregate_is_named(self, intake: Waiting) -> None:
        """Without an id, each command begins an aggregate of its own; later ones sort behind."""
        command = make(contact.Receive, channel="call", topic="t")
        first, second = intake.carry_out(command), intake.carry_out(command)

        assert first.id.startswith("contact-")
        assert first.id != second.id

    def test_events_belong_to_one_matter(self, intake: Waiting, fresh: str) -> None:
        """Where the first command says which matter it belongs to, all later events of the aggregate do."""
        begin = make(
            case.Open, case=f"case-{fresh}", topic="t", first_asked=FIRST, correlation_id="contact-7"
        )
        intake.carry_out(begin)
        intake.carry_out(make(case.NoteProgress, case=f"case-{fresh}", note="n"))

        assert [event.correlation_id for event in intake.history(f"case-{fresh}")] == ["contact-7"] * 2


class TestIdempotencyKey:
    def test_a_repeat_gives_the_first_answer(self, intake: Waiting, fresh: str) -> None:
        """The same command with the same key is answered as before, and nothing is recorded."""
        first = opened(intake, fresh, key=fresh)
        intake.carry_out(make(case.NoteProgress, case=f"case-{fresh}", note="n"))
        before = intake.height()

        assert opened(intake, fresh, key=fresh) == first
        assert intake.height() == before

    def test_also_after_a_restart(self, open_intake: Open, fresh: str) -> None:
        """Keys are in the ledger: a new process knows them, also where the command had several events."""
        before = open_intake()
        first = opened(before, fresh, key=f"{fresh}-open")
        before.carry_out(make(case.Pause, case=f"case-{fresh}", reason="vendor"))
        resolve = make(case.Resolve, case=f"case-{fresh}", resolution="m")
        solved = before.carry_out(resolve, f"{fresh}-solve")
        after = open_intake()

        assert len(solved.events) == 2
        assert after.carry_out(resolve, f"{fresh}-solve") == solved
        assert opened(after, fresh, key=f"{fresh}-open") == first

    def test_a_repeat_without_an_id_names_the_same(self, open_intake: Open, fresh: str) -> None:
        """Where intake names the aggregate, the key does: a repeat begins no second one."""
        command = make(contact.Receive, channel="call", topic="t")

        assert open_intake().carry_out(command, fresh) == open_intake().carry_out(command, fresh)

    def test_other_fields_are_a_mistake(self, open_intake: Open, fresh: str) -> None:
        """A key that was used for something else is refused, in the same process and in the next."""
        before, after = open_intake(), open_intake()
        opened(before, fresh, key=fresh)
        other = make(case.Open, case=f"case-{fresh}", topic="other", first_asked=FIRST)

        for intake in (before, after):
            with pytest.raises(Invalid) as refused:
                intake.carry_out(other, fresh)
            assert refused.value.rule == "idempotency-key"

    def test_another_command_with_equal_fields_is_a_mistake(self, intake: Waiting, fresh: str) -> None:
        """Two commands that have the same fields are not the same: the key of one is not the other's."""
        opened(intake, fresh)
        intake.carry_out(make(case.Pause, case=f"case-{fresh}", reason="vendor"))
        intake.carry_out(make(case.Resume, case=f"case-{fresh}"), fresh)

        with pytest.raises(Invalid) as refused:
            intake.carry_out(make(case.Close, case=f"case-{fresh}"), fresh)
        assert refused.value.rule == "idempotency-key"

    def test_a_refused_command_leaves_its_key_free(self, intake: Waiting, fresh: str) -> None:
        """What was refused can be asked again with its key once the state allows it."""
        close = make(case.Close, case=f"case-{fresh}")
        opened(intake, fresh)
        with pytest.raises(Refused):
            intake.carry_out(close, fresh)
        intake.carry_out(make(case.Resolve, case=f"case-{fresh}", resolution="m"))

        assert intake.carry_out(close, fresh).version == 3


class TestRefusal:
    @pytest.mark.parametrize(
        ("command", "kind"),
        [
            (make(case.Close, case="case-nowhere"), NotFound),
            (make(site.Open, name_zh="厦门", name_en="Xiamen"), Refused),
            (make(contact.Receive, site="nowhere", channel="call", topic="t"), NotFound),
            (make(case.Open, topic="t", first_asked=FIRST, occurred_at=TEN - timedelta(days=90)), Refused),
            (
                make(contact.Receive, channel="call", topic="t", occurred_at=TEN + AHEAD * 1.01),
                Invalid,
            ),
        ],
        ids=["unknown-aggregate", "exists", "unknown-site", "no-rulebook-yet", "from-the-future"],
    )
    def test_leaves_the_ledger_as_it_was(
        self, intake: Waiting, command: Command, kind: type[AnswerableError]
    ) -> None:
        """Whatever the reason, a refused command writes nothing, however often it is asked."""
        before = intake.height()

        for _ in range(2):
            with pytest.raises(kind):
                intake.carry_out(command, "refused")
        assert intake.height() == before

    def test_unknown_site_says_what_to_do(self, intake: Waiting) -> None:
        """The message names the command that opens a site."""
        with pytest.raises(NotFound, match=r"site\.open"):
            intake.carry_out(make(contact.Receive, site="nowhere", channel="call", topic="t"))

    def test_another_sites_aggregate(self, intake: Waiting, fresh: str) -> None:
        """A case belongs to one site, and another site's command on it is refused."""
        intake.carry_out(make(site.Open, site=fresh, name_zh="别处", name_en="Elsewhere"))
        opened(intake, fresh)

        with pytest.raises(Refused, match=f"belongs to site xm01, not to {fresh}"):
            intake.carry_out(make(case.NoteProgress, site=fresh, case=f"case-{fresh}", note="n"))

    def test_a_person_who_moves_stays_one(self, intake: Waiting, open_intake: Open, fresh: str) -> None:
        """Their events stand under both sites, in one row of versions, for whoever reads them anew too."""
        person = f"staff-{fresh}"
        said = {"staff": person, "actor": LEAD, "reason": "asked for it"}
        intake.carry_out(make(site.Open, site=fresh, name_zh="别处", name_en="Elsewhere", occurred_at=OLD))
        intake.carry_out(hired(person))
        intake.carry_out(make(staff.Move, at=fresh, team="two", since="2016-03-10", **said))
        promote = make(staff.Promote, site=fresh, role="lead", since="2016-03-10", **said)
        planned = {"staff": person, "month": "2016-03", "actor": LEAD}
        early = {"starts_at": "2016-03-08T00:00:00Z", "ends_at": "2016-03-08T08:00:00Z"}
        late = {"starts_at": "2016-03-11T00:00:00Z", "ends_at": "2016-03-11T08:00:00Z"}
        intake.carry_out(make(duty.Roster, **planned, **early))

        with pytest.raises(Refused, match=f"belongs to site {fresh} since 2016-03-10, not to xm01"):
            intake.carry_out(promote.model_copy(update={"site": "xm01"}))
        assert intake.carry_out(promote).version == 3
        another = open_intake()
        assert another.carry_out(make(duty.Roster, site=fresh, **planned, **late)).version == 2
        entry = make(staff.WithdrawEntry, site=fresh, entry=3, **said)
        assert another.carry_out(entry).version == 4
        ledger = another.application.ledger
        told = another.application.wait(ledger.history(person))
        assert [parse(one.subject).site for one in told] == ["xm01", "xm01", fresh, fresh]
        newest = another.application.wait(ledger.page_before(person, before=told[-1].sequence, limit=2))
        assert [one.sequence for one in newest] == [told[2].sequence, told[1].sequence]
        page = another.application.wait(ledger.page(person, after=told[0].sequence, limit=2))
        assert page == told[1:3]

    def test_a_move_and_what_follows_it_in_one_request(self, intake: Waiting, fresh: str) -> None:
        """Written in one batch, one aggregate has events under both sites; a repeat writes nothing."""
        person = f"staff-{fresh}"
        said = {"staff": person, "actor": LEAD, "reason": "asked for it", "since": "2016-03-10"}
        asked = (
            make(site.Open, site=fresh, name_zh="别处", name_en="Elsewhere", occurred_at=OLD),
            hired(person),
            make(staff.Move, at=fresh, team="two", **said),
            make(staff.Promote, site=fresh, role="lead", **said),
        )
        items = [
            BulkItem(
                name=command.command_name,
                key=f"{fresh}-{number}",
                body={**command.model_dump(mode="json", exclude_none=True), "acting_for": command.actor},
            )
            for number, command in enumerate(asked)
        ]
        first, again = (intake.carry_out_all(*items) for _ in range(2))

        assert [(one.recorded, one.problem) for one in first.outcomes] == [(1, None)] * 4
        assert [(one.recorded, one.is_repeat) for one in again.outcomes] == [(0, True)] * 4
        assert [event.site for event in intake.history(person)] == ["xm01", "xm01", fresh]

    def test_days_are_the_sites(self, intake: Waiting, fresh: str) -> None:
        """A rulebook bound from the first of January applies from midnight at the site, not in Greenwich."""
        midnight = datetime(2015, 12, 31, 16, tzinfo=UTC)
        begin = {"case": f"case-{fresh}", "topic": "t", "first_asked": FIRST}

        with pytest.raises(Refused):
            intake.carry_out(make(case.Open, **begin, occurred_at=midnight - timedelta(minutes=1)))
        assert intake.carry_out(make(case.Open, **begin, occurred_at=midnight)).version == 1

    def test_clocks_may_differ_a_little(self, intake: Waiting) -> None:
        """A reporter's clock may be ahead by the tolerance, and no further."""
        ahead = make(contact.Receive, channel="call", topic="t", occurred_at=TEN + AHEAD)

        assert intake.carry_out(ahead).version == 1

    @pytest.mark.parametrize(("allowed_s", "ahead_s", "is_taken"), [(0, 1, False), (7200, 3600, True)])
    def test_how_much_is_a_setting(
        self, ruled: Installation, allowed_s: int, ahead_s: int, is_taken: bool
    ) -> None:
        """A centre says by how much a report may lie ahead; the refusal tells field and times."""
        settings = ruled.settings(occurred_ahead_s=allowed_s)
        ahead = make(contact.Receive, channel="call", topic="t", occurred_at=TEN + timedelta(seconds=ahead_s))
        with contextlib.closing(Waiting(make_intake(settings, FixedClock(TEN)))) as intake:
            if is_taken:
                assert intake.carry_out(ahead).version == 1
            else:
                with pytest.raises(Invalid, match=r"^/occurred_at: .*00:01\S* lies more than 0 s ahead"):
                    intake.carry_out(ahead)


class TestPeople:
    def test_a_stranger(self, intake: Waiting, fresh: str) -> None:
        """Who is on no register is named by nothing that is recorded, until they are hired."""
        begin = make(case.Open, case=f"case-{fresh}", topic="t", first_asked=f"staff-{fresh}")
        before = intake.height()

        for _ in range(2):
            with pytest.raises(Invalid, match=f"^/first_asked: staff-{fresh} is on no site's register"):
                intake.carry_out(begin)
        assert intake.height() == before
        intake.carry_out(hired(f"staff-{fresh}"))
        assert intake.carry_out(begin).version == 1

    def test_of_another_site(self, intake: Waiting, fresh: str) -> None:
        """Who is employed at one site is known at another, and named there once they have a role there."""
        intake.carry_out(make(site.Open, site=fresh, name_zh="别处", name_en="Elsewhere"))
        person = f"staff-{fresh}"
        intake.carry_out(hired(person))
        received = make(contact.Receive, site=fresh, channel="call", topic="t", asked=person)
        with pytest.raises(Invalid) as refused:
            intake.carry_out(received)
        assert refused.value.rule == "works-at-the-site"
        granted = {"staff": person, "role": "agent", "at": fresh, "since": "2016-03-01", "reason": "r"}
        intake.carry_out(make(staff.GrantRole, **granted, actor=LEAD))

        assert intake.carry_out(received).version == 1

    def test_hired_elsewhere(self, open_intake: Open, fresh: str) -> None:
        """An instance that did not know a person learns of it from the ledger that another hired them."""
        one, other = open_intake(), open_intake()
        begin = make(case.Open, case=f"case-{fresh}", topic="t", first_asked=f"staff-{fresh}")
        with pytest.raises(Invalid):
            one.carry_out(begin)
        other.carry_out(hired(f"staff-{fresh}"))

        assert one.carry_out(begin).version == 1

    def test_hired_in_the_same_request(self, intake: Waiting, fresh: str) -> None:
        """Of many commands, one may name whom an earlier one hires, and none whom a later one hires."""
        received = make(contact.Receive, channel="call", topic="t", asked=f"staff-{fresh}")
        body = said(received)
        early, late = (BulkItem(name="contact.receive", key=f"{fresh}.{n}", body=body) for n in (1, 2))

        report = intake.carry_out_all(early, *hires("xm01", f"staff-{fresh}"), late)
        assert [one.status for one in report.outcomes] == [422, 200, 200]


def test_whom_a_case_names_is_known_to_its_correction(intake: Waiting, fresh: str) -> None:
    """A correction rests on the register's entry of a person whom the case names, and not the command."""
    person = f"staff-{fresh}"
    intake.carry_out(hired(person, hired_on="2016-03-09"))
    intake.carry_out(make(case.Open, case=f"case-{fresh}", topic="t", first_asked=person))
    intake.application.lane.memory.forget((person,))
    correction = {"case": f"case-{fresh}", "actor": LEAD, "reason": "r"}
    with pytest.raises(Invalid, match=f"{person} was hired on 2016-03-09, after 2016-03-08"):
        intake.carry_out(make(case.CorrectLimit, **correction, opened_at=TEN - timedelta(days=2)))

    assert intake.carry_out(make(case.CorrectLimit, **correction, opened_at=TEN - timedelta(hours=2))).events
