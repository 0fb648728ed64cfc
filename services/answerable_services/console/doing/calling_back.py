"""A callback in one click: how satisfied the customer was, or why nobody was reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from answerable.queries.callbacks import CallbackRow, CallbackState
from answerable_services.console.doing.filling import Known
from answerable_services.console.doing.offers import begun_in
from answerable_services.console.doing.pressing import Press, press_of

if TYPE_CHECKING:
    from answerable_services.console.forms import Action
    from answerable_services.console.view import View


class Calling(NamedTuple):
    """What can be said of a callback.

    Arguments:
        reached: the buttons of how satisfied the customer was; None where whoever looks makes no callbacks.
        missed: the buttons of why nobody was reached.
        forms: the whole forms, for whoever has more to say.
    """

    reached: Press | None
    missed: Press | None
    forms: tuple[Action, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.reached or self.missed or self.forms)


def calling_of(view: View, row: CallbackRow, then: str) -> Calling:
    """Give what can be said of a callback that is owed.

    Arguments:
        view: the page.
        row: the callback.
        then: the page that comes behind it.
    """
    if row.state not in (CallbackState.DUE, CallbackState.OVERDUE):
        return Calling(None, None, ())
    person = None if view.person is None else view.person.id
    known = Known(person, about=row.delivery, said={"ordinal": row.ordinal})
    return Calling(
        press_of(view, "callback.complete", row.site, known, then=then, chooses="satisfaction"),
        press_of(view, "callback.attempt", row.site, known, then=then, chooses="outcome"),
        begun_in(view, "callback", row.site, about=row.delivery, ordinal=str(row.ordinal)),
    )
