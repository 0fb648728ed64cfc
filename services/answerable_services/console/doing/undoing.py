"""Taking back at once what was pressed by mistake, where whoever pressed it may do so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from answerable.commands.registry import COMMANDS
from answerable_services.console.doing.offers import is_for
from answerable_services.console.forms import Action, address_of, form_of, title_of
from answerable_services.console.recorded import Recorded

if TYPE_CHECKING:
    from answerable_services.console.view import View

UNDOES = {
    "callback.complete": "callback.withdraw_call",
    "callback.miss": "callback.withdraw_miss",
    "case.open": "case.withdraw_opening",
    "case.resolve": "case.withdraw_resolution",
    "complaint.approve_plan": "complaint.withdraw_step",
    "complaint.file": "complaint.withdraw_filing",
    "contact.abandon": "contact.withdraw_ending",
    "contact.answer": "contact.withdraw_ending",
    "contact.void": "contact.withdraw_ending",
    "fault.end": "fault.withdraw_end",
    "fault.report": "fault.withdraw_report",
    "handover.sign_in": "handover.annul",
}
"""What takes back what, by a later event; what is taken back with more thought stands on its page."""


def undo_of(view: View, done: Recorded) -> Action | None:
    """Give what takes back what was just recorded; None where nothing does, or whoever looks may not.

    Arguments:
        view: the page.
        done: what was recorded.
    """
    command = UNDOES.get(done.command) if done.is_new and done.site else None
    if command is None or not is_for(view, command, done.site):
        return None
    form = form_of(COMMANDS[command])
    href = address_of(form, site=done.site, target=done.matter)
    return Action(form, title_of(form, view.words), is_possible=True, href=href)
