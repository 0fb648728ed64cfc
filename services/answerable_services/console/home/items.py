"""What the parts of the first page are made of: items with the form that gets each done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from answerable.commands.registry import COMMANDS
from answerable.errors import Forbidden, NotFound, Refused
from answerable.identity import Grant, Principal
from answerable.identity.permission import scope
from answerable.queries.base import Direction
from answerable.queries.desk import StoryOf
from answerable.queries.registry import name_of
from answerable_services.console.address import question
from answerable_services.console.doing.filling import Known
from answerable_services.console.doing.offers import is_for
from answerable_services.console.doing.pressing import press_of
from answerable_services.console.doing.telling import version_of
from answerable_services.console.forms.form import form_of
from answerable_services.console.forms.offering import address_of
from answerable_services.console.forms.wording import title_of
from answerable_services.console.home.panels import Item, Step
from answerable_services.console.home.work import Work
from answerable_services.console.views.deadline import Tone
from answerable_services.console.views.links import link_of
from answerable_services.console.views.registers import stage_of

if TYPE_CHECKING:
    from answerable.queries.base import Query
    from answerable.queries.registers import RegisterQuery
    from answerable_services.console.asking import Reply
    from answerable_services.console.view import View

MOST = 8
"""Items of one part; the list behind it has all of them."""

STEPS: Mapping[Work, str] = {
    Work.ASKED: "case.accept",
    Work.REMINDERS: "reminder.acknowledge",
    Work.APPROVE: "complaint.approve_plan",
    Work.EXPORTS: "export.approve",
    Work.ALLOWED: "export.take_out",
    Work.SOUGHT: "disclosure.approve",
    Work.TO_TELL: "disclosure.tell",
    Work.INSIDE: "outsider.see_off",
    Work.DEPOSITS: "deposit.approve",
    Work.MY_SWAPS: "swap.agree",
    Work.SWAPS: "swap.approve",
    Work.LEAVES: "leave.approve",
    Work.ORDERS: "workorder.approve",
    Work.ORAL: "workorder.confirm_oral",
    Work.VENDORS: "workorder.allow_outside",
    Work.GIVE_OUT: "workorder.assign",
    Work.MONEY: "payment.receive",
    Work.DIFFERENCES: "payment.explain",
    Work.UNREVIEWED: "handover.review",
    Work.VISITS: "visit.make",
    Work.TAKE_OVER: "visit.review",
    Work.SURVEYED: "survey.approve_report",
    Work.RETURN_CALLS: "contact.answer",
    Work.UNWRITTEN: "incident.write_up",
    Work.ANSWERS: "dispute.answer",
    Work.SUPPLY: "demand.approve",
    Work.NEEDS: "demand.plan",
    Work.TRIALS: "suggestion.find_effect",
    Work.TO_READ: "documentcopy.acknowledge",
    Work.TO_REVIEW: "document.review",
    Work.TO_REVISE: "document.decide_revision",
    Work.TO_SIGN: "filledform.sign",
    Work.TO_ISSUE: "filledform.issue",
    Work.FORMS: "liaison.answer",
    Work.LATE_FORMS: "liaison.confirm",
    Work.OPINIONS: "liaison.tell_customer",
    Work.NEW_LEADS: "saleslead.pass_on",
    Work.MY_LEADS: "saleslead.take_up",
    Work.GRADES: "grading.confirm",
    Work.EVENTS: "customerevent.approve",
    Work.UNSENT: "shipment.send",
    Work.LOST_GOODS: "shipment.claim",
}
"""The command that gets done what waits; where the matter has to be looked at first, there is none."""

PRESSED = frozenset(
    {
        "case.accept",
        "complaint.approve_plan",
        "handover.sign_in",
        "reminder.acknowledge",
        "unsealing.attend",
    }
)
"""The commands of which nothing is typed, and all that is decided on stands on the first page."""


@dataclass(frozen=True, slots=True)
class Me:
    """Whoever looks.

    Arguments:
        person: their id.
        grants: their roles.
    """

    person: str
    grants: tuple[Grant, ...]

    @property
    def site(self) -> str | None:
        """The one site where they have their roles; None where these are several, or all."""
        sites = {grant.site for grant in self.grants}
        return next(iter(sites)) if len(sites) == 1 else None

    def site_of(self, query: type[Query[Any]]) -> str | None:
        """Give the one site of which they are told something; None where these are several, or all.

        A role is had at one site and may reach every one of them all the same, as an auditor's does.

        Arguments:
            query: what they ask.
        """
        found: set[str | None] = set()
        for sites in scope(Principal(id=self.person, grants=self.grants), name_of(query)).reaches.values():
            found |= {None} if sites is None else sites
        return next(iter(found)) if len(found) == 1 else None


def is_not_theirs(asked: Reply[Any]) -> bool:
    """Tell whether a part is not for whoever looks, as what it asks is refused to them."""
    return isinstance(asked.error, Forbidden | NotFound | Refused)


def step_of(view: View, command: str | None, site: str, **said: str) -> Step | None:
    """Give the form that gets something done, where whoever looks may give it.

    Arguments:
        view: the page.
        command: the form's command; None where there is none.
        site: where.
        said: what the form begins with.
    """
    if command is None or not is_for(view, command, site):
        return None
    form = form_of(COMMANDS[command])
    press = None
    if command in PRESSED:
        known = Known(None if view.person is None else view.person.id, said["target"])
        press = press_of(view, command, site, known, then="/")
    return Step(address_of(form, site=site, **said), title_of(form, view.words), press)


def staged(
    published: RegisterQuery, row: Any, what: str, person: str | None, view: View, step: Step | None
) -> Item:
    """Make the item of a matter that has a stage.

    Arguments:
        published: its register.
        row: the register's.
        what: what it is about.
        person: somebody whom it concerns.
        view: the page.
        step: what gets it done.
    """
    matter = getattr(row, published.register.stream)
    called, href = getattr(row, "number", None) or matter, str(link_of(matter))
    stage = stage_of(published.register, row.state, view.words)
    if stage is None:
        return Item(href, called, what, person, Tone.CALM, "note", "", step)
    return Item(href, called, what, person, stage.tone, stage.icon, stage.text, step)


async def as_shown(view: View, matter: str, item: Item) -> Item:
    """Let an item's button say how far its matter has come, where it has a button.

    Arguments:
        view: the page; asks as whoever looks at it.
        matter: its id.
        item: as it is shown.
    """
    step = item.step
    if step is None or step.press is None:
        return item
    told = (await view.ask(question(StoryOf, matter=matter, order=Direction.DESCENDING, limit=1))).answer
    if told is None or not told.entries:
        return item
    press = step.press.showing(version_of(told.entries[0].event))
    return replace(item, step=step._replace(press=press))
