"""An installation: what is known of a data directory whose ledger was made once."""

from __future__ import annotations

from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from answerable.errors import Corrupt

FILE = "installation.json"


class Installation(BaseModel):
    """What is known of a data directory.

    Arguments:
        installed_at: when its ledger was made, by the machine's clock.
        clock_start: the moment its clock started at first, for the sample centre; the machine's time else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    installed_at: AwareDatetime
    clock_start: AwareDatetime | None = None


def read(data: Path) -> Installation | None:
    """Give what is known of a data directory, or None where nothing is installed.

    Raises:
        Corrupt: the file cannot be understood.
    """
    path = data / FILE
    try:
        return Installation.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        message = f"{path} cannot be read; restore it, or move the data directory away"
        raise Corrupt(message) from error
