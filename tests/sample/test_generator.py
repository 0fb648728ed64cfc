"""The sample month and the simulation."""

from __future__ import annotations

import re
import tracemalloc
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest

from answerable.attachments import Attachments
from answerable.calendar.months import Month
from answerable.commands.base import BulkItem
from answerable.commands.registry import COMMANDS
from answerable.identity.table import table
from answerable.importing.people import ACTOR
from answerable.sample import papers
from answerable.sample.centre import CLOCK_START, ZONE, Volume
from answerable.sample.generator import sample, simulate

SIMULATED = Month(2024, 2)
MEBIBYTE = 1024**2


def is_told_by_accounts(name: str) -> bool:
    """Tell whether a command tells who signed in, or what was denied to whom."""
    return name.startswith("account.")


def brought_along() -> set[str]:
    """Name the commands that an import may bring along, as the sample is."""
    return {name for entry in table().what(ACTOR) for name in entry.row.do}


@pytest.fixture(scope="module")
def month() -> list[BulkItem]:
    return list(sample())


def moment(item: BulkItem) -> datetime:
    return datetime.fromisoformat(item.body["occurred_at"])


def test_every_command_is_one_that_intake_knows(month: list[BulkItem]) -> None:
    """Each body fits its command's model."""
    for item in month:
        COMMANDS[item.name].model_validate(item.body)


def test_every_key_is_given_once(month: list[BulkItem]) -> None:
    """No command can be taken for the repeat of another."""
    assert len({item.key for item in month}) == len(month)


def test_it_is_the_same_every_time(month: list[BulkItem]) -> None:
    """The sample has no chance in it but its seed's."""
    assert list(sample()) == month


def test_nothing_lies_ahead_of_the_sample_centres_clock(month: list[BulkItem]) -> None:
    """The month ends where the clock starts."""
    assert max(moment(item) for item in month) <= CLOCK_START


def test_things_are_told_in_the_order_in_which_they_happened(month: list[BulkItem]) -> None:
    """All but the real incidents, whose times sometimes go backwards, follow the clock."""
    times = [moment(item) for item in month if item.key.startswith("import:sample:")]

    assert times == sorted(times)


def test_there_is_something_of_everything(month: list[BulkItem]) -> None:
    """Every command that a centre needs occurs, at all three sites; nothing was corrected."""
    corrects = ("correct", "withdraw", "unbind", "annul", "rename", "cancel", "change", "call_off")
    needed = {name for name in COMMANDS if not name.partition(".")[2].startswith(corrects)}
    kept_from_imports = needed - brought_along()

    assert {item.name for item in month} == needed - kept_from_imports
    # A file judges nobody's case, and no sample invents who signed in.
    # And none what the clock finds, or the desk counts.
    of_now = {"assessment.set_aside", "obligation.miss", "obligation.excuse", "report.state_figures"}
    of_now |= {"reminder.give", "reminder.acknowledge", "reminder.lapse"}
    # Nor does a file move what is due at this site, or set its numbers.
    of_now |= {"obligation.move", "rulebook.set_number"}
    assert {name for name in kept_from_imports if not is_told_by_accounts(name)} == of_now
    assert {item.body["site"] for item in month} == {"xm01", "gz02", "cd03"}


def test_nobody_signs_in_in_it(month: list[BulkItem]) -> None:
    """Sign-ins are on record where somebody signed in: one that is invented would be false evidence.

    The accounts tell of them as they happen. The import may tell of none, so that no file brings any along.
    """
    assert [item for item in month if is_told_by_accounts(item.name)] == []
    assert "contact.receive" in brought_along()
    assert [name for name in brought_along() if is_told_by_accounts(name)] == []


def test_a_few_notes_are_written(month: list[BulkItem]) -> None:
    """About a case and, with the customer's application, a key at every site; one has a fault's analysis."""
    notes = [item.body for item in month if item.name == "note.write"]
    attached = [paper for note in notes for paper in note.get("attachments", ())]

    assert sorted((note["site"], note["matter"].partition("-")[0]) for note in notes) == [
        ("cd03", "case"),
        ("cd03", "key"),
        ("gz02", "case"),
        ("gz02", "key"),
        ("xm01", "case"),
        ("xm01", "fault"),
        ("xm01", "key"),
    ]
    assert {paper["paper"] for paper in attached} == {"fault_analysis", "written_request"}


def test_what_a_note_names_is_what_is_laid_down(month: list[BulkItem], tmp_path: Path) -> None:
    """The same bytes, in the format that they have; laid down twice they are one file."""
    store = Attachments(tmp_path, most_bytes=MEBIBYTE, least_free=0)
    first, second = papers.lay_down(store), papers.lay_down(store)
    named = {paper["digest"]: paper for item in month for paper in item.body.get("attachments", ())}

    assert first == second == tuple(store.look(one.digest, ACTOR) for one in first)
    assert {one.digest for one in first} == named.keys()
    for one in first:
        assert {**named[one.digest], **one.model_dump(mode="json")} == named[one.digest]


