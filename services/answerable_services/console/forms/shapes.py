"""Which texts a browser's own controls can show; every other text they would drop without a word."""

from __future__ import annotations

import re
from datetime import date, datetime

from answerable_services.console.forms.fields import Input

_FORMS = {
    Input.DAY: re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII),
    Input.MONTH: re.compile(r"\d{4}-\d{2}", re.ASCII),
    Input.MOMENT: re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?", re.ASCII),
}


def fits(input_: Input, text: str) -> bool:
    """Tell whether a browser's own control for a day, a month or a moment shows a text.

    Arguments:
        input_: what is typed.
        text: what stands in it; nothing fits everywhere.
    """
    form = _FORMS.get(input_)
    if form is None or not text:
        return True
    if form.fullmatch(text) is None:
        return False
    try:
        if input_ is Input.MOMENT:
            datetime.fromisoformat(text)
        else:
            date.fromisoformat(text if input_ is Input.DAY else f"{text}-01")
    except ValueError:
        return False
    return True
