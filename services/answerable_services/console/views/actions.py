"""What was asked for, in the words of people: a command, a question, or a page of the console."""

from __future__ import annotations

from answerable.errors import NotFound
from answerable.identity.table import table
from answerable.messaging.denials import UNKNOWN
from answerable_services.console.language import Language, Words

ACTION = "action"
"""The field of an event, and the column of its register, that names what was asked for."""

_PAGE = "page."
"""How the names of what the pages themselves deny begin."""


def action_told(action: str | None, words: Words) -> str:
    """Say in words what was asked for.

    Arguments:
        action: its name, as what was denied is recorded by; None where nothing says it.
        words: the language.
    """
    asked = action or ""
    area = asked.removeprefix(_PAGE)
    if area != asked:
        name = words.get(f"nav.{area}", "")
        return words("home.page_of", name=name) if name else words("home.some_page")
    try:
        says = table().row(asked).says
    except NotFound:
        return words("home.not_known")
    return words.get(f"command.{asked}", says.zh if words.language is Language.ZH else says.en)


def called_by_programs(name: str, value: object) -> str:
    """Give what programs call what a field names, which stands small beside its words; empty of other fields.

    Arguments:
        name: the field's.
        value: what it says.
    """
    return value if name == ACTION and isinstance(value, str) and value != UNKNOWN else ""
