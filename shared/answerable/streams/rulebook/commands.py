"""Rulebook: bind a regulation to a site, and set the numbers that it leaves to the site."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command
from answerable.days import InForceDay
from answerable.events.base import Label, Text
from answerable.purposes import Purpose


def binding_id(site: str) -> str:
    """Name the register of a site's bound rulebooks."""
    return f"rulebook-{site}"


class Bind(Command):
    """Bind a rulebook to the site from a day on.

    Arguments:
        rulebook: its id, one of the installed rulebooks.
        effective_from: the first day it applies.
        until: the first day on which it applies no more, where that is known.
        purposes: what it is bound for; all that it says something of where left out.
    """

    doer = None  # it is bound as the site is opened, before anybody is on its register

    rulebook: Label
    effective_from: InForceDay
    until: InForceDay | None = None
    purposes: tuple[Purpose, ...] | None = Field(default=None, min_length=1, max_length=len(Purpose))

    @property
    def target(self) -> str:
        """The register of the site's bound rulebooks."""
        return binding_id(self.site)


class Unbind(Command):
    """Take a binding back, so that the right rulebook can be bound from that day on.

    Arguments:
        rulebook: which.
        effective_from: the first day of the binding.
        reason: why.
    """

    rulebook: Label
    effective_from: InForceDay
    reason: Text

    @property
    def target(self) -> str:
        """The register of the site's bound rulebooks."""
        return binding_id(self.site)


class SetNumber(Command):
    """Set a number that the regulation leaves to the site, from a day to come on.

    Arguments:
        rule: whose number it is: the id of what becomes due in the rulebook that holds on that day, or
            ``limit-`` and the priority of a case.
        number: which, in the unit that the rulebook counts it in.
        effective_from: the first day on which it holds; what begins before goes by the number before it.
        reason: why.
    """

    rule: Label
    number: Annotated[int, Field(ge=0, le=100_000)]
    effective_from: InForceDay
    reason: Text

    @property
    def target(self) -> str:
        """The register of the site's bound rulebooks."""
        return binding_id(self.site)


class WithdrawNumber(Command):
    """Take a number back that does not hold yet.

    Arguments:
        rule: whose number it is.
        effective_from: the first day on which it would have held.
        reason: why.
    """

    rule: Label
    effective_from: InForceDay
    reason: Text

    @property
    def target(self) -> str:
        """The register of the site's bound rulebooks."""
        return binding_id(self.site)
