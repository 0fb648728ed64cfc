"""What waits about duty: swaps in which one is asked, and the log that one keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from answerable.streams.dutylog.flow import DutylogStage
from answerable.streams.swap.flow import SwapStage
from answerable_services.console.home.matters import matters
from answerable_services.console.home.panels import Panel, Work

if TYPE_CHECKING:
    from answerable_services.console.home.items import Me
    from answerable_services.console.view import View


async def my_swaps(view: View, me: Me) -> Panel | None:
    """Find the swaps in which whoever looks is asked to do a duty.

    Arguments:
        view: the page; asks as them.
        me: whoever looks.
    """
    asked = {"state": SwapStage.PROPOSED.value, "to": me.person}
    return await matters(view, me, Work.MY_SWAPS, "swap", ("reason",), "staff", **asked)


async def my_log(view: View, me: Me) -> Panel | None:
    """Find the logs that whoever looks keeps, and has not signed off.

    Arguments:
        view: the page; asks as them.
        me: whoever looks.
    """
    asked = {"state": DutylogStage.KEPT.value, "keeper": me.person}
    return await matters(view, me, Work.MY_LOG, "dutylog", ("on", "shift"), "", **asked)
