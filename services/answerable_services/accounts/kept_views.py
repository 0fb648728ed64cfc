"""Saved views as they are kept: how somebody wants a list of the pages to be narrowed and sorted, by a name.

It is a preference and no fact. What a list is narrowed by may be a text that was searched for, so nothing of
it is told to the ledger, which could not forget it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from answerable.spelling import natural_order
from answerable_services.accounts.tables import SAVED_VIEWS

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list as somebody wants it.

    Arguments:
        handle: by which it is opened and changed.
        list_name: which list, as the pages name it.
        name: what its person calls it.
        said: what the list is narrowed and sorted by, by the words of its address.
        opens: whether the list opens with it.
    """

    handle: str
    list_name: str
    name: str
    said: Mapping[str, str]
    opens: bool


_COLUMNS = (
    SAVED_VIEWS.c.handle,
    SAVED_VIEWS.c.list_name,
    SAVED_VIEWS.c.name,
    SAVED_VIEWS.c.said,
    SAVED_VIEWS.c.opens,
)


def views_of(connection: Connection, person: str) -> list[SavedView]:
    """List a person's views, by list and name."""
    rows = connection.execute(select(*_COLUMNS).where(SAVED_VIEWS.c.person == person))
    found = [SavedView(*row) for row in rows]
    return sorted(found, key=lambda one: (one.list_name, natural_order(one.name), one.handle))


def keep(connection: Connection, person: str, view: SavedView) -> None:
    """Keep a view that was not there; whether the list opens with it, see `open_with`."""
    connection.execute(
        insert(SAVED_VIEWS).values(
            handle=view.handle,
            person=person,
            list_name=view.list_name,
            name=view.name,
            said=dict(view.said),
            opens=False,
        )
    )


def change(connection: Connection, person: str, handle: str, **values: Any) -> bool:
    """Change a view of a person; tell whether it is theirs and there."""
    which = (SAVED_VIEWS.c.person == person) & (SAVED_VIEWS.c.handle == handle)
    return connection.execute(update(SAVED_VIEWS).where(which).values(**values)).rowcount > 0


def open_with(connection: Connection, person: str, list_name: str, handle: str | None) -> None:
    """Let a person's list open with one view, and with no other; with none where None."""
    of_list = (SAVED_VIEWS.c.person == person) & (SAVED_VIEWS.c.list_name == list_name)
    connection.execute(
        update(SAVED_VIEWS).where(of_list).values(opens=SAVED_VIEWS.c.handle == (handle or ""))
    )


def forget(connection: Connection, person: str, handle: str) -> bool:
    """Forget a view of a person; tell whether it was theirs and there."""
    which = (SAVED_VIEWS.c.person == person) & (SAVED_VIEWS.c.handle == handle)
    return connection.execute(delete(SAVED_VIEWS).where(which)).rowcount > 0


def forget_all(connection: Connection, person: str) -> bool:
    """Forget all views of a person; tell whether they had any."""
    return connection.execute(delete(SAVED_VIEWS).where(SAVED_VIEWS.c.person == person)).rowcount > 0
