"""What is wrong with a form: each fault beside its field, and what is about the whole above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal
from types import MappingProxyType

from answerable.errors import BrokenRule, Said
from answerable.messaging.problems import Problem, error_of, said_of, sentence_of
from answerable.wording import Sentence, say
from answerable_services.console.forms.fields import ANY_MATTER, ARTICLE, SITE_ITSELF, FormField, Input
from answerable_services.console.forms.form import Form

_NOTHING: Mapping[str, Sequence[str]] = MappingProxyType({})
_NOT_ALLOWED = "error.broken_rule.other"
_BOUNDS = frozenset({"greater_than", "greater_than_equal", "less_than", "less_than_equal"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Arguments:
        rule: the rule behind it: an article's, or a short name; None where there is none.
        said: what is wrong, in both languages.
    """

    rule: str | None
    said: Said


@dataclass(frozen=True, slots=True)
class Faults:
    """All that is wrong with what was typed.

    Arguments:
        of_fields: by the name of the input: ``topic``, ``checklist.2``, ``pauses.0.starts_at``.
        of_whole: what is about no single field.
    """

    of_fields: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)
    of_whole: tuple[Fault, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is wrong."""
        return bool(self.of_fields or self.of_whole)

    def at(self, name: str) -> tuple[Fault, ...]:
        """Give what is wrong with an input."""
        return self.of_fields.get(name, ())


Typed = Mapping[str, Sequence[str]]


def place(form: Form, problem: Problem, typed: Typed = _NOTHING) -> Faults:
    """Put what a refusal says beside the fields that it is about.

    Arguments:
        form: what was asked.
        problem: how it was refused.
        typed: what was typed, by the names of the inputs; nothing where that is not known.

    Returns:
        The faults of fields, and those of the whole: what points to nothing that is typed, or the refusal
        itself where it points nowhere.
    """
    faults = faults_of(form, problem.errors, typed)
    if faults:
        return faults
    return Faults(of_whole=(Fault(problem.rule, sentence_of(error_of(problem))),))


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)")
"""A moment as intake writes it to programs and people alike: with the offset that it is in."""


def by_the_clock(faults: Faults, zone: tzinfo) -> Faults:
    """Write the moments that refusals tell by the clock by which moments are typed.

    Arguments:
        faults: what is wrong, as intake says it.
        zone: of that clock.
    """

    def written(found: re.Match[str]) -> str:
        at = datetime.fromisoformat(found[0]).astimezone(zone)
        return f"{at:%Y-%m-%d %H:%M:%S}" if at.second or at.microsecond else f"{at:%Y-%m-%d %H:%M}"

    def told(fault: Fault) -> Fault:
        zh, en = (_MOMENT.sub(written, text) for text in (fault.said.zh, fault.said.en))
        said = Sentence.model_construct(key=fault.said.key, values=dict(fault.said.values), zh=zh, en=en)
        return Fault(fault.rule, said)

    of_fields = {name: tuple(map(told, of_field)) for name, of_field in faults.of_fields.items()}
    return Faults(of_fields, tuple(map(told, faults.of_whole)))


def faults_of(form: Form, broken_rules: Iterable[BrokenRule], typed: Typed = _NOTHING) -> Faults:
    """Put broken rules beside the fields that they point to, each told once.

    Arguments:
        form: what was asked.
        broken_rules: each with its JSON pointer (RFC 6901).
        typed: what was typed, by the names of the inputs.
    """
    of_fields: dict[str, tuple[Fault, ...]] = {}
    of_whole: tuple[Fault, ...] = ()
    for broken in broken_rules:
        name, asked = input_at(form, broken.pointer)
        said = (asked and wanted(asked, broken.rule)) or said_of(broken)
        if said.key == _NOT_ALLOWED and name is not None and name in typed and not any(typed[name]):
            # An article has no words of its own for what it misses; nothing was typed that could be wrong.
            said = said.model_copy(update={"zh": say("error.broken_rule.missing").zh})
        fault = Fault(broken.rule, said)
        if name is None:
            of_whole += () if fault in of_whole else (fault,)
        elif fault not in of_fields.get(name, ()):
            of_fields[name] = (*of_fields.get(name, ()), fault)
    return Faults(of_fields, of_whole)


def input_at(form: Form, pointer: str) -> tuple[str | None, FormField | None]:
    """Name the input that a JSON pointer is about, with its field; nothing where nobody types it.

    Arguments:
        form: what was asked.
        pointer: into the command's body, as RFC 6901 has it.
    """
    first, *rest = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]] or [""]
    asked = form.field(first)
    if asked is None or asked.is_hidden:
        return None, None
    if not asked.is_list or not rest or not rest[0].isdecimal():
        return first, asked
    row = f"{first}.{rest[0]}"
    if not asked.parts:
        return row, asked
    inside = rest[1] if len(rest) > 1 else ""
    # A row of several inputs has no input of its own: its fault stands at the first of them.
    part = next((part for part in asked.parts if part.name == inside), asked.parts[0])
    return f"{row}.{part.name}", part


def wanted(asked: FormField, rule: str) -> Sentence | None:
    """Say what is wanted of a field where a rule of its form is broken; None where the rule says it well.

    Arguments:
        asked: the field.
        rule: the broken rule's short name, as pydantic has it.
    """
    if rule == "string_pattern_mismatch":
        return _form_of(asked)
    if rule in _BOUNDS and asked.least is not None and asked.greatest is not None:
        return say("error.broken_rule.between", least=Decimal(asked.least), greatest=Decimal(asked.greatest))
    if rule == "string_too_long" and asked.longest is not None:
        return say("error.broken_rule.too_long_by", most=asked.longest)
    if rule == "too_long" and asked.most is not None:
        return say("error.broken_rule.more_rows", most=asked.most)
    return None


def _form_of(asked: FormField) -> Sentence | None:
    """Say how a field's value is written; None where its line of help has to say that."""
    if asked.input is Input.MONTH:
        return say("error.broken_rule.a_month")
    if asked.searches == ARTICLE:
        return say("error.broken_rule.an_article")
    if asked.searches == SITE_ITSELF:
        return say("error.broken_rule.a_site")
    if asked.searches is None:
        return None
    stream = "case" if asked.searches == ANY_MATTER else asked.searches
    return say("error.broken_rule.an_id", prefix=f"{stream}-")