def test_a_handful_is_entered_late_by_hand(month: list[BulkItem]) -> None:
    """Everything else is an import and does not count as back-dated."""
    by_hand = [item for item in month if not item.key.startswith("import:")]

    assert 5 <= len(by_hand) <= 15
    assert all(CLOCK_START - moment(item) > timedelta(days=1) for item in by_hand)


def test_no_duty_is_longer_than_eight_hours(month: list[BulkItem]) -> None:
    """The law's limit holds in the sample (001-3.1)."""
    duties = [item.body for item in month if item.name == "duty.roster"]
    lengths = {
        datetime.fromisoformat(duty["ends_at"]) - datetime.fromisoformat(duty["starts_at"]) for duty in duties
    }

    assert max(lengths) <= timedelta(hours=8)


def test_people_are_named_by_id_only(month: list[BulkItem]) -> None:
    """Nobody's name, number or address stands in any text."""
    digits = re.compile(r"\d{7,}")
    texts = [
        text
        for item in month
        if item.key.startswith("import:sample:")
        for field, value in item.body.items()
        if field
        in {"text", "reason", "note", "findings", "topic", "what", "purpose", "plan", "content"}
        | {"summary", "analysis", "measures", "remark", "opinion", "title"}
        for text in (value if isinstance(value, list) else [value])
    ]

    assert texts
    assert not [text for text in texts if digits.search(text)]


def test_the_incidents_of_one_first_responder_are_at_one_site(month: list[BulkItem]) -> None:
    """People do not belong to two centres."""
    sites = defaultdict(set)
    for item in month:
        if item.name == "case.open":
            sites[item.body["first_asked"]].add(item.body["site"])

    assert all(len(found) == 1 for found in sites.values())


def test_a_simulation_is_the_same_for_the_same_seed_only() -> None:
    """Another seed gives other sites, so that both can be kept side by side."""
    one, same, other = (list(simulate(1, 1, first_month=SIMULATED, seed=seed)) for seed in (1, 1, 2))

    assert one == same
    assert not {item.body["site"] for item in one} & {item.body["site"] for item in other}


def test_a_longer_simulation_goes_on_from_a_shorter_one() -> None:
    """Asking for another month adds to what was there and changes nothing of it."""
    one, two = ({item.key: item for item in simulate(1, months, first_month=SIMULATED)} for months in (1, 2))

    assert one.items() <= {key: item for key, item in two.items() if key in one}.items()


def test_a_simulation_grows_with_what_is_asked_for() -> None:
    """More contacts a day, more cases; every key once, every command valid."""
    small = list(simulate(1, 1, first_month=SIMULATED, volume=Volume(contacts=2)))
    large = list(simulate(2, 2, first_month=SIMULATED, volume=Volume(contacts=40, agents=20)))

    assert (
        Counter(item.name for item in large)["case.open"]
        > 20 * Counter(item.name for item in small)["case.open"]
    )
    assert len({item.key for item in large}) == len(large)
    for item in large:
        COMMANDS[item.name].model_validate(item.body)


def test_nobody_works_on_after_they_have_left() -> None:
    """In a busy centre cases outlive their owner's employment: the lead goes on with them."""
    items = list(simulate(2, 2, first_month=SIMULATED, volume=Volume(agents=20, contacts=60)))
    came_back = {item.body["staff"] for item in items if item.name == "staff.rehire"}
    left = {
        item.body["staff"]: item.body["left_on"]
        for item in items
        if item.name == "staff.leave" and item.body["staff"] not in came_back
    }
    worked = [item for item in items if item.body.get("acting_for") in left]

    assert worked
    for item in worked:
        assert moment(item).astimezone(ZONE).date().isoformat() <= left[item.body["acting_for"]], item.key


def test_no_case_is_named_before_it_is_open() -> None:
    """However busy a centre is: what is asked for early names no case that comes between that and its end."""
    opened: set[str] = set()
    for item in simulate(9, 1, volume=Volume(agents=20, contacts=60)):
        case = item.body.get("case")
        if item.name == "case.open":
            opened.add(item.body["case"])
        assert case is None or case in opened, (item.key, case)


def test_a_simulation_does_not_grow_in_memory() -> None:
    """What is held while it runs does not follow the number of sites."""

    def peak(sites: int) -> int:
        tracemalloc.start()
        for _ in simulate(sites, 1, first_month=SIMULATED):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(1)
    assert peak(4) < 1.5 * peak(1)


def test_a_simulation_begins_before_it_is_finished() -> None:
    """The first commands come without the rest being made."""
    first = list(islice(simulate(10_000, 12, first_month=SIMULATED), 2))

    assert [item.name for item in first] == ["site.open", "rulebook.bind"]
