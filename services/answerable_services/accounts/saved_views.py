"""Saving a list of the pages by a name, changing and forgetting that; each person their own alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import SecretStr

from answerable.errors import Conflict, NotFound, Refused
from answerable.queries.accounts import LONGEST_VIEW_NAME, MOST_VIEWS
from answerable.spelling import folded
from answerable.wording import say
from answerable_services.accounts import kept_views
from answerable_services.accounts.kept_views import SavedView
from answerable_services.accounts.office import Office
from answerable_services.accounts.people import cleaned

_HANDLE_BYTES = 8


class SavedViews(Office):
    """The part of the service that knows the lists as people want them."""

    def saved_views(self, secret: SecretStr) -> list[SavedView]:
        """List the views of whoever is signed in, by list and name.

        Arguments:
            secret: the session's id; looking at a list is no use of it beside the page's own.

        Raises:
            Unauthenticated: the session is over.
        """
        person = self._session(secret).person
        with self._storage.reading() as connection:
            return kept_views.views_of(connection, person)

    def save_view(
        self,
        secret: SecretStr,
        list_name: str,
        name: str,
        said: Mapping[str, str],
        *,
        opens: bool = False,
        overwrites: bool = False,
    ) -> SavedView:
        """Save a list as it is shown.

        Arguments:
            secret: the session's id.
            list_name: which list.
            name: what the view is to be called.
            said: what the list is narrowed and sorted by.
            opens: whether the list opens with it from now on.
            overwrites: whether it takes the place of the list's view of that name, where there is one.

        Raises:
            Unauthenticated: the session is over.
            Invalid: the name cannot be shown.
            Conflict: the list has a view of that name, which is not to be overwritten.
            Refused: the person has as many views as one can have.
        """
        called = _named(name)
        with self._storage.writing() as connection:
            person = self._still(connection, secret).person
            there = kept_views.views_of(connection, person)
            same = _same(there, list_name, called)
            if same is not None and not overwrites:
                raise _taken(same)
            if same is None and len(there) >= MOST_VIEWS:
                raise Refused(say("error.account.too_many_views", most=MOST_VIEWS), rule="too_many_views")
            handle = self._randomness(_HANDLE_BYTES).hex() if same is None else same.handle
            view = SavedView(handle, list_name, called, said, opens or (same is not None and same.opens))
            if same is None:
                kept_views.keep(connection, person, view)
            else:
                kept_views.change(connection, person, handle, name=called, said=dict(said))
            if view.opens:
                kept_views.open_with(connection, person, list_name, handle)
        if same is not None:
            self._storage.tidy()
        return view

    def change_view(
        self,
        secret: SecretStr,
        handle: str,
        *,
        name: str | None = None,
        said: Mapping[str, str] | None = None,
        opens: bool | None = None,
    ) -> SavedView:
        """Change a view of one's own; what is left out stays as it is.

        Arguments:
            secret: the session's id.
            handle: the view's.
            name: what it is called from now on.
            said: what its list is narrowed and sorted by from now on.
            opens: whether its list opens with it.

        Raises:
            Unauthenticated: the session is over.
            NotFound: whoever asks has no such view.
            Invalid: the name cannot be shown.
            Conflict: another view of the list has the name.
        """
        called = None if name is None else _named(name)
        with self._storage.writing() as connection:
            person = self._still(connection, secret).person
            there = kept_views.views_of(connection, person)
            was = next((one for one in there if one.handle == handle), None)
            if was is None:
                raise _no_view()
            others = [one for one in there if one.handle != handle]
            same = None if called is None else _same(others, was.list_name, called)
            if same is not None:
                raise _taken(same)
            view = SavedView(
                handle,
                was.list_name,
                was.name if called is None else called,
                was.said if said is None else said,
                was.opens if opens is None else opens,
            )
            kept_views.change(connection, person, handle, name=view.name, said=dict(view.said))
            if view.opens is not was.opens:
                kept_views.open_with(connection, person, was.list_name, handle if view.opens else None)
        self._storage.tidy()
        return view

    def delete_view(self, secret: SecretStr, handle: str) -> None:
        """Forget a view of one's own.

        Arguments:
            secret: the session's id.
            handle: the view's.

        Raises:
            Unauthenticated: the session is over.
            NotFound: whoever asks has no such view.
        """
        with self._storage.writing() as connection:
            person = self._still(connection, secret).person
            if not kept_views.forget(connection, person, handle):
                raise _no_view()
        self._storage.tidy()


def _named(name: str) -> str:
    """Give a view's name as it is kept.

    Raises:
        Invalid: it cannot be shown, or is too long.
    """
    refusal = say("error.account.view_name", most=LONGEST_VIEW_NAME)
    return cleaned(name, "name", refusal, most=LONGEST_VIEW_NAME)


def _same(views: Iterable[SavedView], list_name: str, name: str) -> SavedView | None:
    """Find a list's view whose name nobody would tell from another one."""
    same = (one for one in views if one.list_name == list_name and folded(one.name) == folded(name))
    return next(same, None)


def _taken(view: SavedView) -> Conflict:
    return Conflict(say("error.account.view_there", name=view.name), rule="view_there")


def _no_view() -> NotFound:
    return NotFound(say("error.account.no_view"), rule="no_view")
