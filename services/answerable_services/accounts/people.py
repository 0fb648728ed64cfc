"""What staff are called: a name to show, one to sort by, a language; it can be changed, and forgotten.

The ledger has ids only, and never forgets. A person whose name was forgotten is shown by their id.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from answerable.errors import BrokenRule, Invalid
from answerable.spelling import composed
from answerable.wording import Language, Sentence, say
from answerable_services.accounts.tables import PEOPLE

if TYPE_CHECKING:
    from sqlalchemy import Connection

LONGEST = 64
_AT_ONCE = 500
_UNREADABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Name:
    """What a person is called.

    Arguments:
        person: their id.
        name: as it is shown, surname first where that is the custom, never split.
        sort_key: what lists sort by: the name in pinyin, or the name itself.
        language: in which they read pages; None for what their browser asks for.
    """

    person: str
    name: str
    sort_key: str
    language: Language | None


def cleaned(text: str, field: str, refusal: Sentence | None = None, *, most: int = LONGEST) -> str:
    """Give a name as it is kept: composed, single blanks, none around it.

    Arguments:
        text: the name as it was typed.
        field: what it was typed for.
        refusal: what is said where it is none; of a person's name where None.
        most: characters that it may have.

    Raises:
        Invalid: nothing is left, it is too long, or has characters that nobody sees.
    """
    said = " ".join(composed(text).split())
    if not said or len(said) > most or any(unicodedata.category(c) in _UNREADABLE for c in said):
        fault = refusal or say("error.account.name", most=most)
        broken = BrokenRule(pointer=f"/{field}", rule="account_name", message=fault.en)
        raise Invalid(fault, rule="account_name", broken_rules=(broken,))
    return said


def set_name(
    connection: Connection,
    person: str,
    name: str,
    *,
    sort_key: str | None,
    language: Language | None,
    now: datetime,
) -> Name:
    """Say what a person is called, from now on and in everything that was before.

    Arguments:
        connection: to the store, in a transaction that writes.
        person: their id.
        name: as it is to be shown.
        sort_key: what lists sort by; the name where None.
        language: in which they read pages.
        now: when.

    Raises:
        Invalid: the name cannot be shown.
    """
    shown = cleaned(name, "name")
    kept = Name(
        person, shown, shown if sort_key is None else cleaned(sort_key, "sort_key").casefold(), language
    )
    values = {
        "name": kept.name,
        "sort_key": kept.sort_key,
        "language": None if language is None else language.value,
        "changed_at": now,
    }
    if connection.execute(update(PEOPLE).where(PEOPLE.c.person == person).values(**values)).rowcount == 0:
        connection.execute(insert(PEOPLE).values(person=person, **values))
    return kept


def names_of(connection: Connection, people: Collection[str]) -> Mapping[str, Name]:
    """Give what people are called, by id; who has no name, or one that was forgotten, is left out."""
    found: dict[str, Name] = {}
    asked = sorted(set(people))
    for start in range(0, len(asked), _AT_ONCE):
        rows = connection.execute(
            select(PEOPLE.c.person, PEOPLE.c.name, PEOPLE.c.sort_key, PEOPLE.c.language).where(
                PEOPLE.c.person.in_(asked[start : start + _AT_ONCE])
            )
        )
        for person, name, sort_key, language in rows:
            found[person] = Name(person, name, sort_key, None if language is None else Language(language))
    return found


def all_names(connection: Connection) -> list[Name]:
    """Give what everybody is called, in the order of lists."""
    columns = (PEOPLE.c.person, PEOPLE.c.name, PEOPLE.c.sort_key, PEOPLE.c.language)
    rows = connection.execute(select(*columns).order_by(PEOPLE.c.sort_key, PEOPLE.c.person))
    return [
        Name(person, name, sort_key, None if language is None else Language(language))
        for person, name, sort_key, language in rows
    ]


def forget(connection: Connection, person: str) -> bool:
    """Forget what a person is called; tell whether there was something to forget."""
    return connection.execute(delete(PEOPLE).where(PEOPLE.c.person == person)).rowcount > 0
