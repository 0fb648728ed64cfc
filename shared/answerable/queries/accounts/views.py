"""Views of lists that somebody saved by a name: a preference of theirs, and no fact."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from answerable.queries.accounts.shared import Done, Hidden
from answerable.queries.base import Answer, Query

MOST_VIEWS = 50
"""Saved views that one person can have."""

LONGEST_VIEW_NAME = 60
"""Characters of a saved view's name."""

MOST_SAID = 2000
"""Characters of all that one saved view says."""

_BESIDE_A_NAME = 4

ViewName = Annotated[str, Field(min_length=1, max_length=LONGEST_VIEW_NAME * _BESIDE_A_NAME)]
"""A saved view's name as it was typed: blanks and what is not seen are taken out before it is measured."""

ViewHandle = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
"""By what a saved view is opened and changed."""

ListName = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]
"""A list of the pages; where it stands is for the pages to say, so a saved view leads nowhere else."""

_Word = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]
_Value = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]


def _not_too_much(said: dict[str, str]) -> dict[str, str]:
    if sum(len(word) + len(value) for word, value in said.items()) > MOST_SAID:
        raise ValueError("a saved view says too much")
    return said


Said = Annotated[dict[_Word, _Value], Field(max_length=30), AfterValidator(_not_too_much)]
"""What a list is narrowed and sorted by, by the words of its address; the pages know what each may say."""


class SavedView(Answer):
    """A list of the pages as somebody wants it.

    Arguments:
        view: by which it is opened and changed.
        list_name: which list, as the pages name it.
        name: what its person calls it.
        said: what the list is narrowed and sorted by, by the words of its address.
        opens: whether the list opens with it.
    """

    view: ViewHandle
    list_name: ListName
    name: str
    said: Said
    opens: bool


class SavedViewList(Answer):
    """Lists as somebody wants them.

    Arguments:
        views: by list and name.
    """

    views: tuple[SavedView, ...]


class SavedViews(Query[SavedViewList]):
    """Which views has somebody saved?

    Arguments:
        session: what their cookie holds.
        list_name: of one list; of all where left out.
    """

    session: Hidden
    list_name: ListName | None = None


class SaveView(Query[SavedView]):
    """Save a list as it is shown, by a name: a preference, and no fact.

    Arguments:
        session: what the cookie holds.
        list_name: which list.
        name: what it is to be called.
        said: what the list is narrowed and sorted by, by the words of its address.
        opens: whether the list opens with it from now on.
        overwrites: whether it takes the place of the list's view of that name, where there is one.
    """

    session: Hidden
    list_name: ListName
    name: ViewName
    said: Said
    opens: bool = False
    overwrites: bool = False


class ChangeView(Query[SavedView]):
    """Change a view of one's own; what is left out stays as it is.

    Arguments:
        session: what the cookie holds.
        view: which.
        name: what it is called from now on.
        said: what its list is narrowed and sorted by from now on.
        opens: whether its list opens with it.
    """

    session: Hidden
    view: ViewHandle
    name: ViewName | None = None
    said: Said | None = None
    opens: bool | None = None


class DeleteView(Query[Done]):
    """Forget a view of one's own.

    Arguments:
        session: what the cookie holds.
        view: which.
    """

    session: Hidden
    view: ViewHandle
