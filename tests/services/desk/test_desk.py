"""The desk's view as such: what it does with a torn history."""

from __future__ import annotations

import pytest

from answerable.clock import FixedClock
from answerable.errors import Corrupt
from answerable.projection.writing.testing import View
from answerable.streams.case import commands as case
from answerable.streams.site import commands as site
from answerable_services.desk.projection import Desk
from tests.services.desk.given import opened
from tests.services.intake.scenario import SITE, TEN, Scenario


def test_a_torn_history_stops_the_view() -> None:
    """An event whose aggregate never began cannot be taken: it is named, and nothing is made up."""
    happened = opened(Scenario().given(site.Open, name_zh="厦门", name_en="Xiamen"), 1)
    happened.given(case.Pause, case="case-1", reason="vendor")
    first, _, pause = happened.log
    view = View(Desk(), FixedClock(TEN))
    try:
        with pytest.raises(Corrupt, match=r"desk v\d+ cannot take event 2 on ledger\.xm01\.case\.case-1"):
            view.given([first, pause])
        assert [row["site"] for row in view.rows("sites")] == [SITE]
    finally:
        view.close()
