"""Every form is worded, in both languages, and no word is left over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from answerable.commands.registry import COMMANDS
from answerable.wording import read_catalogue
from answerable_services.console.forms import Form, FormField, asked_of, form_of, title_of
from answerable_services.console.forms.wording import choice_of, places_of
from answerable_services.console.language import FOLDER, STREAMS, Language, Words, words_of
from tests.typography import blemishes

FORMS = [form_of(model, is_for_others=True) for model in COMMANDS.values()]


def paths(form: Form) -> Iterator[tuple[str, FormField]]:
    """Give the place of every field that somebody sees, of the parts of rows too."""
    for field in form.fields:
        yield from () if field.is_hidden else [(field.name, field)]
        yield from ((f"{field.name}.{part.name}", part) for part in field.parts)


@pytest.mark.parametrize("language", Language)
def test_every_field_of_every_command_has_its_label_and_its_help(language: Language) -> None:
    """Nobody is asked with a name out of the code, or without a line about what is wanted."""
    words = words_of(language)
    missing = [
        f"{form.command}: {place}.{what}"
        for form in FORMS
        for path, _ in paths(form)
        for what in ("label", "help")
        if not {f"{place}.{what}" for place in places_of(form, path)} & words.keys
        for place in [list(places_of(form, path))[1]]
    ]
    missing += [f"command.{form.command}" for form in FORMS if f"command.{form.command}" not in words.keys]

    assert missing == []


@pytest.mark.parametrize("language", Language)
def test_every_choice_has_its_word(language: Language) -> None:
    """A menu shows no member of an enumeration."""
    words = words_of(language)
    missing = []
    for form in FORMS:
        for path, field in paths(form):
            for member in field.choices or ():
                try:
                    assert choice_of(field.name, member.value, words)
                except KeyError:
                    missing.append(f"{form.command}.{path}: {member.value}")
    assert missing == []


def test_no_word_is_left_over() -> None:
    """What is asked nowhere is taken out."""
    used = {f"command.{form.command}" for form in FORMS}
    catalogue = words_of(Language.EN).keys
    for form in FORMS:
        for path, field in paths(form):
            for what in ("label", "help"):
                keys = (f"{place}.{what}" for place in places_of(form, path))
                used |= {next((key for key in keys if key in catalogue), path)}
            used |= {f"choice.{field.name}.{member.value}" for member in field.choices or ()}
    said = {
        key for key in read_catalogue(FOLDER, STREAMS) if key.startswith(("command.", "asked.", "choice."))
    }

    assert sorted(said - used) == []


def test_a_form_has_no_two_fields_of_one_name() -> None:
    """Whoever fills it in can tell them apart."""
    doubled = []
    for language in Language:
        for form in FORMS:
            labels = [
                asked_of(form, field.name, words_of(language)).label
                for field in form.fields
                if not field.is_hidden
            ]
            doubled += [f"{form.command}: {one}" for one in labels if labels.count(one) > 1]
    assert doubled == []


def _texts(words: Words) -> Iterator[tuple[str, str, str]]:
    for form in FORMS:
        yield form.command, "title", title_of(form, words)
        for path, _ in paths(form):
            asked = asked_of(form, path, words)
            yield f"{form.command}.{path}", "label", asked.label
            yield f"{form.command}.{path}", "help", asked.help


def test_chinese_is_set_as_an_editor_would() -> None:
    """A help is a sentence and ends as one; a label is none and ends in no sign; nothing is set badly."""
    amiss = [
        (where, text)
        for where, what, text in _texts(words_of(Language.ZH))
        if list(blemishes(text)) or (what == "help") != text.endswith("。")
    ]
    assert amiss == []


def test_english_is_set_alike() -> None:
    """A title is a verb phrase and, like a label, begins with a capital letter and has no full stop."""
    amiss = [
        (where, text)
        for where, what, text in _texts(words_of(Language.EN))
        if text[0].islower() or (what == "help") != text.endswith(".")
    ]
    assert amiss == []
