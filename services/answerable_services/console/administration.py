"""The sections of the administration, and whom each is for: hidden from the rest, and refused to them."""

from __future__ import annotations

from collections.abc import Callable

from answerable.errors import Forbidden
from answerable.wording import say

SECTIONS: dict[str, tuple[str, ...]] = {
    "people": ("accounts.accounts_of",),
    "sites": ("site.open", "site.rename", "site.set_hours", "rulebook.bind"),
    "tokens": ("accounts.list_tokens",),
    "messages": ("accounts.messages",),
    "access": ("accounts.accounts_of", "accounts.list_tokens", "accounts.forget_name"),
}
"""Each section, with what somebody has to be able to do, any of it, to have a use for it."""


def sections_of(may: Callable[[str], bool]) -> tuple[str, ...]:
    """Name the sections that somebody has.

    Arguments:
        may: tells whether they may do something at all, by its name.
    """
    return tuple(name for name, actions in SECTIONS.items() if any(map(may, actions)))


def check_section(may: Callable[[str], bool], name: str) -> None:
    """Let somebody into a section.

    Arguments:
        may: tells whether they may do something at all, by its name.
        name: the section's.

    Raises:
        Forbidden: it is not for them.
    """
    if name not in sections_of(may):
        raise Forbidden(say("error.not_shown", action=f"/admin/{name}"))
