"""What is said to people: sentences by their key, in every language side by side, and the values in them."""

from answerable.wording.catalogue import Language, read_catalogue
from answerable.wording.sentence import (
    Bilingual,
    Sentence,
    again,
    catalogue,
    command_named,
    event_named,
    is_command,
    listed,
    one_or_several,
    person_named,
    quoted,
    say,
    stage_named,
    told_as,
    verbatim,
)

__all__ = [
    "Bilingual",
    "Language",
    "Sentence",
    "again",
    "catalogue",
    "command_named",
    "event_named",
    "is_command",
    "listed",
    "one_or_several",
    "person_named",
    "quoted",
    "read_catalogue",
    "say",
    "stage_named",
    "told_as",
    "verbatim",
]
