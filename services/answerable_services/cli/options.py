"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from answerable.calendar.months import Month
from answerable.events.base import SiteId
from answerable.settings import Settings
from answerable.telemetry.logs import name_strangers

Data = Annotated[
    Path | None,
    typer.Option(help="The installation's data directory.", show_default=".answerable"),
]
"""Which installation."""

Site = Annotated[str | None, typer.Option(help="A site, for example xm01.")]
"""Which site."""


def settings_of(data: Path | None, **changes: Any) -> Settings:
    """Read the settings, a data directory given on the command line taking precedence."""
    given = {name: value for name, value in {"data": data, **changes}.items() if value is not None}
    name_strangers()
    return Settings(**given)


class _InMonth(BaseModel):
    month: Month


class _AtSite(BaseModel):
    site: SiteId


def month_of(text: str) -> Month:
    """Read a month, written as YYYY-MM.

    Raises:
        ValidationError: it is none; `command` ends with misuse then.
    """
    return _InMonth.model_validate({"month": text}).month


def site_of(text: str) -> str:
    """Read a site's id.

    Raises:
        ValidationError: it is none; `command` ends with misuse then.
    """
    return _AtSite(site=text).site
