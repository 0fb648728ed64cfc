"""The reference pages have everything of their kind, and nothing else."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest

from answerable.commands.registry import COMMANDS
from answerable.identity.answers import role_named
from answerable.identity.table import table
from answerable.messaging import subjects
from answerable.settings import READ_ELSEWHERE, Settings
from tests.docs.pages import PAGES, ROOT, text_of


def generator(name: str = "make_command_line") -> ModuleType:
    path = ROOT / "docs" / "reference" / f"{name}.py"
    specification = importlib.util.spec_from_file_location(name, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_command_line_is_in_step() -> None:
    """``command-line.md`` says what the commands' own help says."""
    assert text_of("docs/reference/command-line.md") == generator().command_line()


def test_flows_are_in_step() -> None:
    """``flows.md`` draws the flows as they stand beside the events."""
    assert text_of("docs/reference/flows.md") == generator("make_flows").flows()


def test_access_is_in_step() -> None:
    """``access.md`` shows the table of who may do what, with every role in both languages."""
    page = text_of("docs/reference/access.md")
    assert page == generator("make_access").access()

    named = {role: role_named(role) for role in (*table().staff, *table().machines)}
    assert [role for role, said in named.items() if f"| `{role}` | {said.en} | {said.zh} |" not in page] == []


@pytest.mark.parametrize("page", PAGES)
def test_commands_exist(page: str) -> None:
    """Each ``answerable …`` command that a page shows exists, with every option shown."""
    known = generator().commands()
    wrong = []
    for line in re.findall(
        r"(?:^|[`$] ?|\| |bin/)(answerable [a-z][^`\n|]*)", text_of(page), flags=re.MULTILINE
    ):
        words = line.split()
        name = next((n for n in (" ".join(words[:3]), " ".join(words[:2])) if n in known), None)
        groups = {known_name.rsplit(" ", 1)[0] for known_name in known if known_name.count(" ") > 1}
        if name is None:
            wrong += [] if " ".join(words[:2]) in groups or words[:2] == ["answerable", "run"] else [line]
            continue
        options = {option for parameter in known[name].params for option in parameter.opts} | {"--help"}
        wrong += [f"{name} {word}" for word in words if word.startswith("-") and word not in options]

    assert wrong == []


def test_settings_are_complete() -> None:
    """The page of settings names each variable with its default, and no other."""
    rows = re.findall(
        r"^\| `(ANSWERABLE_\w+)` \|.*\| (.+) \|$", text_of("docs/reference/settings.md"), re.MULTILINE
    )
    defaults = {}
    for name, field in Settings.model_fields.items():
        value = field.get_default(call_default_factory=True)
        shown = value.get_secret_value() if hasattr(value, "get_secret_value") else value
        defaults[f"ANSWERABLE_{name.upper()}"] = "empty" if shown == "" else f"`{shown}`"
    defaults["ANSWERABLE_CLOCK_START"] = (
        "the installation's clock, which is the machine's but for the sample centre"
    )

    assert dict(rows) == defaults


@pytest.mark.parametrize("page", PAGES)
def test_variables_exist(page: str) -> None:
    """Each ``ANSWERABLE_`` variable that a page names is a setting, or one of the tests' own."""
    known = {f"ANSWERABLE_{name.upper()}" for name in Settings.model_fields} | READ_ELSEWHERE

    assert set(re.findall(r"ANSWERABLE_[A-Z_]*[A-Z]", text_of(page))) - known == set()


def test_subjects() -> None:
    """The page of HTTP and NATS has the subjects as the code builds them."""
    page = text_of("docs/reference/http-and-nats.md")
    built = [
        subjects.command_subject("<stream>.<verb>"),
        subjects.query_subject("<service>", "<question>"),
        subjects.notice_subject("<projection>"),
        subjects.BULK,
    ]

    assert [subject for subject in built if f"`{subject}`" not in page] == []
    assert "case.transfer" in COMMANDS
