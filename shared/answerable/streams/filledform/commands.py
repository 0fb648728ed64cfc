"""Filled form: begin one, fill it in, sign it, send it back, issue it, void it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command
from answerable.days import FoundMonth
from answerable.events.base import AT_WORK, HereOrAbove, Text, identity
from answerable.streams.filledform.events import MOST_ENTRIES, FormEntry, FormName

FilledFormId = Annotated[str, identity("filledform")]


class Begin(Command):
    """Take a form to be filled in, and say who signs it (003-C3).

    Arguments:
        filledform: its id; a new one where left out.
        form_name: which form.
        signer: who signs it first.
        countersigner: who signs it behind them, where it has two signatures.
        month: the month that it is about, or the first of the quarter.
    """

    filledform: FilledFormId | None = None
    form_name: FormName
    signer: HereOrAbove
    countersigner: HereOrAbove | None = None
    month: FoundMonth | None = None


class Fill(Command):
    """Write something into it, or put it right; what is not named stays as it is.

    Arguments:
        filledform: which.
        entries: what, cell by cell; a cell without a value is empty again.
    """

    filledform: FilledFormId
    entries: tuple[FormEntry, ...] = Field(min_length=1, max_length=MOST_ENTRIES)


class Sign(Command):
    """Sign it, when it is one's turn; nobody signs for another.

    Arguments:
        filledform: which.
    """

    doer = AT_WORK

    filledform: FilledFormId


class SendBack(Command):
    """Have it put right, and signed anew.

    Arguments:
        filledform: which.
        reason: why.
    """

    filledform: FilledFormId
    reason: Text


class Issue(Command):
    """Give it out, once everybody has signed it.

    Arguments:
        filledform: which.
    """

    filledform: FilledFormId


class Void(Command):
    """Let it count for nothing; never by who signs it, but for a form of one's own that one has not signed.

    Arguments:
        filledform: which.
        reason: why.
    """

    filledform: FilledFormId
    reason: Text
