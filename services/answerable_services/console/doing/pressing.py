"""Forms that are nothing but buttons: what is said a hundred times a day is said with one click."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from answerable.commands.registry import COMMANDS
from answerable_services.console.doing.drafting import draft_of
from answerable_services.console.doing.filling import Known, filled
from answerable_services.console.doing.offers import is_for
from answerable_services.console.doing.unseen import SEEN
from answerable_services.console.forms import address_of, form_of, title_of, typed_of
from answerable_services.console.forms.fields import FormField
from answerable_services.console.forms.shown import Hidden, Option
from answerable_services.console.forms.wording import choice_of

if TYPE_CHECKING:
    from answerable_services.console.view import View

KEY = "form_key"
"""The input that the idempotency key stands in, made with the form."""

THEN = "then"
"""The input that says which page of ours comes behind it; the matter's own where it is left out."""


@dataclass(frozen=True, slots=True)
class Press:
    """A command's form of which only one field is open, and each of its values is a button.

    Where it is refused, the whole form is shown, with everything that was said.

    Arguments:
        action: the address that it is sent to.
        title: the command as a verb phrase.
        hidden: what is sent along.
        name: the field that the buttons say; empty where there is one button that says nothing more.
        choices: the buttons.
        draft: which draft it keeps, where something is typed beside the buttons.
    """

    action: str
    title: str
    hidden: tuple[Hidden, ...]
    name: str = ""
    choices: tuple[Option, ...] = ()
    draft: str = ""

    def showing(self, version: int) -> Press:
        """Give them with how far the matter has come on the page, beyond which they are pressed again.

        Arguments:
            version: of the newest event that the page shows.
        """
        return replace(self, hidden=(*self.hidden, Hidden(SEEN, str(version))))


def press_of(
    view: View, command: str, site: str, known: Known, *, then: str, chooses: str = ""
) -> Press | None:
    """Make the buttons of a command; None where whoever looks may not give it.

    Arguments:
        view: the page.
        command: its name.
        site: the matter's.
        known: what the page knows of the matter, and says in the form.
        then: the page that comes behind it.
        chooses: the field that the buttons say.
    """
    if not is_for(view, command, site):
        return None
    form = form_of(COMMANDS[command])
    body, _ = filled(form, known)
    typed = typed_of(form, body, view.zone(site))
    typed.pop(chooses, None)
    along = [Hidden(name, value) for name, values in typed.items() for value in values]
    along += [Hidden(KEY, token_urlsafe(18)), Hidden(THEN, then)]
    field = form.field(chooses) if chooses else None
    where = {name: value for name, value in (("target", known.target), ("about", known.about)) if value}
    return Press(
        action=address_of(form, site=site, **where),
        title=title_of(form, view.words),
        hidden=tuple(along),
        name=chooses,
        choices=() if field is None else tuple(_choices(field, view)),
        draft=draft_of(command, {"site": site, **where, **(known.said or {})}),
    )


def _choices(field: FormField, view: View) -> list[Option]:
    """Give a button for each value that a field can have: of a closed set, or of a few whole numbers."""
    if field.choices is not None:
        return [Option(one.value, choice_of(field.name, one.value, view.words)) for one in field.choices]
    least, most = Decimal(field.least or 0), Decimal(field.greatest or 0)
    return [Option(str(one), str(one)) for one in range(int(least), int(most) + 1)]
