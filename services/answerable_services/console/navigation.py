"""The areas of the pages, and the ways back to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from answerable.queries.registers import REGISTERS
from answerable.queries.registry import name_of
from answerable_services.console.administration import SECTIONS, sections_of
from answerable_services.console.language import Words

_FIRST = (("complaints", "/complaints", "p"), ("faults", "/faults", "f"))
"""The registers that stand beside the other areas; all others follow behind them."""

_IN_THE_MENU = frozenset({"contacts", "deliveries", "people", "notes", "exports", "attempts"})
"""The further registers that the menu names; the rest stand together on a page, which it leads to."""

ROSTER = "roster"
"""The area of the roster, day by day: it stands on the page of registers."""

SHELF = "registers"
"""The area of that page."""

_LETTERS = {"contacts": "t", "notes": "n", "deliveries": "d", "people": "e"}


def _further() -> tuple[tuple[str, str, str], ...]:
    """Give the areas that all other registers make."""
    names = {one.register.name for one in REGISTERS.values() if one.register.has_pages}
    further = sorted(names - {name for name, _, _ in _FIRST})
    return tuple((name, f"/{name}", _LETTERS.get(name, "")) for name in further)


_FURTHER = _further()

NAVIGATION: tuple[tuple[str, str, str], ...] = (
    ("home", "/", "m"),
    ("overview", "/overview", "o"),
    ("cases", "/cases", "c"),
    ("scores", "/scores", "s"),
    ("due", "/due", "u"),
    ("callbacks", "/callbacks", "b"),
    ("handovers", "/handovers", "h"),
    *_FIRST,
    ("access", "/access", "a"),
    ("system", "/system", "y"),
    ("admin", "/admin", "i"),
    (SHELF, "/registers", "r"),
    (ROSTER, "/roster", ""),
    *_FURTHER,
)
"""The areas: name, address, and the letter that follows ``g`` on the keyboard; none where it is empty."""


_ASKS = {
    "home": ("desk.sites",),
    "overview": ("desk.overview",),
    "scores": ("scoring.statements",),
    "due": ("callbacks.owed",),
    ROSTER: ("desk.roster",),
    "callbacks": ("callbacks.due",),
    "access": ("audit.findings", "audit.accesses"),
    "system": ("desk.ledger_status",),
    "admin": tuple(dict.fromkeys(action for actions in SECTIONS.values() for action in actions)),
    **{one.register.name: (name_of(one.query),) for one in REGISTERS.values()},
    SHELF: tuple(name_of(one.query) for one in REGISTERS.values() if one.register.has_pages),
}
"""What an area's first page asks: who may ask none of it has no use for the area."""


_ON_THE_SHELF = frozenset({ROSTER, *(name for name, _, _ in _FURTHER)}) - _IN_THE_MENU


def is_in_the_menu(area: str) -> bool:
    """Tell whether the menu names an area itself: the rest stand on the page of registers."""
    return area not in _ON_THE_SHELF


def areas_for(may: Callable[[str], bool]) -> tuple[tuple[str, str, str], ...]:
    """Give the areas in which somebody may see something, each with the address where it begins for them.

    Arguments:
        may: tells whether they may ask a question at all, by its name.
    """
    seen = (area for area in NAVIGATION if any(may(action) for action in _ASKS[area[0]]))
    return tuple((name, _first_page(name, href, may), letter) for name, href, letter in seen)


def _first_page(name: str, href: str, may: Callable[[str], bool]) -> str:
    """Give where an area begins; the administration begins with the first section that somebody has."""
    return f"{href}/{sections_of(may)[0]}" if name == "admin" else href


def ways_back(path: str, words: Words, areas: Iterable[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Give where to go on from an error: the list that was asked for, from its start, and one's own work.

    Arguments:
        path: the address that was asked for.
        words: the page's.
        areas: those that the reader has.
    """
    shown = {name: href for name, href, _ in areas}
    area = path.strip("/").partition("/")[0].partition(".")[0]
    listed_at = {href: name for name, href, _ in NAVIGATION if href != "/" and name in shown}
    ways = [("/", words("error.back"))] if "home" in shown or not shown else []
    if (name := listed_at.get(f"/{area}")) is not None:
        ways.insert(0, (shown[name], words("error.back_to", what=words(f"nav.{name}"))))
    return ways
