"""The clock of an installation: one for all its processes, whoever starts them, and when.

The sample centre's clock is of another year. What it was set to, and when that was by the machine's clock,
stands in the data directory, so that a service or a command that somebody starts by hand reads the same time
as those that `answerable up` started.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from answerable.clock import Clock, StartedClock, SystemClock
from answerable.errors import Corrupt
from answerable.ledger.server.machine import write_private
from answerable.settings import Settings

_FILE = "clock.json"

log = structlog.get_logger()


class _Setting(BaseModel):
    """What a clock was set to.

    Arguments:
        start: the moment that it told then.
        set_at: when that was, by the machine's clock.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: AwareDatetime
    set_at: AwareDatetime


def set_clock(data: Path, start: datetime) -> None:
    """Set the clock of an installation to a moment, for every process that is started from now on.

    Arguments:
        data: the installation's directory.
        start: the moment that it is now, by that clock.
    """
    setting = _Setting(start=start, set_at=datetime.now(UTC))
    write_private(data / _FILE, setting.model_dump_json(indent=2).encode())


def clock_of(settings: Settings) -> Clock:
    """Give the clock that a process goes by.

    It is the one that the settings name, where they do; else that of the installation, where it was set; else
    the machine's. Where the settings overrule the installation, that is said.

    Raises:
        Corrupt: what the installation's clock was set to cannot be read.
    """
    path = settings.data / _FILE
    if settings.clock_start is not None:
        if path.exists():
            log.warning("clock.overruled", by="ANSWERABLE_CLOCK_START", starts_at=str(settings.clock_start))
        return StartedClock(settings.clock_start)
    try:
        setting = _Setting.model_validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return SystemClock()
    except ValidationError as error:
        message = f"{path} cannot be read: start the installation with `answerable up`, which writes it anew"
        raise Corrupt(message) from error
    # A machine's clock that was put back since must not turn this one back.
    return StartedClock(setting.start + max(datetime.now(UTC) - setting.set_at, timedelta()))
