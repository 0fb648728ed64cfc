"""The sections of the administration, and whom each is for: hidden from the rest, and refused to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from answerable.errors import Forbidden
from answerable.wording import say

if TYPE_CHECKING:
    from answerable_services.console.view import View

SECTIONS: dict[str, tuple[str, ...]] = {
    "people": ("accounts.accounts_of",),
    "sites": ("site.open", "site.rename", "rulebook.bind"),
    "tokens": ("accounts.list_tokens",),
    "access": ("accounts.accounts_of", "accounts.list_tokens", "accounts.forget_name"),
}
"""Each section, with what somebody has to be able to do, any of it, to have a use for it."""


def sections_of(view: View) -> tuple[str, ...]:
    """Name the sections that whoever is signed in has."""
    return tuple(name for name, actions in SECTIONS.items() if any(map(view.may, actions)))


def check_section(view: View, name: str) -> None:
    """Let whoever is signed in into a section.

    Arguments:
        view: the page.
        name: the section's.

    Raises:
        Forbidden: it is not for them.
    """
    if name not in sections_of(view):
        raise Forbidden(say("error.not_shown", action=f"/admin/{name}"))
