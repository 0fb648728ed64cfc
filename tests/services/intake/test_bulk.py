"""Many commands at once: each on its own merits, all that they cause as one."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from answerable.commands.base import BulkItem, BulkReport, Command
from answerable.errors import Conflict, NotFound, Unavailable
from answerable.streams.case import commands as case
from answerable.streams.contact import commands as contact
from answerable_services.intake.reading import Read
from tests.identity.proofs import PROVED, asker_of, said
from tests.services.intake.conftest import Open
from tests.services.intake.scenario import FIRST, SECOND, make
from tests.services.intake.waiting import Waiting

pytestmark = pytest.mark.server


def item(key: str, model: type[Command], **fields: Any) -> BulkItem:
    body = said(make(model, **fields))
    return BulkItem(name=model.command_name, key=key, body=body)


def statuses(report: BulkReport) -> list[int]:
    return [outcome.status for outcome in report.outcomes]


def story(name: str) -> tuple[BulkItem, ...]:
    """A case from its opening to its end, as an import writes it."""
    this = {"case": f"case-{name}"}
    return (
        item(f"{name}.1", case.Open, **this, topic="t", first_asked=FIRST),
        item(f"{name}.2", case.Transfer, **this, to=SECOND, reason="r"),
        item(f"{name}.3", case.Accept, **this, actor=SECOND),
        item(f"{name}.4", case.Resolve, **this, resolution="m"),
        item(f"{name}.5", case.Close, **this),
    )


KINDS = ["Opened", "TransferRequested", "TransferAccepted", "Resolved", "Closed"]


def kinds(intake: Waiting, name: str) -> list[str]:
    return [type(event).__name__ for event in intake.history(f"case-{name}")]


def test_in_order(intake: Waiting, fresh: str) -> None:
    """Each command sees what those before it cause, and the events stand in their order."""
    report = intake.carry_out_all(*story(fresh))

    assert [(one.key, one.id, one.status, one.recorded) for one in report.outcomes] == [
        (f"{fresh}.{number}", f"case-{fresh}", 200, 1) for number in range(1, 6)
    ]
    assert kinds(intake, fresh) == KINDS


def test_a_refused_one_does_not_hold_up_the_others(intake: Waiting, fresh: str) -> None:
    """Bad input, an unknown command and a refusal are told each in its place; the rest is carried out."""
    begin, *rest = story(fresh)
    report = intake.carry_out_all(
        begin,
        item("early", case.Close, case=f"case-{fresh}"),
        BulkItem(name="case.vanish", key="unknown", body={}),
        BulkItem(name="case.close", key="bad", body={"site": "xm01", "acting_for": "nobody", "extra": 1}),
        item("nowhere", contact.Receive, site="nowhere", channel="call", topic="t"),
        *rest,
    )

    assert statuses(report) == [200, 409, 404, 422, 404, 200, 200, 200, 200]
    early, unknown, bad, nowhere = report.outcomes[1:5]
    assert (early.rule, early.id, early.recorded) == ("000-1.2", f"case-{fresh}", 0)
    assert unknown.problem == "there is no command 'case.vanish'"
    assert [(fault.pointer, fault.rule) for fault in bad.errors] == [
        ("/acting_for", "string_pattern_mismatch"),
        ("/case", "missing"),
        ("/extra", "extra_forbidden"),
    ]
    assert "site.open" in (nowhere.problem or "")
    assert kinds(intake, fresh) == KINDS


def test_a_repeat_records_nothing(open_intake: Open, fresh: str) -> None:
    """Asked again, in the same process or the next, every command is a repeat and the ledger stays."""
    first, second = open_intake(), open_intake()
    first.carry_out_all(*story(fresh))
    before = first.height()

    for intake in (first, second):
        report = intake.carry_out_all(*story(fresh))
        assert {(one.status, one.recorded, one.is_repeat) for one in report.outcomes} == {(200, 0, True)}
    assert first.height() == before


def test_a_repeat_with_more_behind_it(intake: Waiting, fresh: str) -> None:
    """A request that was carried out in part before adds only what is new."""
    intake.carry_out_all(*story(fresh)[:2])
    report = intake.carry_out_all(*story(fresh))

    assert [one.recorded for one in report.outcomes] == [0, 0, 1, 1, 1]
    assert kinds(intake, fresh) == KINDS


def test_one_key_twice_in_a_request(intake: Waiting, fresh: str) -> None:
    """The second of two equal commands with one key is a repeat of the first; an unequal one is a mistake."""
    begin, transfer, *_ = story(fresh)
    report = intake.carry_out_all(
        begin,
        transfer,
        transfer,
        item(transfer.key, case.NoteProgress, case=f"case-{fresh}", note="n"),
    )

    assert [(one.status, one.recorded) for one in report.outcomes] == [(200, 1), (200, 1), (200, 0), (422, 0)]


def test_nothing_or_all(intake: Waiting, fresh: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the ledger does not take the request, none of it is written and none of it is remembered."""

    async def unplugged(*_: object) -> None:
        message = "unplugged"
        raise Unavailable(message)

    before = intake.height()
    with monkeypatch.context() as fault:
        fault.setattr(intake.application.lane, "_record", unplugged)
        with pytest.raises(Unavailable):
            intake.carry_out_all(*story(fresh))

    assert intake.height() == before
    assert statuses(intake.carry_out_all(*story(fresh))) == [200] * 5


