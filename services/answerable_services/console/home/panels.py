"""The parts of the first page: what each shows of what waits, and how it gets done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from answerable_services.console.asking import Reply
from answerable_services.console.doing.calling_back import Calling
from answerable_services.console.doing.pressing import Press
from answerable_services.console.home.work import Work
from answerable_services.console.views.deadline import Tone


class Step(NamedTuple):
    """What gets a thing done.

    Arguments:
        href: the address of its form.
        title: the words on the button.
        press: the button itself, where nothing has to be typed.
    """

    href: str
    title: str
    press: Press | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits.

    Arguments:
        href: where it is done.
        matter: what people call it: its number, or its id.
        what: what it is about.
        person: somebody whom it concerns beside whoever looks, by id.
        tone: how much it asks for attention.
        icon: the mark beside the words.
        told: how it stands, in words.
        step: the form that gets it done, where one does; hidden from those who may not give it.
        calling: of a callback, the buttons that say what came of it.
        said: what has to be seen before it is done, each with its name.
    """

    href: str
    matter: str
    what: str
    person: str | None
    tone: Tone
    icon: str
    told: str
    step: Step | None = None
    calling: Calling | None = None
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the page; where nothing waits in it, only its name is shown.

    Arguments:
        work: what it holds.
        items: what waits, the most urgent first.
        total: how many there are in all, where that is known.
        everything: the list that has all of them.
        shown: what a part of its own shape shows, in place of items.
        failed: the question that nobody answered.
        is_more: whether there are more than the total says, and nobody counted how many.
    """

    work: Work
    items: tuple[Item, ...] = ()
    total: int | None = None
    everything: str | None = None
    shown: Any = None
    failed: Reply[Any] | None = None
    is_more: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits in it."""
        return not self.items and self.shown is None and self.failed is None
