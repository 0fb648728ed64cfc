"""Charts as inline SVG, made here and coloured by the style sheet's classes; no script, no library."""

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


def ceiling_of(highest: int) -> int:
    """Give the round number that an axis ends at: 1, 2, 5 or 10 times a power of ten, at least 4."""
    size = 1
    while True:
        for factor in (1, 2, 4, 5, 8):
            if factor * size >= max(highest, 4):
                return factor * size
        size *= 10


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


def bars_by_hour(counts: Sequence[int], *, label: str, unit: str) -> Markup:
    """Draw one bar an hour of the day.

    Arguments:
        counts: 24 numbers, from midnight on.
        label: what the chart shows, for those who do not see it.
        unit: what is counted, for each bar's own title.
    """
    width, height, left, top, bottom = 480, 150, 34, 12, 20
    top_value = ceiling_of(max(counts, default=0))
    plot = height - top - bottom
    slot = (width - left) / max(len(counts), 1)
    parts = []
    for share in (0.0, 0.5, 1.0):
        y = round(top + plot * (1 - share), 1)
        parts.append(_tag("line", x1=left, x2=width, y1=y, y2=y, class_="grid"))
        parts.append(_text(left - 6, y + 4, f"{round(top_value * share):,}", "axis", "end"))
    for hour, count in enumerate(counts):
        size = round(plot * fraction(float(count), 0.0, float(top_value)), 1)
        x = round(left + slot * hour + 1.5, 1)
        bar = _tag(
            "rect",
            x=x,
            y=round(top + plot - size, 1),
            width=round(slot - 3, 1),
            height=size,
            rx=1.5,
            class_="bar",
        )
        parts.append(_titled(bar, f"{hour:02d}:00–{hour:02d}:59 · {count:,} {unit}"))
        if hour % 3 == 0:
            parts.append(_text(x + slot / 2 - 1.5, height - 5, f"{hour:02d}", "axis"))
    return _svg(width, height, label, "hours", parts)


@dataclass(frozen=True, slots=True)
class Stack:
    """One column of stacked parts.

    Arguments:
        name: what stands under it.
        parts: each part's class and height, from the bottom up.
        title: the column in words.
    """

    name: str
    parts: tuple[tuple[str, int], ...]
    title: str


def stacked_columns(stacks: Sequence[Stack], *, label: str) -> Markup:
    """Draw a column a month, or a grade, with its parts on top of one another.

    Arguments:
        stacks: the columns, left to right.
        label: what the chart shows, for those who do not see it.
    """
    height, left, top, bottom, slot = 170, 34, 18, 22, 46
    width = max(left + slot * len(stacks), 320)
    plot = height - top - bottom
    top_value = ceiling_of(max((sum(size for _, size in stack.parts) for stack in stacks), default=0))
    parts = []
    for share in (0.0, 0.5, 1.0):
        y = round(top + plot * (1 - share), 1)
        parts.append(_tag("line", x1=left, x2=width, y1=y, y2=y, class_="grid"))
        parts.append(_text(left - 6, y + 4, f"{round(top_value * share):,}", "axis", "end"))
    for index, stack in enumerate(stacks):
        x, floor = left + slot * index + 8, float(top + plot)
        for kind, count in stack.parts:
            size = plot * fraction(float(count), 0.0, float(top_value))
            floor -= size
            shape = _tag("rect", x=x, y=round(floor, 1), width=slot - 16, height=round(size, 1), class_=kind)
            parts.append(_titled(shape, stack.title))
        total = sum(count for _, count in stack.parts)
        parts.append(_text(x + slot / 2 - 8, floor - 4, f"{total:,}", "value"))
        parts.append(_text(x + slot / 2 - 8, height - 6, stack.name, "axis"))
    return _svg(width, height, label, "columns", parts)


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
    limit = band.limits[-1].timestamp()
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
    if limit <= shown_to:
        x = x_of(band.limits[-1])
        anchor = "start" if x < width / 3 else "end" if x > width * 2 / 3 else "middle"
        parts.append(_tag("line", x1=x, x2=x, y1=top - 4, y2=top + thick + 14, class_="limit"))
        parts.append(_text(x, height - 8, words.limit, "axis limit-text", anchor))
    return _svg(width, height, words.label, "band", parts)
