"""Whether what the style sheet paints can be read, by day and by night."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from answerable_services.console.environment import STATIC

CSS = Path(STATIC / "console.css").read_text(encoding="utf-8")

TEXT = 4.5
"""WCAG 2.2, success criterion 1.4.3: text of ordinary size."""

SHAPE = 3.0
"""WCAG 2.2, success criterion 1.4.11: what a shape has to stand out by to be told."""

SURFACES = ("ground", "paper", "sunk")
PAIRS = (
    *((ink, surface) for ink in ("ink", "soft", "faint", "accent") for surface in SURFACES),
    *((tone, "paper") for tone in ("good", "watch", "bad", "calm")),
    *((tone, f"{tone}-wash") for tone in ("good", "watch", "bad", "calm", "accent")),
    ("ink", "bad-wash"),
    ("ink", "accent-wash"),
    ("accent-ink", "accent"),
    ("paper", "bad"),
)


def properties(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6})\s*;", block))


def schemes() -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]
    return {"light": properties(light), "dark": properties(light) | properties(dark)}


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2), from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_the_standards() -> None:
    """Black on white is 21, a colour on itself 1."""
    assert (round(contrast("#000", "#ffffff"), 3), contrast("#777777", "#777")) == (21.0, 1.0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "surface"), PAIRS)
def test_text_can_be_read(scheme: str, ink: str, surface: str) -> None:
    """Every colour of text stands out from every surface that it stands on."""
    colours = schemes()[scheme]
    assert contrast(colours[ink], colours[surface]) >= TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("shape", ["accent", "bad", "watch", "good", *(f"owner-{n}" for n in range(6))])
def test_charts_can_be_told_from_their_ground(scheme: str, shape: str) -> None:
    """A bar, a band and a mark are seen without good eyes."""
    colours = schemes()[scheme]
    assert contrast(colours[shape], colours["paper"]) >= SHAPE


def test_motion_stops_for_those_who_ask() -> None:
    """`prefers-reduced-motion` ends every animation and every transition."""
    block = re.search(r"@media \(prefers-reduced-motion: reduce\) \{(.*?)\n\}", CSS, re.DOTALL)
    assert block is not None
    assert "animation: none !important" in block[1]
    assert "transition: none !important" in block[1]
