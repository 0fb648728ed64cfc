"""Whom a list is narrowed to, where its reader gives a name: lists show names, addresses have ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from answerable.errors import Invalid
from answerable.ids import cited_by
from answerable.queries.accounts import FindPeople
from answerable.queries.registry import name_of
from answerable.register import Kind, Names, Register
from answerable.wording import Sentence, listed, say

if TYPE_CHECKING:
    from answerable_services.console.view import View

_ENOUGH = 5
"""Ids that are told of several who are called alike."""

_BEHIND = "·"
"""What stands between a mark before a name, such as of the sample, and the name."""


def person_called(text: str, names: Mapping[str, str], *, is_whole: bool = False) -> tuple[str, ...]:
    """Give the ids of those who are called something, or whose names have it in them where nobody is.

    Arguments:
        text: what was typed.
        names: what people are called, by their ids.
        is_whole: whether only a whole name counts.
    """
    typed = text.casefold()
    folded = {person: name.casefold() for person, name in names.items()}
    whole = [one for one, name in folded.items() if typed in (name, name.rpartition(_BEHIND)[2])]
    return tuple(sorted(whole or (one for one, name in folded.items() if not is_whole and typed in name)))


def people_in(
    said: Mapping[str, str], fields: Iterable[str], view: View, *, of_groups: Iterable[str] = ()
) -> tuple[dict[str, str], dict[str, Sentence]]:
    """Put ids in the place of people's names in what an address says.

    Arguments:
        said: by the words of the address.
        fields: those that name a person or a matter by its id.
        view: knows what people are called.
        of_groups: those that name a person by their id, or a group.

    Returns:
        What to ask with, and what stands against a word: that one is left out.
    """
    asked, faults = dict(said), dict[str, Sentence]()
    groups = frozenset(of_groups)
    for field in (*fields, *groups):
        text = said.get(field, "").strip()
        if not text or cited_by(text) is not None:
            continue
        found = person_called(text, view.console.names.by_id, is_whole=field in groups)
        if len(found) == 1:
            asked[field] = found[0]
        elif found or field not in groups:
            del asked[field]
            faults[field] = _fault(text, found, view)
    return asked, faults


def _fault(text: str, found: tuple[str, ...], view: View) -> Sentence:
    if not found:
        return say("error.called_nobody", text=text)
    if not view.may(name_of(FindPeople)):
        return say("error.called_several", n=len(found), text=text)
    ids = listed((*found[:_ENOUGH], *(("…",) if len(found) > _ENOUGH else ())))
    return say("error.called_several_of", n=len(found), text=text, ids=ids)


def must_be_one(faults: Mapping[str, Sentence]) -> None:
    """Refuse to leave out what stands against a word, where nobody would be told: in a file.

    Raises:
        Invalid: something does.
    """
    error = next((Invalid(said) for said in faults.values()), None)
    if error is not None:
        raise error


def people_of(register: Register) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the words of a list that name a person or a matter by id, and those that may name a group."""
    columns = [register.column(name) for name in register.filters]
    texts = [one for one in columns if one.kind is Kind.TEXT]
    matters = tuple(one.name for one in texts if one.names is Names.MATTER)
    return matters, tuple(one.name for one in texts if one.names is Names.NOTHING)
