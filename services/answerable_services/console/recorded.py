"""What was recorded, told once on the page that a form leads to: kept in a cookie until it was shown."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated

from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from answerable.commands.base import Receipt

COOKIE = "recorded"
"""The cookie that it stands in."""

SHOWN_WITHIN_S = 120
"""Seconds after which nobody needs to be told any more."""

_MOST_WARNINGS = 3
_LONGEST = 280
_LONGEST_CALLED = 60
_ENCODED = re.compile(r"[A-Za-z0-9_=-]{1,3900}", re.ASCII)


class Recorded(BaseModel):
    """What came of a form.

    Arguments:
        command: the command that was given.
        matter: the matter that it was given to.
        is_new: whether anything was recorded; else all of it was so already.
        is_shown: whether whoever gave it may see the matter.
        warnings: what whoever gave it has to know beside.
        site: where; empty where that is not known.
        called: what people call the matter; empty where that is its id.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    command: Annotated[str, Field(pattern=r"^[a-z]{1,40}\.[a-z_]{1,60}$")]
    matter: Annotated[str, Field(max_length=120)]
    is_new: bool
    is_shown: bool = True
    warnings: tuple[str, ...] = ()
    site: Annotated[str, Field(max_length=120)] = ""
    called: Annotated[str, Field(max_length=_LONGEST_CALLED)] = ""

    @classmethod
    def by(
        cls, receipt: Receipt, site: str = "", *, is_shown: bool = True, called: str | None = None
    ) -> Recorded:
        """Make it from what intake answered.

        Arguments:
            receipt: its answer.
            site: where the matter is.
            is_shown: whether whoever gave the command may see the matter.
            called: what people call the matter.
        """
        warnings = tuple(one[:_LONGEST] for one in receipt.warnings[:_MOST_WARNINGS])
        return cls(
            command=receipt.command,
            matter=receipt.id,
            is_new=bool(receipt.events),
            is_shown=is_shown,
            warnings=warnings,
            site=site,
            called=(called or "")[:_LONGEST_CALLED],
        )

    def written(self) -> str:
        """Write it as a cookie's value."""
        return urlsafe_b64encode(self.model_dump_json().encode()).decode("ascii")

    def tell_on(self, response: Response) -> None:
        """Let the page that a response leads to tell it.

        Arguments:
            response: it gets the cookie.
        """
        response.set_cookie(
            COOKIE, self.written(), max_age=SHOWN_WITHIN_S, httponly=True, samesite="lax", path="/"
        )


def recorded_in(value: str | None) -> Recorded | None:
    """Read what a cookie says; None where it says nothing that these pages wrote.

    Arguments:
        value: the cookie's.
    """
    if value is None or _ENCODED.fullmatch(value) is None:
        return None
    try:
        return Recorded.model_validate_json(urlsafe_b64decode(value))
    except (ValidationError, ValueError):
        return None
