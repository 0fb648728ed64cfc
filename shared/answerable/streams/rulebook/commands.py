"""Rulebook: bind a regulation to a site."""

from __future__ import annotations

from answerable.commands.base import Command
from answerable.days import InForceDay
from answerable.events.base import Label, Text


def binding_id(site: str) -> str:
    """Name the register of a site's bound rulebooks."""
    return f"rulebook-{site}"


class Bind(Command):
    """Bind a rulebook to the site from a day on.

    Arguments:
        rulebook: its id, one of the installed rulebooks.
        effective_from: the first day it applies.
    """

    doer = None  # it is bound as the site is opened, before anybody is on its register

    rulebook: Label
    effective_from: InForceDay

    @property
    def target(self) -> str:
        """The register of the site's bound rulebooks."""
        return binding_id(self.site)


class Unbind(Command):
    """Take a binding back, so that the right rulebook can be bound from that day on.

    Arguments:
        effective_from: the first day of the binding.
        reason: why.
    """

    effective_from: InForceDay
    reason: Text

    @property
    def target(self) -> str:
        """The register of the site's bound rulebooks."""
        return binding_id(self.site)
