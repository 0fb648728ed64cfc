"""What somebody can do now with a matter, about it, or at a site: what intake says, and they may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from answerable.commands.registry import COMMANDS
from answerable.deciding import may_begin
from answerable.matters import matter_fields
from answerable.queries.intake import Possibilities, Possible
from answerable.streams.note.commands import NOTED
from answerable.streams.note.commands import Write as NoteWrite
from answerable_services.console.address import question
from answerable_services.console.asking import Reply
from answerable_services.console.forms import Action, Form, actions_of, address_of, form_of, title_of

if TYPE_CHECKING:
    from answerable.commands.base import Command
    from answerable_services.console.view import View


_TAKEN_BACK = frozenset({"withdrawn", "voided"})
"""The stages of a matter that counts for nothing any more."""

_OWED = frozenset({"callback"})
"""The streams that have nothing to say of a matter that was taken back: nothing is owed for it."""

_BEGUN_ELSEWHERE = frozenset({"assessment"})
"""The streams whose entries begin with a person or a fact, and never on the page of another entry."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What a page offers to do.

    Arguments:
        asked: intake's answer, or why there is none; None where nothing had to be asked.
        now: what can be done with the matter now, in the stream's own order.
        not_now: what cannot, each with why.
        undoing: what puts right or takes back what was recorded of it.
        about: what can be begun about it.
    """

    asked: Reply[Possibilities] | None = None
    now: tuple[Action, ...] = ()
    not_now: tuple[Action, ...] = ()
    undoing: tuple[Action, ...] = ()
    about: tuple[Action, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be shown."""
        failed = self.asked is not None and self.asked.error is not None
        return not (failed or self.now or self.not_now or self.undoing or self.about)


def possible(site: str, target: str | None = None) -> Possible:
    """Ask which commands whoever asks could give.

    Arguments:
        site: where.
        target: the matter; what can be begun where left out.

    Raises:
        Invalid: the site or the matter has a name that none can have.
    """
    return question(Possible, site=site, target=target)


def is_for(view: View, command: str, site: str | None) -> bool:
    """Tell whether the table leaves a command to somebody at a site, however they stand to its matter.

    Arguments:
        view: the page of whoever looks at it.
        command: its name.
        site: where; at any site where None.
    """
    if view.person is None:
        return True
    return view.person.may(command) if site is None else view.person.may_at(command, site)


async def offers_of(view: View, site: str, target: str) -> Offers:
    """Give what can be done with a matter, and begun about it.

    Arguments:
        view: the page.
        site: the matter's.
        target: the matter.
    """
    asked = await view.ask(possible(site, target))
    about = begun_about(view, site, target)
    if asked.answer is None:
        return Offers(asked, about=about)
    if asked.answer.stage in _TAKEN_BACK:
        about = tuple(one for one in about if not _is_about_what_stands(one.form, target.partition("-")[0]))
    offered = [
        one
        for one in actions_of(asked.answer, view.words)
        if is_for(view, one.form.command, site) and not _begins_elsewhere(one.form)
    ]
    steps = [one for one in offered if not one.form.undoes]
    return Offers(
        asked,
        now=tuple(one for one in steps if one.is_possible),
        not_now=tuple(one for one in steps if not one.is_possible),
        undoing=tuple(one for one in offered if one.form.undoes),
        about=about,
    )


def _is_about_what_stands(form: Form, stream: str) -> bool:
    """Tell whether a command says nothing of a matter of a stream that was taken back."""
    is_refused = any(
        field.name == stream and not field.is_taken_back_too for field in matter_fields(form.model)
    )
    return is_refused or form.stream in _OWED


def _begins_elsewhere(form: Form) -> bool:
    """Tell whether a command never goes on with the matter on whose page it would stand."""
    return form.stream in _BEGUN_ELSEWHERE and may_begin(form.model)


def begun_about(view: View, site: str, matter: str, **said: str) -> tuple[Action, ...]:
    """Give what can be begun about a matter: what has a field of its stream's name.

    Arguments:
        view: the page.
        site: the matter's.
        matter: its id.
        said: what the page knows beside it, by the names of the fields.
    """
    stream = matter.partition("-")[0]
    forms = (form_of(model) for model in COMMANDS.values() if may_begin(model) and model.stream != stream)
    return _actions(view, (form for form in forms if _is_about(form, stream)), site, about=matter, **said)


def _is_about(form: Form, stream: str) -> bool:
    if form.model is NoteWrite:
        return stream in NOTED
    field = form.field(stream)
    return field is not None and field.searches == stream and not field.is_list


def _actions(view: View, forms: Iterable[Form], site: str | None, **said: str) -> tuple[Action, ...]:
    at = {} if site is None else {"site": site}
    return tuple(
        Action(form, title_of(form, view.words), is_possible=True, href=address_of(form, **at, **said))
        for form in forms
        if is_for(view, form.command, site)
    )


def begun_for(view: View, site: str, *models: type[Command]) -> tuple[Action, ...]:
    """Give some of what can be begun at a site, for its own page.

    Arguments:
        view: the page.
        site: which.
        models: the commands.
    """
    return _actions(view, (form_of(model) for model in models), site)


def begun_in(view: View, stream: str, site: str, **said: str) -> tuple[Action, ...]:
    """Give what begins a matter of a stream, for the page that lists them.

    Arguments:
        view: the page.
        stream: which.
        site: the one that the list is narrowed to; empty where it is not.
        said: what the page knows of it, by the names of the fields.
    """
    forms = (form_of(model) for model in COMMANDS.values() if model.stream == stream and may_begin(model))
    return _actions(view, forms, site or None, **said)


def begun_at(view: View, answer: Possibilities) -> dict[str, list[Action]]:
    """Give all that can be begun at a site, by stream.

    Arguments:
        view: the page.
        answer: what intake says of that site.
    """
    offered = [
        one
        for one in actions_of(answer, view.words)
        if one.is_possible and not one.form.undoes and is_for(view, one.form.command, answer.site)
    ]
    # What opens a site is at none, so that the site cannot be asked about it.
    opening = [
        form_of(model) for model in COMMANDS.values() if may_begin(model) and is_of_no_site(form_of(model))
    ]
    offered = [one for one in offered if not is_of_no_site(one.form)]
    groups: dict[str, list[Action]] = {}
    for one in (*offered, *_actions(view, opening, None)):
        groups.setdefault(one.form.stream, []).append(one)
    return groups


def is_of_no_site(form: Form) -> bool:
    """Tell whether a form asks for the site itself, as the one that opens it."""
    return form.field("site") is not None