class TestOtherWriters:
    def test_touched_aggregates(self, open_intake: Open, fresh: str) -> None:
        """Aggregates that another instance wrote to meanwhile are read again, and all is decided anew."""
        one, other = open_intake(), open_intake()
        names = [f"{fresh}x{number}" for number in range(3)]
        one.carry_out_all(*(story(name)[0] for name in names))
        other.carry_out(make(case.NoteProgress, case=f"case-{names[1]}", note="n"))
        report = one.carry_out_all(*(step for name in names for step in story(name)[1:]))

        assert statuses(report) == [200] * 12
        assert kinds(one, names[0]) == KINDS
        assert kinds(one, names[1]) == ["Opened", "ProgressNoted", *KINDS[1:]]

    def test_refusals_rest_on_the_ledger(self, open_intake: Open, fresh: str) -> None:
        """A command that only an out-of-date memory would refuse is carried out."""
        one, other = open_intake(), open_intake()
        begin, *rest = story(fresh)
        one.carry_out_all(begin)
        other.carry_out_all(*rest[:3])

        assert statuses(one.carry_out_all(rest[3])) == [200]

    def test_what_seemed_new(self, open_intake: Open, fresh: str) -> None:
        """An id taken for new that another instance used is refused; what follows on it is carried out."""
        one, other = open_intake(), open_intake()
        other.carry_out_all(story(fresh)[0])
        begin = item("mine", case.Open, case=f"case-{fresh}", topic="mine", first_asked=SECOND)
        report = one.carry_out_all(begin, item("note", case.NoteProgress, case=f"case-{fresh}", note="n"))

        assert statuses(report) == [409, 200]
        assert kinds(one, fresh) == ["Opened", "ProgressNoted"]

    def test_who_never_lets_go(self, intake: Waiting, fresh: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Against a writer who always comes first, the request ends with a conflict that says so."""

        async def too_late(*_: object) -> None:
            message = "somebody else"
            raise Conflict(message)

        monkeypatch.setattr(intake.application.lane, "_record", too_late)
        with pytest.raises(Conflict, match="ask again"):
            intake.carry_out_all(*story(fresh))


def test_five_hundred_commands_of_two_events(intake: Waiting, fresh: str) -> None:
    """The largest request, in which every command causes two events, fills one atomic batch exactly."""
    names = [f"case-{fresh}x{number}" for number in range(500)]
    intake.carry_out_all(*(item(f"o{n}", case.Open, case=n, topic="t", first_asked=FIRST) for n in names))
    intake.carry_out_all(*(item(f"p{n}", case.Pause, case=n, reason="vendor") for n in names))
    before = intake.height()
    report = intake.carry_out_all(*(item(f"r{n}", case.Resolve, case=n, resolution="m") for n in names))

    assert {(one.status, one.recorded) for one in report.outcomes} == {(200, 2)}
    assert intake.height() == before + 1000


def test_singles_and_requests_at_once(intake: Waiting, fresh: str) -> None:
    """Requests and single commands on the same aggregates take turns, and nothing is lost."""
    names = [f"case-{fresh}x{number}" for number in range(20)]
    intake.carry_out_all(*(item(f"o{n}", case.Open, case=n, topic="t", first_asked=FIRST) for n in names))

    def forwards() -> None:
        intake.carry_out_all(*(item(f"f{n}", case.NoteProgress, case=n, note="f") for n in names))

    def backwards() -> None:
        intake.carry_out_all(*(item(f"b{n}", case.NoteProgress, case=n, note="b") for n in reversed(names)))

    def singly() -> None:
        for name in names:
            intake.carry_out(make(case.NoteProgress, case=name, note="s"))

    threads = [threading.Thread(target=work) for work in (forwards, backwards, singly)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert [len(intake.history(name)) for name in names] == [4] * 20


def test_what_follows_a_refused_one_is_refused_with_it(intake: Waiting, fresh: str) -> None:
    """An opening is refused because there is such a case: what was sent behind it is not done to it."""
    taken, new = {"case": f"case-{fresh}"}, {"case": f"case-{fresh}-new"}
    intake.carry_out_all(item(f"{fresh}.a", case.Open, **taken, topic="t", first_asked=FIRST))
    again = item(f"{fresh}.b", case.Open, **taken, topic="another", first_asked=SECOND)
    unread = BulkItem(name="case.open", key=f"{fresh}.u", body={})

    def behind(key: str, of: dict[str, str], after: str) -> BulkItem:
        return item(key, case.Resolve, **of, resolution="m").model_copy(update={"after": after})

    report = intake.carry_out_all(
        again,
        behind(f"{fresh}.c", taken, f"{fresh}.b"),
        behind(f"{fresh}.d", taken, f"{fresh}.c"),
        unread,
        behind(f"{fresh}.e", taken, f"{fresh}.u"),
        item(f"{fresh}.f", case.Open, **new, topic="t", first_asked=FIRST),
        behind(f"{fresh}.g", new, f"{fresh}.f"),
    )

    assert statuses(report) == [409, 409, 409, 422, 409, 200, 200]
    rules = [one.rule for one in report.outcomes]
    assert [rules[place] for place in (1, 2, 4)] == ["follows-a-refused"] * 3
    assert kinds(intake, fresh) == ["Opened"]
    assert kinds(intake, f"{fresh}-new") == ["Opened", "Resolved"]


def test_ten_thousand_rows_beside_refused_commands(intake: Waiting, fresh: str) -> None:
    """However many commands are refused at a site meanwhile, no row of another's batch is rejected."""
    application = intake.application
    bodies = [make(case.Open, case=f"case-{fresh}-{n}", topic="t", first_asked=FIRST) for n in range(10_000)]
    rows = [Read(f"{fresh}.{n}", body) for n, body in enumerate(bodies)]
    impossible = make(case.Close, case=f"case-{fresh}-nowhere")

    async def play() -> tuple[set[int], int]:
        ended = asyncio.Event()
        refused = 0

        async def ask_in_vain() -> None:
            nonlocal refused
            while not ended.is_set():
                with pytest.raises(NotFound):
                    await application.carry_out(impossible, asker_of(impossible))
                refused += 1

        asking = [asyncio.create_task(ask_in_vain()) for _ in range(4)]
        answered: set[int] = set()
        for start in range(0, len(rows), 500):
            report = await application.carry_out_all(rows[start : start + 500], PROVED)
            answered.update(statuses(report))
        ended.set()
        await asyncio.gather(*asking)
        return answered, refused

    answered, refused = application.wait(play())
    assert answered == {200}
    assert refused > 20, "nothing was refused beside the rows: the test proves nothing"
