"""Questions to intake itself: whether commands are carried out now."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.queries.base import Answer, Query


class WritingState(Answer):
    """Whether the ledger is written to.

    Arguments:
        fault: why it is not; None where it is.
    """

    fault: str | None = None


class ViewAhead(Query[WritingState]):
    """A view has seen events that the ledger does not have: is anything written?

    Intake compares it with the ledger itself, and refuses to write until a person has looked.

    Arguments:
        view: whose service tells this.
        position: the last sequence that it has seen.
    """

    view: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
    position: Annotated[int, Field(ge=0, lt=1 << 63)]


class Writing(Query[WritingState]):
    """Are commands carried out?"""
