"""What was asked for, in the words of people: a command, a question, or a page of the console."""

from __future__ import annotations

from answerable.errors import NotFound
from answerable.identity.table import table
from answerable.messaging.denials import UNKNOWN
from answerable.queries.registers import REGISTERS
from answerable_services.console.language import Language, Words

ACTION = "action"
"""The field of an event, and the column of its register, that names what was asked for."""

SCOPE = "scope"
"""The field of an event that says for which commands and questions a token is."""

_STORIES = "desk.story_of"
"""What a token names the question for a matter's story by, whatever its stream."""

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


def stream_told(stream: str, words: Words) -> str:
    """Say what a stream's matters are called: as its list is, where it has one.

    Arguments:
        stream: its name, or that of a service that answers questions.
        words: the language.
    """
    published = REGISTERS.get(stream)
    key = f"stream.{stream}" if published is None else f"nav.{published.register.name}"
    return words.get(key, words.get(f"part.{stream}", stream))


def scope_told(pattern: str, words: Words) -> str:
    """Say in words what a token is for: a command or a question, all of a kind, or everything.

    Arguments:
        pattern: as the token has it.
        words: the language.
    """
    kind, _, name = pattern.partition(".")
    if kind == "*":
        return words("admin.scope_all") if name in {"", "*"} else pattern
    if name in {"", "*"}:
        return words("admin.scope_of", kind=stream_told(kind, words))
    return words("admin.stories") if pattern == _STORIES else action_told(pattern, words)


def called_by_programs(name: str, value: object) -> str:
    """Give what programs call what a field names, which stands small beside its words; empty of other fields.

    Arguments:
        name: the field's.
        value: what it says.
    """
    if name == SCOPE and isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return value if name == ACTION and isinstance(value, str) and value != UNKNOWN else ""
