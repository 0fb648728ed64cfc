"""Views that were further than the ledger: found, told to people, and confirmed by one of them.

Of a ledger that was rolled back together with its head file, as by an old copy of the data directory, nothing
in either tells. Views that were kept do: one of them has seen events that are not there any more. What is
found is noted in ``views-ahead.json`` of intake's data directory, so that neither a restart nor a rebuilt
view forgets it, until a person confirms that the ledger's end is the right one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from answerable.errors import Halted
from answerable.ledger.server.machine import write_private
from answerable.private import private_directory

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

FILE = "views-ahead.json"

_Sequence = Annotated[int, Field(ge=0, lt=1 << 63)]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Ahead(_Kept):
    """A view that was further than the ledger.

    Arguments:
        position: the last sequence that it had seen.
        end: the last sequence that the ledger had.
        found_at: when that was seen.
    """

    position: _Sequence
    end: _Sequence
    found_at: AwareDatetime


class Confirmation(_Kept):
    """What a person confirmed.

    Arguments:
        at: when.
        by: who.
        reason: why the ledger may end where it does.
        end: the last sequence that it had then.
        views: those that had been further, and how far.
    """

    at: AwareDatetime
    by: str
    reason: str
    end: _Sequence
    views: dict[str, _Sequence]


class Ends(_Kept):
    """The file's document.

    Arguments:
        format: of the file.
        ahead: what nobody has confirmed yet, by the view's name.
        confirmations: what was confirmed, oldest first.
    """

    format: int = 1
    ahead: dict[str, Ahead] = {}
    confirmations: tuple[Confirmation, ...] = ()

    def is_confirmed(self, view: str, position: int) -> bool:
        """Tell whether a person has looked at this very view already."""
        return any(one.views.get(view) == position for one in self.confirmations)

    def with_found(self, positions: Mapping[str, int], end: int, now: datetime) -> Ends:
        """Give the document with those views that are further than the ledger, and not confirmed.

        Arguments:
            positions: of the views.
            end: the ledger's last sequence, read after them.
            now: when.
        """
        found = {
            view: Ahead(position=position, end=end, found_at=now)
            for view, position in positions.items()
            if position > end and view not in self.ahead and not self.is_confirmed(view, position)
        }
        return self.model_copy(update={"ahead": {**self.ahead, **found}}) if found else self

    @property
    def fault(self) -> str | None:
        """Why nothing may be written, or None."""
        if not self.ahead:
            return None
        told = ", ".join(f"{view} has seen {one.position:,}" for view, one in sorted(self.ahead.items()))
        end = max(one.end for one in self.ahead.values())
        return (
            f"the ledger ended at event {end:,}, and views were further: {told}. Its tail was cut off, as "
            "when an old copy was put in its place, and the head file with it. Nothing is written any more, "
            "reading goes on: look at your copies, bring the lost events back with `answerable ledger "
            "restore`, or, if the ledger's end is right, say so with `answerable ledger confirm-end`"
        )


class EndsFile:
    """The file in a data directory.

    Arguments:
        data: the directory.
    """

    def __init__(self, data: Path) -> None:
        self._path = data / FILE

    def read(self) -> Ends:
        """Give what the file says; nothing where there is none.

        Raises:
            Halted: it cannot be understood.
        """
        try:
            return Ends.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return Ends()
        except ValidationError as error:
            message = (
                f"{self._path}, which says whether views were further than the ledger, cannot be read: "
                "nothing is written; look at it, and move it away when you know why"
            )
            raise Halted(message) from error

    def write(self, ends: Ends) -> None:
        """Replace the file in one step."""
        private_directory(self._path.parent)
        write_private(self._path, ends.model_dump_json(indent=2).encode())
