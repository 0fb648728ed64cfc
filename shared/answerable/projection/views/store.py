"""Where views live: each projection has generations, of which one is served.

A generation holds its tables and its position together, so that both change in one transaction.
A rebuild fills a new generation beside the served one and takes over by changing a pointer, in
one step; a generation that was left half filled is never pointed at. SQLite and PostgreSQL each
have their way to keep generations (`Place`), and nothing above this knows which it is.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from answerable.errors import Busy, Conflict, NotFound, Unavailable
from answerable.projection.damage import is_broken, lacks_something
from answerable.projection.filling import replacement as building
from answerable.projection.views import transactions
from answerable.projection.views.generation import Generation
from answerable.projection.views.postgresql_schemas import PostgresqlSchemas
from answerable.projection.views.sqlite_files import SqliteFiles
from answerable.projection.views.transactions import reason_of
from answerable.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import SecretStr
    from sqlalchemy import Connection, MetaData

    from answerable.projection.running.leases import Leases
    from answerable.projection.views.places import Place

log = structlog.get_logger()

T = TypeVar("T")

_DROP_WITHIN_S = 5.0
_TRIES = 3


class Store:
    """A projection's generations in one database.

    Arguments:
        views: the directory that views are kept below, as SQLite files; or the address of a PostgreSQL
            database.
        name: the projection's name.
        tables: its tables.
        mends: whether a damaged view is set aside when a reader meets it, to be filled anew.

    Raises:
        Invalid: the address cannot be read.
        NotFound: the database's driver is not installed.
    """

    def __init__(self, views: Path | SecretStr, name: str, tables: MetaData, *, mends: bool = False) -> None:
        self.name = name
        self.doubted: int | None = None
        """The generation in which a reader missed a table or column: whoever fills it has to look."""
        self._whole: int | None = None
        self._mends = mends
        self.place: Place = (
            SqliteFiles(views / name)
            if isinstance(views, Path)
            else PostgresqlSchemas(views.get_secret_value(), name)
        )
        self._tables = tables
        self._open: dict[int, Generation] = {}
        self._guard = threading.Lock()

    def active(self) -> int | None:
        """Tell the number of the served generation; None before the first, and where it is gone."""
        return self.place.active()

    def generation(self, number: int) -> Generation:
        """Open a generation; any thread may ask."""
        with self._guard:
            if number not in self._open:
                self._open[number] = Generation(number, self.place.engine(number), self._tables)
            return self._open[number]

    def numbers(self) -> list[int]:
        """List the generations that exist, served or not."""
        return self.place.numbers()

    def new(self) -> Generation:
        """Make a generation that nobody has written to."""
        return self.generation(self.place.make())

    def activate(self, number: int) -> None:
        """Serve this generation from now on, in one step, and drop the others.

        One of the others that is read at this moment stays for its readers, where the database cannot
        take it from under them, and is dropped by `tidy`.

        Raises:
            Conflict: somebody dropped it meanwhile.
        """
        try:
            self.place.activate(number)
        except NotFound as error:
            message = (
                f"generation {number} of the view {self.name} was dropped by another process; begin anew"
            )
            raise Conflict(message) from error
        try:
            for other in self.numbers():
                if other != number:
                    self.release(other)
                    self.place.drop(other, within_s=0.0)
        except DBAPIError as error:
            log.warning("view.not_tidied", view=self.name, reason=reason_of(error))

    def tidy(self) -> None:
        """Drop the generations before the served one that had readers when it took over."""
        active = self.active()
        for number in self.numbers():
            if active is not None and number < active:
                self.release(number)
                self.place.drop(number, within_s=0.0)

    def drop(self, number: int) -> None:
        """Remove a generation that is not served."""
        self.release(number)
        self.place.drop(number, within_s=_DROP_WITHIN_S)

    def release(self, number: int) -> None:
        """Let go of a generation that is no longer served; it may be gone already."""
        with self._guard:
            generation = self._open.pop(number, None)
        if generation is not None:
            generation.close()

    def serving(self) -> Generation:
        """Give the served generation.

        Raises:
            Unavailable: the view was never built, or its database does not answer.
        """
        try:
            number = self.active()
        except (DBAPIError, NoConnection) as error:
            raise self._away(error) from error
        if number is None:
            message = (
                f"the view {self.name} does not exist yet, or is gone; start its service, "
                "or wait until it is filled"
            )
            raise Unavailable(message)
        self._leave_before(number)
        return self.generation(number)

    def _leave_before(self, number: int) -> None:
        """Let go of the generations that were served before this one."""
        with self._guard:
            old = [other for other in self._open if other < number]
        for other in old:
            self.release(other)

    def _refuse_unreadable(self, generation: Generation, connection: Connection) -> None:
        """Leave the old view alone where its tables are not those that the queries know.

        Raises:
            Unavailable: they are not; a generation that has them is being filled.
        """
        if lacking := generation.lacking(connection):
            self.doubted = generation.number
            message = (
                f"the view {self.name} is still of another version, without {', '.join(lacking)}; "
                f"{building.describe(self)}"
            )
            raise Unavailable(message)

    def _refuse_a_part(self) -> None:
        """Answer nothing from a view that is not whole: half of it would look like all there is.

        Raises:
            Unavailable: it was begun anew, and has not come to where the ledger ended then.
        """
        served = self.serving()
        if served.number == self._whole:
            return
        try:
            lacking = building.still_lacking(served)
        except DBAPIError:
            return  # whoever reads it meets that too, and says what it means
        if lacking is not None:
            raise Unavailable(say("error.view_not_whole", view=self.name, n=lacking))
        self._whole = served.number

    def _away(self, error: DBAPIError | NoConnection) -> Unavailable:
        return Unavailable(f"the view {self.name} cannot be read now: {reason_of(error)}")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open the served view for a query; the whole block sees one moment of one generation.

        Raises:
            Unavailable: the view was never built, or its database does not answer.
        """
        with ExitStack() as stack:
            connection, number = self._opened(stack)
            try:
                yield connection
            except DBAPIError as error:
                if not self.met(number, error):
                    raise
                raise self._damaged(error) from error

    def met(self, number: int, error: BaseException) -> bool:
        """Take note of an error that a reader met, and tell whether it means that the view is damaged.

        Arguments:
            number: the generation that was read.
            error: what was met.
        """
        if lacks_something(error) or isinstance(error, ValueError):
            # A wrong query may say the same: only who fills the view, and knows its version, can tell.
            self.doubted = number
        if not is_broken(error):
            return False
        if self._mends:
            # Where it is busy, a generation is being filled already that takes its place.
            with suppress(Busy):
                self.set_aside(number, reason_of(cast("DBAPIError", error)))
        return True

    def _damaged(self, error: DBAPIError) -> Unavailable:
        return Unavailable(
            f"the view {self.name} is damaged ({reason_of(error)}): it is set aside and filled anew "
            "while its service runs; ask again in a moment"
        )

    def set_aside(self, number: int, why: str, up_to: int | None = None) -> None:
        """Let a damaged generation be served no more, and keep it under another name.

        Whoever fills the view finds nothing served, and begins anew.

        Arguments:
            number: which.
            why: what is wrong with it.
            up_to: the last event of which decisions may be taken over; of all where None.

        Raises:
            Busy: a rebuild is under way, which will take its place.
            DBAPIError: the database does not answer.
        """
        with self.rebuilding():
            self.replace_damaged(number, why, up_to)

    def replace_damaged(self, number: int, why: str, up_to: int | None = None) -> None:
        """Do what `set_aside` does, for one who holds the right to rebuild."""
        if self.active() != number:
            return
        note = self.place.set_aside(number, why, datetime.now(UTC), up_to)
        self.release(number)
        log.error("view.set_aside", view=self.name, generation=number, reason=why, kept=note.kept)

    def _opened(self, stack: ExitStack) -> tuple[Connection, int]:
        """Open the served view, also where it is being replaced, or its database was restarted, just now."""
        tries = _TRIES
        while True:
            generation = self.serving()
            try:
                connection = stack.enter_context(transactions.reading(generation.engine))
                self._refuse_unreadable(generation, connection)
            except NoConnection as error:
                raise self._away(error) from error
            except DBAPIError as error:
                if self.serving().number != generation.number:
                    self.release(generation.number)
                    continue
                if self.met(generation.number, error):
                    raise self._damaged(error) from error
                tries -= 1
                if not (error.connection_invalidated and tries):
                    raise self._away(error) from error
            else:
                return connection, generation.number

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Hold the right to rebuild, which one has at a time.

        Raises:
            Busy: another rebuild is under way, here or in another process.
        """
        with self.place.rebuilding() as is_free:
            if not is_free:
                message = f"the view {self.name} is being rebuilt already; wait until that is done"
                raise Busy(message)
            yield

    def leases(self) -> Leases:
        """Open the locks by which the instances of a service share the filling of the view."""
        return self.place.leases()

    async def read(self, answer: Callable[[Connection], T]) -> T:
        """Answer from the served view in a thread of its own, so that nothing else has to wait.

        Raises:
            Unavailable: the view was never built or is not whole yet, or its database does not answer.
        """

        def reading() -> T:
            self._refuse_a_part()
            with self.reading() as connection:
                return answer(connection)

        return await asyncio.to_thread(reading)

    def close(self) -> None:
        """Let go of every open generation."""
        with self._guard:
            for generation in self._open.values():
                generation.close()
            self._open.clear()
        self.place.close()
