"""The forms that do something with a site, as the administration leads to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Step(NamedTuple):
    """A form that does something with a site.

    Arguments:
        href: its address.
        title: what it does.
    """

    href: str
    title: str


StepOf = Callable[..., Step | None]
"""Gives a form by its command, a site and what it begins with, where whoever looks may give that command."""
