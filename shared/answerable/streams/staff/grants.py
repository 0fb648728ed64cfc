"""Grants: the roles that somebody has on a day, and where."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from answerable.events.base import SiteId
from answerable.streams.staff.events import Role


class Grant(BaseModel):
    """A role that a principal has.

    Arguments:
        role: which.
        site: where; everywhere where None.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    site: SiteId | None = None
