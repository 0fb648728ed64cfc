"""Marks inside a row or a story as inline SVG, coloured by the style sheet; no script, no library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from markupsafe import Markup, escape

from answerable_services.console.views.timeline import Band, Span

N = TypeVar("N", float, Decimal)

_OWNER_COLOURS = 6
_HATCH = Markup(
    '<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path class="hatch" d="M2 0V8"/></pattern></defs>'
)


def fraction(value: N, low: N, high: N) -> float:
    """Tell where a value lies between two others, from 0 to 1; values outside are held at the ends."""
    if high <= low:
        return 0.0
    return min(1.0, max(0.0, float((value - low) / (high - low))))


def _tag(name: str, **attributes: object) -> Markup:
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items()
    )
    return Markup("<{}{}/>").format(Markup(name), Markup(written))  # noqa: S704  (each value is escaped above)


def _text(x: float, y: float, content: object, kind: str, anchor: str = "middle") -> Markup:
    return Markup('<text x="{}" y="{}" class="{}" text-anchor="{}">{}</text>').format(
        round(x, 1), round(y, 1), kind, anchor, content
    )


def _titled(shape: Markup, title: str) -> Markup:
    return Markup("<g>{}<title>{}</title></g>").format(shape, title)


def _svg(width: int, height: int, label: str, kind: str, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg class="chart {}" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>'
    ).format(kind, width, height, width, height, label, Markup("").join(parts))


def step_bar(start: Decimal, end: Decimal, low: Decimal, high: Decimal, *, kind: str, label: str) -> Markup:
    """Draw one step of a waterfall on the axis that all its steps share.

    Arguments:
        start: the score before the step.
        end: the score behind it.
        low: where the axis begins.
        high: where it ends.
        kind: the step's class.
        label: the step in words.
    """
    width, height = 400, 18
    a, b = sorted((fraction(start, low, high), fraction(end, low, high)))
    x, size = round(width * a, 1), round(max(width * (b - a), 2.0), 1)
    mark = round(width * fraction(end, low, high), 1)
    parts = [
        _tag("rect", x=x, y=3, width=size, height=height - 6, rx=2, class_=f"step {kind}"),
        _tag("line", x1=mark, x2=mark, y1=0, y2=height, class_="step-end"),
    ]
    return Markup(
        '<svg class="chart step" viewBox="0 0 {} {}" preserveAspectRatio="none" '
        'role="img" aria-label="{}">{}</svg>'
    ).format(width, height, label, Markup("").join(parts))


@dataclass(frozen=True, slots=True)
class BandWords:
    """The words of an ownership band: its label, and those of a span, a wait, a pause, a limit, the end."""

    label: str
    owners: tuple[str, ...]
    waiting: tuple[str, ...]
    pauses: tuple[str, ...]
    limit: str
    start: str
    end: str


def colours_of(spans: Sequence[Span]) -> dict[str, int]:
    """Give each owner a colour's number, in the order in which they come."""
    found: dict[str, int] = {}
    for span in spans:
        found.setdefault(span.who, len(found) % _OWNER_COLOURS)
    return found


def ownership_band(band: Band, words: BandWords) -> Markup:
    """Draw who owned a case when, with waits, pauses and the end of the time limit.

    Arguments:
        band: what to draw.
        words: the same in words, a title for each part.
    """
    width, height, top, thick = 1000, 86, 22, 26
    low = band.start.timestamp()
    high = max(band.end.timestamp(), low + 60)
    limit = band.limit.timestamp()
    # A limit that lies a little ahead is shown; one far behind the end would leave no room for the story.
    reach = high + 0.35 * (high - low)
    shown_to = max(high, limit) if limit <= reach else high

    def x_of(moment: datetime) -> float:
        return round(width * fraction(moment.timestamp(), low, shown_to), 1)

    def rect(span: Span, y: float, thickness: float, **look: str) -> Markup:
        x = x_of(span.start)
        size = round(max(x_of(span.end) - x, 3.0), 1)
        return _tag("rect", x=x, y=y, width=size, height=thickness, **look)

    parts = [_HATCH, _tag("rect", x=0, y=top, width=width, height=thick, class_="track")]
    colours = colours_of(band.owners)
    for span, title in zip(band.owners, words.owners, strict=True):
        parts.append(_titled(rect(span, top, thick, class_=f"owner owner-{colours[span.who]}"), title))
    for span, title in zip(band.pauses, words.pauses, strict=True):
        parts.append(_titled(rect(span, top, thick, class_="pause", fill="url(#hatch)"), title))
    for span, title in zip(band.waiting, words.waiting, strict=True):
        parts.append(_titled(rect(span, top + thick + 4, 6, class_="waiting"), title))
    parts.append(_text(0, 14, words.start, "axis", "start"))
    parts.append(_text(width, 14, words.end, "axis", "end"))
    if low <= limit <= shown_to:
        x = x_of(band.limit)
        anchor = "start" if x < width / 3 else "end" if x > width * 2 / 3 else "middle"
        parts.append(_tag("line", x1=x, x2=x, y1=top - 4, y2=top + thick + 14, class_="limit"))
        parts.append(_text(x, height - 8, words.limit, "axis limit-text", anchor))
    return _svg(width, height, words.label, "band", parts)
