"""`due list` and `due explain`: what becomes due, and why then."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from tests.services.cli.running import Centre

pytestmark = [pytest.mark.server, pytest.mark.slow]


def test_what_becomes_due_the_first_first(sample: Centre) -> None:
    """Cases by their limits, callbacks by their day, what rulebooks owe; of one site or of all, so many."""
    everywhere = sample.ask("due", "list", "--limit", "1000", "--json").document["items"]
    here = sample.ask("due", "list", "--site", "xm01", "--limit", "1000", "--json").document["items"]
    first = sample.ask("due", "list", "--limit", "3", "--json").document["items"]

    moments = [datetime.fromisoformat(one["due_at"]) for one in everywhere]
    assert moments == sorted(moments)
    assert {one["what"] for one in everywhere} >= {"case", "callback", "monthly-exam", "demand-plan"}
    assert here == [one for one in everywhere if one["site"] == "xm01"]
    assert first == everywhere[:3]
    assert first[0]["called"] in sample.ask("due", "list", "--limit", "3").out


def test_how_a_limit_comes_to_its_end(sample: Centre) -> None:
    """From its beginning to its end without a gap, and by how much it was exceeded."""
    items = sample.ask("due", "list", "--limit", "1000", "--json").document["items"]
    case = next(one["matter"] for one in items if one["state"] == "overdue" and one["what"] == "case")
    told = sample.ask("due", "explain", case, "--json").document
    at = datetime.fromisoformat
    steps = [(at(one["starts_at"]), at(one["ends_at"])) for one in told["steps"]]

    assert (steps[0][0], steps[-1][1]) == (at(told["opened_at"]), at(told["due_at"]))
    assert all(a[1] == b[0] for a, b in pairwise(steps))
    assert told["steps"][-1]["minutes"] == told["limit_minutes"]
    over = at(told["until"]) - at(told["due_at"])
    assert told["minutes_over"] == -(-over // timedelta(minutes=1))
    said = sample.ask("due", "explain", case).out
    assert "all time counts" in said
    assert "it was over by" in said


def test_a_case_that_is_not_there(sample: Centre) -> None:
    """An error says so, and nothing is on standard output."""
    said = sample.ask("due", "explain", "case-nowhere")

    assert (said.status, said.out) == (1, "")
    assert "case-nowhere" in said.err
