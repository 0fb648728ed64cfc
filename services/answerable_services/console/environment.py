"""How templates are filled: where they are, and the filters that write numbers, days and ids in them."""

from __future__ import annotations

from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from answerable.wording import numbers
from answerable_services.console.language import Language
from answerable_services.console.views import format as written
from answerable_services.console.views.evidence import kind_named
from answerable_services.console.views.failures import reason_of, untold
from answerable_services.console.views.links import link_of, originator_of

HERE = Path(__file__).parent
STATIC = HERE / "static"


@cache
def stamp() -> str:
    """Name the static files' state, so that a browser loads them anew when they changed."""
    digest = sha256()
    for path in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@pass_context
def link_for(context: Context, reference: str) -> str | None:
    """Give the address of what is named, where whoever reads the page may see it.

    Arguments:
        context: the page's values.
        reference: the id of an aggregate or of one of its events.
    """
    view = context.get("view")
    return link_of(reference) if view is None else view.link(reference)


@cache
def environment(language: Language) -> Environment:
    """Make a language's template environment: escaping always, a missing name is an error.

    Arguments:
        language: in which numbers, money and days are written.
    """
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "machine": written.machine_time,
        "day": written.day,
        "weekday": partial(written.weekday, language=language),
        "points": partial(numbers.points, language=language),
        "number": partial(numbers.number, language=language),
        "money": partial(numbers.money, language=language),
        "size": partial(written.size, language=language),
        "originator": originator_of,
        "link": link_for,
        "kind": kind_named,
        "reason": partial(reason_of, language=language),
        "untold": partial(untold, language=language),
    }
    made.globals |= {
        "percent": partial(numbers.percent, language=language),
        "minus": numbers.MINUS,
    }
    return made
