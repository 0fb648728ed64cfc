"""Intake beside other instances that write too: memory is what the ledger holds."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answerable.commands.base import Command
from answerable.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from answerable.streams.case import commands as case
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.site import commands as site
from answerable_services.intake.aggregate import fold
from tests.services.conftest import Installation
from tests.services.intake import any_command
from tests.services.intake.conftest import Open
from tests.services.intake.scenario import FIRST, SECOND, make
from tests.services.intake.waiting import opened

pytestmark = pytest.mark.server


class TestOtherInstances:
    def test_writing_in_turns(self, open_intake: Open, fresh: str) -> None:
        """Two instances write to one case in turns: each conflict is met by deciding anew."""
        one, other = open_intake(), open_intake()
        opened(one, fresh)
        for _ in range(3):
            for intake in (other, one):
                intake.carry_out(make(case.NoteProgress, case=f"case-{fresh}", note="n"))

        assert [event.originator_version for event in one.history(f"case-{fresh}")] == [*range(1, 8)]

    def test_writing_at_once(self, open_intake: Open, fresh: str) -> None:
        """Two instances write to one case at once from several threads: nothing is lost, nothing doubled."""
        instances = open_intake(), open_intake()
        opened(instances[0], fresh)
        wanted = [f"note {number}" for number in range(30)]

        def write(number: int) -> int:
            note = make(case.NoteProgress, case=f"case-{fresh}", note=wanted[number])
            for _ in range(20):
                try:
                    return instances[number % 2].carry_out(note, f"{fresh}.{number}").version
                except Conflict:
                    continue
            pytest.fail("the other instance always came first")

        with ThreadPoolExecutor(6) as threads:
            versions = list(threads.map(write, range(len(wanted))))
        notes = [event.model_dump()["note"] for event in instances[0].history(f"case-{fresh}")[1:]]

        assert sorted(versions) == list(range(2, len(wanted) + 2))
        assert sorted(notes) == sorted(wanted)

    def test_refusals_rest_on_the_ledger(self, open_intake: Open, fresh: str) -> None:
        """What another instance did counts, though this one remembers the case as it was."""
        one, other = open_intake(), open_intake()
        opened(one, fresh)
        other.carry_out(make(case.Resolve, case=f"case-{fresh}", resolution="m"))

        assert one.carry_out(make(case.Close, case=f"case-{fresh}")).version == 3

    def test_the_feed_keeps_memory_true(self, open_intake: Open, fresh: str) -> None:
        """What another instance wrote is in memory as soon as the ledger's feed brings it, in any portion."""
        one, other = open_intake(), open_intake()
        opened(one, fresh)
        for _ in range(3):
            other.carry_out(make(case.NoteProgress, case=f"case-{fresh}", note="n"))
        messages = other.messages(f"case-{fresh}")
        one.application.notice(messages[:2])
        assert (held := one.application.remembered(f"case-{fresh}")) is not None
        assert held.version == 2

        one.application.notice(messages)
        one.application.notice(messages)
        assert one.application.remembered(f"case-{fresh}") == fold(other.history(f"case-{fresh}"))

    def test_a_feed_that_jumps(self, open_intake: Open, fresh: str) -> None:
        """An aggregate that the feed shows later events of than memory can take is read again when needed."""
        one, other = open_intake(), open_intake()
        opened(one, fresh)
        for _ in range(2):
            other.carry_out(make(case.NoteProgress, case=f"case-{fresh}", note="n"))
        one.application.notice(other.messages(f"case-{fresh}")[2:])
        assert one.application.remembered(f"case-{fresh}") is None

        assert one.carry_out(make(case.NoteProgress, case=f"case-{fresh}", note="n")).version == 4

    def test_what_cannot_be_read_is_forgotten(self, open_intake: Open, fresh: str) -> None:
        """An event of a version to come makes memory let go of its aggregate, and stops nothing."""
        one, other = open_intake(), open_intake()
        opened(one, fresh)
        other.carry_out(make(case.NoteProgress, case=f"case-{fresh}", note="n"))
        *_, last = other.messages(f"case-{fresh}")
        one.application.notice([last._replace(body=last.body.replace(b"noted.v1", b"noted.v9"))])

        assert one.application.remembered(f"case-{fresh}") is None

    def test_a_rulebook_bound_elsewhere_applies(self, open_intake: Open, fresh: str) -> None:
        """An instance that knew the site without a rulebook opens a case once another has bound one."""
        one, other = open_intake(), open_intake()
        begin = make(case.Open, site=fresh, case=f"case-{fresh}", topic="t", first_asked=FIRST)
        one.carry_out(make(site.Open, site=fresh, name_zh="别处", name_en="Elsewhere"))
        with pytest.raises(Refused):
            one.carry_out(begin)
        other.carry_out(
            make(rulebook.Bind, site=fresh, rulebook="call-centre-80", effective_from="2016-01-01")
        )

        assert one.carry_out(begin).version == 1

    def test_a_repeat_at_another_instance(self, open_intake: Open, fresh: str) -> None:
        """A retry that reaches another instance gets the answer of the first."""
        one, other = open_intake(), open_intake()
        opened(one, fresh)
        opened(other, f"{fresh}-beside")
        transfer = make(case.Transfer, case=f"case-{fresh}", to=SECOND, reason="r")

        assert one.carry_out(transfer, fresh) == other.carry_out(transfer, fresh)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commands=st.lists(any_command.of_streams("case"), max_size=20))
def test_memory_is_the_ledger(ruled: Installation, open_intake: Open, commands: list[Command]) -> None:
    """Whatever was asked, the ledger folds to what is in memory, and a new process reads just that."""
    intake = open_intake()
    for command in commands:
        with contextlib.suppress(NotFound, Refused, Invalid, Forbidden):
            intake.carry_out(command)

    note = make(case.NoteProgress, case="case-1", note="n")
    remembered = intake.held(note)
    assert fold(intake.history("case-1")) == remembered
    assert open_intake().held(note) == remembered
