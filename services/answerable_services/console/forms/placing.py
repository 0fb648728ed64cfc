"""What is wrong with a form: each fault beside its field, and what is about the whole above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from answerable.errors import BrokenRule, Said
from answerable.messaging.problems import Problem, error_of, said_of, sentence_of
from answerable_services.console.forms.form import Form


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


def place(form: Form, problem: Problem) -> Faults:
    """Put what a refusal says beside the fields that it is about.

    Arguments:
        form: what was asked.
        problem: how it was refused.

    Returns:
        The faults of fields, and those of the whole: what points to nothing that is typed, or the refusal
        itself where it points nowhere.
    """
    faults = faults_of(form, problem.errors)
    if faults:
        return faults
    return Faults(of_whole=(Fault(problem.rule, sentence_of(error_of(problem))),))


def faults_of(form: Form, broken_rules: Iterable[BrokenRule]) -> Faults:
    """Put broken rules beside the fields that they point to, each told once.

    Arguments:
        form: what was asked.
        broken_rules: each with its JSON pointer (RFC 6901).
    """
    of_fields: dict[str, tuple[Fault, ...]] = {}
    of_whole: tuple[Fault, ...] = ()
    for broken in broken_rules:
        fault = Fault(broken.rule, said_of(broken))
        name = input_at(form, broken.pointer)
        if name is None:
            of_whole += () if fault in of_whole else (fault,)
        elif fault not in of_fields.get(name, ()):
            of_fields[name] = (*of_fields.get(name, ()), fault)
    return Faults(of_fields, of_whole)


def input_at(form: Form, pointer: str) -> str | None:
    """Name the input that a JSON pointer is about; None where nobody types it.

    Arguments:
        form: what was asked.
        pointer: into the command's body, as RFC 6901 has it.
    """
    first, *rest = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]] or [""]
    asked = form.field(first)
    if asked is None or asked.is_hidden:
        return None
    if not asked.is_list or not rest or not rest[0].isdecimal():
        return first
    row = f"{first}.{rest[0]}"
    inside = {part.name for part in asked.parts}
    if len(rest) > 1 and rest[1] in inside:
        return f"{row}.{rest[1]}"
    # A row of several inputs has no input of its own: its fault stands at the first of them.
    return f"{row}.{asked.parts[0].name}" if asked.parts else row
