"""A stream's flow: its stages, which event leads from where to where, who may take the step, and the article.

A flow is said once, beside the stream's events. The writer's guard and state, the desk's rows, the pages'
chips, the queries' enumerations and the diagrams in the reference all read it there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, TypeVar

from answerable.errors import Refused
from answerable.wording import Sentence, catalogue, listed, say, stage_named, verbatim

S = TypeVar("S", bound=StrEnum)

_PARTY = "flow.party."

KEPT_STEPS = 8
"""What held before so many steps is kept, so that each of them can be taken back: what goes on for years, as
the stock of some goods, would grow without end.
"""


@dataclass(frozen=True)
class Party:
    """Who may take a step, by their part in the matter.

    Arguments:
        name: the part in words, as in ``the person asked``.
        people: takes the matter's state and the event, and gives who has that part: None where it is nobody
            in particular, so that anybody may. Left out where the state does not know the people.
        article: the one that gives them the step; the flow's where there is none.
        named_in: the fields of the event that say who takes it, or had it recorded.
        is_barred: whether it is they who may not, and everybody else may.
    """

    name: str
    people: Callable[[Any, Any], Collection[str | None] | None] | None = None
    article: str | None = None
    named_in: tuple[str, ...] = ("actor",)
    is_barred: bool = False

    @property
    def said(self) -> str:
        """Who may, in words."""
        return f"anybody but {self.name}" if self.is_barred else self.name

    @property
    def word(self) -> Sentence:
        """The part in both languages; in English alone where the catalogue does not know it."""
        key = f"{_PARTY}{self.name.replace(' ', '-')}"
        return say(key) if key in catalogue() else verbatim(self.name)

    def takers(self, event: Any) -> tuple[str, ...]:
        """Give who takes the step, by the fields of the event that say so.

        Arguments:
            event: what happened.
        """
        named = (getattr(event, name) for name in self.named_in)
        return tuple(dict.fromkeys(person for person in named if person is not None))

    def fault(self, state: Any, event: Any, matter: str) -> Sentence | None:
        """Say why the people who take a step may not; None where they may, or where that is not known.

        Arguments:
            state: the matter's, before the step.
            event: what shall happen.
            matter: its id, for the message.
        """
        people = None if self.people is None else self.people(state, event)
        if people is None:
            return None
        for person in self.takers(event):
            if self.is_barred != (person in people):
                continue
            if self.is_barred:
                return say("flow.is_not_for", matter=matter, who=self.word, person=person)
            known = sorted(filter(None, people))
            named = listed(known, by="or") if known else say("flow.nobody_yet")
            return say("flow.is_for", matter=matter, who=self.word, people=named, person=person)
        return None


@dataclass(frozen=True)
class Step(Generic[S]):
    """An event and where it leads.

    Arguments:
        event: the event's model.
        sources: the stages in which it may happen; none where it begins the matter.
        to: the stage it leads to; None where the matter stays where it is.
        article: the regulation's article behind it, where there is one.
        by: who may take it; anybody where it is not said.
        is_note: whether it only tells something: a note may be entered behind a later step, a step may not.
            A note that leads to another stage takes back the step out of it.
        is_beside: whether it stands beside others of its stage, in no order with them: it follows what led to
            the stage, and what leads on follows it.
        is_back: whether it leads back to where the matter stood before what it takes back, with all that held
            then: one of the stages that the event's steps from there say, and the first where that is not
            known any more.
    """

    event: type
    sources: tuple[S, ...]
    to: S | None = None
    article: str | None = None
    by: Party | None = None
    is_note: bool = False
    is_beside: bool = False
    is_back: bool = False


class Pace(StrEnum):
    """Whether somebody has to do something in a stage."""

    RUNNING = "running"
    """Somebody has: time runs."""
    RESTING = "resting"
    """Nobody can for now: time stands still."""
    DONE = "done"
    """What it is about is done, and a last word may come, such as a review."""
    OVER = "over"
    """No step leads further."""


class Flow(Generic[S]):
    """The stages of a matter and the steps between them.

    Arguments:
        stages: the closed set of stages, in the order in which a matter usually goes through them.
        steps: every event of the stream; an event may stand in several steps with different sources.
        article: the one that gives the order of the steps; each step's own where there is none.
        rests: the stages in which no time runs, because nobody can do anything.
        done: the stages in which what it is about is done, though further steps may follow.
        is_in_haste: whether its steps are taken while somebody waits at the desk or on the line, and add to
            what is there: a page that is behind then asks nobody to look again.
    """

    def __init__(
        self,
        stages: type[S],
        steps: Iterable[Step[S]],
        *,
        article: str | None = None,
        rests: Collection[S] = (),
        done: Collection[S] = (),
        is_in_haste: bool = False,
    ) -> None:
        self.stages = stages
        self.is_in_haste = is_in_haste
        self.article = article
        self._rests, self._done = frozenset(rests), frozenset(done)
        self.steps = tuple(steps)
        self._after: dict[tuple[S | None, type], S] = {}
        self._of: dict[type, list[Step[S]]] = {}
        self._by: dict[type, Party] = {}
        for step in self.steps:
            self._of.setdefault(step.event, []).append(step)
            if step.by is not None and self._by.setdefault(step.event, step.by) is not step.by:
                message = f"{step.event.__name__} is for {step.by.said}, and for {self._by[step.event].said}"
                raise TypeError(message)
            for source in step.sources or (None,):
                to = step.to or source
                if to is None:
                    message = f"{step.event.__name__} begins a matter and says no stage"
                    raise TypeError(message)
                if self._after.setdefault((source, step.event), to) is not to and not step.is_back:
                    message = f"{step.event.__name__} leads from {source} to two stages"
                    raise TypeError(message)
        self._notes = frozenset(
            event for event, of_event in self._of.items() if all(step.is_note for step in of_event)
        )
        self._beside = frozenset(
            event for event, of_event in self._of.items() if all(step.is_beside for step in of_event)
        )
        self._taking_back = frozenset(
            event for event in self._notes if any(step.to is not None for step in self._of[event])
        )
        self._restoring = frozenset(step.event for step in self.steps if step.is_back)
        self._remembered = frozenset(
            (step.to, fact)
            for step in self.steps
            if step.is_back
            for fact in getattr(step.event, "corrects", ())
        )

    def __contains__(self, event: type) -> bool:
        """Tell whether an event is one of the flow's."""
        return event in self._of

    @cached_property
    def ends(self) -> frozenset[S]:
        """The stages that no step leads out of, unless it begins the matter again or takes a step back.

        What only tells something leads nowhere in this sense: a matter that ended may still be taken back.
        """
        order = list(self.stages)
        return frozenset(
            stage
            for stage in order
            if not any(
                stage in step.sources and order.index(step.to or stage) > order.index(stage)
                for step in self.steps
                if not step.is_note
            )
        )

    def pace(self, stage: S) -> Pace:
        """Tell whether time runs in a stage, stands still, or matters no more.

        Arguments:
            stage: where a matter stands.
        """
        if stage in self._rests:
            return Pace.RESTING
        if stage in self._done:
            return Pace.DONE
        return Pace.OVER if stage in self.ends else Pace.RUNNING

    def is_note(self, event: type) -> bool:
        """Tell whether an event only tells something, and takes no step."""
        return event in self._notes

    def is_beside(self, event: type) -> bool:
        """Tell whether an event stands beside others of its stage, in no order with them."""
        return event in self._beside

    def leads_on(self, event: type) -> bool:
        """Tell whether an event leads a matter to another stage, from one of its stages at least."""
        return any(step.to is not None for step in self._of.get(event, ()))

    def takes_back(self, event: type) -> bool:
        """Tell whether an event takes a step back: the matter stands where it stood before that."""
        return event in self._taking_back

    def restores(self, event: type) -> bool:
        """Tell whether an event leads back to all that held before what it takes back."""
        return event in self._restoring

    def remembers(self, stage: S | None, event: type) -> bool:
        """Tell whether what held in a stage is remembered behind an event: one may lead back to it."""
        return (stage, event) in self._remembered

    @property
    def has_memory(self) -> bool:
        """Whether anything leads back to all that held before."""
        return bool(self._restoring)

    def after(self, stage: S | None, event: type) -> S:
        """Give the stage behind an event, as the ledger has it.

        An event that an older flow allowed and this one does not still leads where it leads.
        """
        found = self._after.get((stage, event))
        if found is not None:
            return found
        to = self._of[event][0].to or stage
        if to is None:
            message = f"{event.__name__} comes before the matter began"
            raise ValueError(message)
        return to

    def guard(self, stage: S | None, event: type, name: str) -> None:
        """Refuse an event in a stage that it cannot happen in.

        Arguments:
            stage: where the matter stands; None before it began.
            event: the model of what shall happen.
            name: the matter's id, for the message.

        Raises:
            Refused: the flow has no such step from there.
        """
        if (stage, event) in self._after:
            return
        steps = self._of[event]
        sources = [source for step in steps for source in step.sources]
        named = [stage_named(source) for source in dict.fromkeys(sources)]
        wanted = listed(named, by="or") if named else say("flow.new")
        there = say("flow.not_there") if stage is None else stage_named(stage)
        said = say("flow.not_now", matter=name, there=there, wanted=wanted)
        raise Refused(said, rule=self.article or steps[0].article)

    def admit(self, state: Any, event: Any, name: str) -> None:
        """Refuse an event that is not for whoever takes the step, as far as the state knows the people.

        Arguments:
            state: the matter's, before the event; None before it began.
            event: what shall happen.
            name: the matter's id, for the message.

        Raises:
            Refused: somebody else has that part in the matter.
        """
        party = self._by.get(type(event))
        if party is None or state is None:
            return
        if (fault := party.fault(state, event, name)) is not None:
            raise Refused.for_others(fault, rule=party.article or self.article)

    def sources(self, event: type) -> tuple[S, ...]:
        """Give the stages in which an event may happen, in order; none where it begins the matter."""
        found = {source for step in self._of.get(event, ()) for source in step.sources}
        return tuple(stage for stage in self.stages if stage in found)

    def party(self, event: type) -> Party | None:
        """Tell whom an event is for; None where it is for anybody."""
        return self._by.get(event)

    @cached_property
    def barred(self) -> dict[Any, tuple[Party, S | None]]:
        """Each event that somebody is barred from, and where it leads; what takes a step back left out."""
        return {
            event: (party, self._of[event][0].to)
            for event, party in self._by.items()
            if party.is_barred and party.people is not None and event not in self._taking_back
        }

    def way_back(self, stage: S, step: S) -> list[type]:
        """Give the events that take a matter back behind a step, from where it stands, one after the other.

        Arguments:
            stage: where it stands.
            step: the stage that the step led to.
        """
        order, way = list(self.stages), []
        while order.index(stage) >= order.index(step):
            back = [
                (order.index(one.to), one.event)
                for one in self.steps
                if one.to is not None and stage in one.sources and one.event in self._taking_back
            ]
            earlier = [(place, event) for place, event in back if place < order.index(stage)]
            if not earlier:
                break
            place, event = min(earlier, key=lambda one: one[0])
            way.append(event)
            stage = order[place]
        return way

    @property
    def parties(self) -> Iterator[tuple[type, Party]]:
        """Each event that is not for anybody, with who may take it, in the order of the steps."""
        yield from self._by.items()

    def mermaid(self) -> str:
        """Draw the flow as a Mermaid state diagram; notes, which lead nowhere, are listed below it."""
        lines = ["stateDiagram-v2", *self._arrows()]
        return "\n".join(lines)

    def _arrows(self) -> Iterator[str]:
        for step in self.steps:
            party = self._by.get(step.event)
            by = "" if party is None else f" by {party.said}"
            told = f": {step.event.__name__}{by}" + (f" ({step.article})" if step.article else "")
            for source in step.sources or (None,):
                to = step.to or source
                if source is None:
                    yield f"    [*] --> {to}{told}"
                elif to is not source or not step.is_note:
                    yield f"    {source} --> {to}{told}"
        yield from (f"    {stage} --> [*]" for stage in self.stages if stage in self.ends)


def word(stage: StrEnum) -> str:
    """Write a stage as people say it: ``not upheld`` of ``not_upheld``."""
    return stage.value.replace("_", " ")
