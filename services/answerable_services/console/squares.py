"""Square codes (QR, ISO/IEC 18004) as pictures in the page: no file, no request, nothing that is kept."""

from __future__ import annotations

from markupsafe import Markup

_QUIET_ZONE = 4
"""Modules of white around a code; readers need them."""


def square_code(content: str) -> Markup:
    """Draw a square code as SVG.

    Arguments:
        content: what it says.
    """
    import segno  # noqa: PLC0415  (only whoever sets up a second factor needs it)

    drawn = segno.make(content, error="m", micro=False)
    # Black on white in the dark, too: not every app reads it the other way round.
    return Markup(  # noqa: S704  (drawn from numbers; nothing of the content is in it as text)
        drawn.svg_inline(omitsize=True, border=_QUIET_ZONE, svgclass="square-code", lineclass=None)
    )
