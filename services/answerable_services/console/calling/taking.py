"""Taking a call: its form, a look at all that was typed, and the commands given one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from fastapi.responses import Response
from pydantic_core import to_json

from answerable.commands.registry import COMMANDS
from answerable.errors import AnswerableError, Conflict, Invalid, Unavailable
from answerable.messaging.problems import problem_of
from answerable.wording import Language
from answerable_services.console.calling.caller import REPEAT_DAYS, caller_of
from answerable_services.console.calling.outcomes import (
    ALSO,
    ANSWER,
    INTO_TOPIC,
    RECEIVE,
    SHOWN,
    STEPS,
    TEXT,
    Outcome,
    input_of,
    on_the_page,
)
from answerable_services.console.calling.progress import Progress
from answerable_services.console.doing.choosing import candidates, customer_in
from answerable_services.console.doing.drafting import draft_of
from answerable_services.console.doing.filling import Known, filled
from answerable_services.console.doing.giving import REPEATED, lead_on
from answerable_services.console.doing.offers import is_for
from answerable_services.console.doing.telling import until_told
from answerable_services.console.forms import (
    SEARCH,
    Entry,
    Fault,
    Faults,
    ShownField,
    by_the_clock,
    form_of,
    parse,
    place,
    settled,
    shown,
    title_of,
    typed_of,
)
from answerable_services.console.recorded import Recorded
from answerable_services.console.views.links import link_of

if TYPE_CHECKING:
    from answerable_services.console.view import View

LOOK, OUTCOME = "look", "outcome"
"""The names of the buttons."""

_NOT_YET = {"contact": "contact-0", "case": "case-0"}
"""What stands for an id that a step gives, while all that was typed is looked at before the first."""

Sent = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Amiss:
    """Why the page is shown again.

    Arguments:
        faults: what is wrong, beside the inputs.
        status: of the answer.
        step: the command that was not recorded; empty where none was tried.
        is_unknown: whether it may have been recorded all the same.
    """

    faults: Faults = field(default_factory=Faults)
    status: int = 200
    step: str = ""
    is_unknown: bool = False


class Taking:
    """Shows and takes the form of a call.

    Arguments:
        view: the page.
        site: where.
    """

    def __init__(self, view: View, site: str) -> None:
        self._view = view
        self._site = site
        self._zone = view.zone(site)

    async def show(self, customer: str, kept: Mapping[str, str]) -> Response:
        """Show the form; the call begins now, or goes on where part of it was recorded.

        Arguments:
            customer: who calls, where that is known.
            kept: what the address says of how far the call is recorded.
        """
        typed = {"customer": [customer]} if customer else {}
        begun = Progress.at(kept, self._view.now)
        return await self._page(typed, begun if begun.done else Progress.new(self._view.now))

    async def take(self, sent: Sent) -> Response:
        """Take what was typed, and record it by the outcome whose button was pressed.

        Arguments:
            sent: what the browser sent, by the names of the inputs.
        """
        typed, progress = settled(sent), Progress.kept(sent, self._view.now)
        wanted = sent.get(OUTCOME, [""])[0]
        if SEARCH in sent or wanted not in set(Outcome):
            return await self._page(typed, progress, searched=sent.get(SEARCH, [""])[0])
        outcome = Outcome(wanted)
        steps = [step for step in STEPS[outcome] if step not in progress.done]
        if not typed.get(TEXT, [""])[0].strip():
            steps = [step for step in steps if step != ALSO]
        read = {step: self._read(step, outcome, typed, progress) for step in steps}
        faults = _joined(on_the_page(step, entry.faults) for step, entry in read.items())
        if faults:
            return await self._page(typed, progress, Amiss(faults, Invalid.status), outcome=outcome)
        return await self._record(outcome, steps, typed, progress)

    def _read(self, step: str, outcome: Outcome, typed: Sent, progress: Progress) -> Entry:
        """Read what was typed for one command, with what the page knows beside."""
        form = form_of(COMMANDS[step])
        person = None if self._view.person is None else self._view.person.id
        body, _ = filled(form, Known(person))
        talked = int((self._view.now - progress.began).total_seconds())
        known = {**_NOT_YET, **progress.made, "asked": person, "talk_s": talked, "began_at": progress.began}
        body |= {
            name: value for name, value in known.items() if self._is_known(step, name) and value is not None
        }
        submitted = dict(typed_of(form, body, self._zone))
        for one in form.fields:
            name = input_of(step, one.name)
            if name in typed and name in SHOWN and one.name not in body:
                submitted[one.name] = list(typed[name])
        text = typed.get(TEXT, [""])[0].strip()
        if step == RECEIVE and text and outcome in INTO_TOPIC:
            topic = typed.get("topic", [""])[0].strip()
            submitted["topic"] = [f"{topic}{self._view.words('colon')}{text}" if topic else ""]
        return parse(form, submitted, self._zone)

    def _is_known(self, step: str, name: str) -> bool:
        form = form_of(COMMANDS[step])
        is_own = form.stream == name and step in (RECEIVE, "case.open")
        return form.field(name) is not None and not is_own and (name != "case" or step == ALSO)

    async def _record(
        self, outcome: Outcome, steps: Sequence[str], typed: Sent, progress: Progress
    ) -> Response:
        """Give the commands one after the other; what was recorded before one is refused stays."""
        view, receipt, told = self._view, None, None
        moved = view.console.notices.count
        for step in steps:
            body = dict(self._read(step, outcome, typed, progress).body or {})
            if step == RECEIVE:
                body["occurred_at"] = progress.began.isoformat()
            try:
                command = COMMANDS[step].model_validate_json(
                    to_json({**body, "site": self._site}), strict=True
                )
                receipt = await view.command(command, key=f"{progress.key}.{step}")
            except AnswerableError as error:
                if step == ANSWER and error.rule == REPEATED:
                    progress.recorded(step, None)  # sent twice: the talk is a second longer by now
                    continue
                return await self._refused(outcome, step, error, typed, progress)
            progress.recorded(step, receipt)
            # What is told is what came of the call, and not the note that is written to it at the end.
            told = receipt if step != ALSO or told is None else told
        if receipt is None:
            return self._was_so(progress)
        await until_told(view, self._site, receipt, moved)
        return await lead_on(view, self._site, told or receipt)

    def _was_so(self, progress: Progress) -> Response:
        """Lead to what came of a call of which nothing was left to be recorded."""
        matter = list(progress.made.values())[-1]
        response = self._view.lead_to(str(link_of(matter)))
        told = Recorded(command=progress.done[-1], matter=matter, is_new=False, site=self._site)
        told.tell_on(response)
        return response

    async def _refused(
        self, outcome: Outcome, step: str, error: AnswerableError, typed: Sent, progress: Progress
    ) -> Response:
        """Show the form again: what was recorded, what was not and why, and how to go on from there."""
        placed = by_the_clock(place(form_of(COMMANDS[step]), problem_of(error)), self._view.zone(self._site))
        faults = on_the_page(step, placed)
        if error.rule == REPEATED or isinstance(error, Conflict):
            progress.key = token_urlsafe(18)
        amiss = Amiss(faults, error.status, step, isinstance(error, Unavailable))
        return await self._page(typed, progress, amiss, outcome=outcome)

    async def _page(
        self,
        typed: Sent,
        progress: Progress,
        amiss: Amiss | None = None,
        *,
        searched: str = "",
        outcome: Outcome | None = None,
    ) -> Response:
        view, amiss = self._view, amiss or Amiss()
        offered: dict[str, list[tuple[str, str]]] = {}
        if searched in SHOWN:
            about = form_of(COMMANDS[SHOWN[searched]]).field(searched)
            if about is not None and about.searches is not None:
                text = typed.get(searched, [""])[0]
                found = await candidates(view, about.searches, text, self._site)
                offered[searched] = [(one.id, one.name) for one in found]
        fields = {name: self._shown(step, name, typed, amiss.faults, offered) for name, step in SHOWN.items()}
        return view.page(
            "call/page.html",
            "call",
            status=amiss.status,
            site=self._site,
            fields=fields,
            wrong=[(one.id, one.label, said) for one in fields.values() for said in one.faults],
            of_whole=[self._said(fault) for fault in amiss.faults.of_whole],
            amiss=amiss,
            missed=title_of(form_of(COMMANDS[amiss.step]), view.words) if amiss.step else "",
            progress=progress,
            draft=draft_of("call", {"site": self._site}),
            # Only a page that was asked for, and not sent, knows nothing of what was typed.
            is_typed=view.request.method == "POST",
            at=progress.address(self._site),
            recorded=[(title_of(form_of(COMMANDS[step]), view.words)) for step in progress.done],
            outcomes=[one for one in Outcome if self._may(one)],
            chosen=outcome,
            caller=await caller_of(view, typed.get("customer", [""])[0], progress.made.values()),
            customer=customer_in(typed.get("customer", [""])[0]),
            repeat_days=REPEAT_DAYS,
        )

    def _said(self, fault: Fault) -> str:
        said = fault.said
        return said.zh if self._view.language is Language.ZH else said.en

    def _may(self, outcome: Outcome) -> bool:
        return all(is_for(self._view, step, self._site) for step in STEPS[outcome] if step != ALSO)

    def _shown(
        self,
        step: str,
        name: str,
        typed: Sent,
        faults: Faults,
        offered: Mapping[str, Sequence[tuple[str, str]]],
    ) -> ShownField:
        """Write one input as its command's form does."""
        form, words = form_of(COMMANDS[step]), self._view.words
        stands = typed_of(form, {"channel": "call"} if name == "channel" else {}, self._zone)
        if name in typed:
            stands[name] = list(typed[name])
        written = shown(form, words, typed=stands, faults=faults, offered=offered, place="call")
        found = next(one for group in written.groups for one in group.fields if one.name == name)
        is_asked = name in ("channel", "topic")
        label = words("call.text") if name == TEXT else found.label
        return replace(found, label=label, help="", is_required=is_asked, is_optional=False)


def _joined(every: Iterable[Faults]) -> Faults:
    of_fields: dict[str, tuple[Fault, ...]] = {}
    of_whole: list[Fault] = []
    for faults in every:
        of_fields |= {name: found for name, found in faults.of_fields.items() if name not in of_fields}
        of_whole += [one for one in faults.of_whole if one not in of_whole]
    return Faults(of_fields, tuple(of_whole))
