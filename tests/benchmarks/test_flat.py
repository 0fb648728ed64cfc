"""What pages ask costs the same behind a long history: nothing is read but what is shown."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from tests.benchmarks.pages import ALL, Pages, filled
from tests.benchmarks.steps import steps_of

SHORT, LONG = 4_200, 16_800
"""Both reach back beyond the last month, which is what most questions are about."""

MORE_AT_MOST = 1.25
"""Times the steps: indexes become deeper, and a year has more months than a fortnight."""

ENOUGH = 7_000
"""Steps that a full page takes; to look at a row takes four or more, and the long history has many rows."""

GROWS = {
    # Every case of this history stays open, and those past their limit are counted as one looks.
    ("desk", "overview"),
    # A text that one in a hundred has fills no page in either history, and more are found in the longer one.
    ("desk", "complaints-found"),
}


@pytest.mark.slow
@pytest.mark.whole
@pytest.mark.parametrize("of", ALL, ids=lambda of: of.service)
def test_no_question_of_a_page_grows_with_history(of: Pages, tmp_path: Path) -> None:
    """Four times the events, and each question takes about the steps of SQLite that it took before."""
    found: dict[str, list[int]] = defaultdict(list)
    for events in (SHORT, LONG):
        store = filled(tmp_path / str(events), of.projection(), of.events(events))
        try:
            for word, ask in of.asks.items():
                if (of.service, word) in GROWS:
                    continue
                found[word].append(steps_of(store, ask))
        finally:
            store.close()
    print({word: f"{short:,} -> {long:,}" for word, (short, long) in found.items()})

    assert {
        word: (short, long)
        for word, (short, long) in found.items()
        if long > max(MORE_AT_MOST * short, ENOUGH)
    } == {}
