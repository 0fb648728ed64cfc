"""Which draft a form keeps in the tab: one of each command and matter, whatever address opens it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

DRAFT = "draft"
"""The input that says which draft a form keeps: the same one where another page shows it again."""


def draft_of(form: str, said: Mapping[str, Any]) -> str:
    """Name the draft of a form.

    Arguments:
        form: what is asked, as a command's name.
        said: what the form is about, and begins with; what is empty says nothing.
    """
    return f"{form}?{urlencode([(name, said[name]) for name in sorted(said) if said[name]], doseq=True)}"
