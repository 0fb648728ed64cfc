"""Opening: which generation of a view is to be filled, whether it can be trusted, and the first one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, cast

import structlog
from sqlalchemy.exc import DBAPIError, NoSuchTableError

from answerable.errors import Busy, Conflict
from answerable.projection import mending
from answerable.projection.damage import examine, is_broken
from answerable.projection.filling import replacement
from answerable.projection.views.transactions import reason_of

if TYPE_CHECKING:
    from answerable.clock import Clock
    from answerable.projection.views.generation import Generation
    from answerable.projection.views.store import Store
    from answerable.projection.writing.projection import Projection
    from answerable.queries.views import SetAside

log = structlog.get_logger()


class Opening:
    """Finds the generation that a runner fills, and sets a damaged one aside.

    Arguments:
        projection: what is run.
        store: where its views are.
        clock: tells when.
    """

    def __init__(self, projection: Projection, store: Store, clock: Clock) -> None:
        self._projection = projection
        self._store = store
        self._clock = clock
        self.has_filled = False
        self._examined: int | None = None
        self._set_aside_before: SetAside | None = None
        self._looked_again: set[int] = set()

    def distrust(self) -> None:
        """Look anew at the generation that is served: something went wrong with it."""
        self._examined = None

    def is_doubted_anew(self, number: int) -> bool:
        """Tell whether a reader doubts a generation for the first time: then it is to be looked at anew."""
        if self._store.doubted != number or number in self._looked_again:
            return False
        self._looked_again.add(number)
        self.distrust()
        return True

    def served_or_begun(self) -> tuple[Generation, bool]:
        """Open the served generation, or begin the first one; tell whether it is of this version.

        Raises:
            Busy: nothing is served, and another process is building the first view.
            Conflict: a newer version took over from this one while it ran.
        """
        while (number := self._store.active()) is not None:
            self._store.tidy()
            served = self._store.generation(number)
            try:
                if self._is_set_aside(served):
                    break
                if served.is_of(self._projection.version):
                    self._set_aside_before = self._store.place.last_set_aside()
                    return served, True
                self._refuse_to_go_back(served)
            except (DBAPIError, NoSuchTableError):
                # It may have been replaced at this moment.
                if self._store.active() == number:
                    raise
            else:
                return served, False
        with self._store.rebuilding():
            if self._store.active() is None:
                self._tell_where_gone()
                generation = self._store.new()
                generation.prepare(self._projection.version, self._clock.now())
                mending.take_over_decisions(self._store, generation)
                with generation.writing() as connection:
                    replacement.begin(connection, None, self._clock.now())
                self._store.activate(generation.number)
        return self.served_or_begun()

    def _tell_where_gone(self) -> None:
        """Say that what was filled is there no more although nobody has set it aside."""
        if self.has_filled and self._store.place.last_set_aside() == self._set_aside_before:
            log.error(
                "view.gone", view=self._projection.name, reason="somebody removed it; it is filled anew"
            )

    def _is_set_aside(self, served: Generation) -> bool:
        """Look at a generation before it is filled, once, and set it aside where it is damaged.

        Raises:
            Busy: it is damaged, and a generation that takes its place is being filled already.
        """
        if self._examined == served.number:
            return False
        fault = examine(served, self._projection.tables, self._projection.version)
        if fault is None:
            self._examined = served.number
            return False
        self._store.set_aside(served.number, fault)
        return True

    def _refuse_to_go_back(self, served: Generation) -> None:
        """Leave the view to a newer version that took over while this ran; one that starts may go back."""
        if self.has_filled and (version := served.position().version) > self._projection.version:
            message = (
                f"version {version} of the view {self._projection.name} took over from version "
                f"{self._projection.version}, which this process has: upgrade it, or stop it"
            )
            raise Conflict(message)

    def has_set_aside(self, number: int, error: BaseException) -> bool:
        """Set a generation aside where an error says that it is damaged; tell whether it does."""
        if is_broken(error):
            with suppress(Busy):
                self._store.set_aside(number, reason_of(cast("DBAPIError", error)))
            return True
        return False
