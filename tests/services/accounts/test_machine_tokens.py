"""Tokens of machines: their form, what they cover."""

from __future__ import annotations

import re
import string
from datetime import timedelta
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

import answerable.queries
from answerable.commands.registry import COMMANDS
from answerable.errors import Invalid
from answerable.identity.principals import Principal
from answerable.queries.base import Query
from answerable_services.accounts.hidden import digest_of
from answerable_services.accounts.machine_tokens import (
    LONGEST,
    PATTERN,
    Kind,
    Scope,
    check_scope,
    id_of,
    is_equal,
    is_whole,
    new_token,
    scope_of,
)
from tests.services.accounts.given import DAY, Chance


def test_a_token_is_recognised_by_its_form_and_its_checksum() -> None:
    """A program that looks for leaked secrets finds it in any text, and asks nobody."""
    token_id, token = new_token(Chance())
    text = token.get_secret_value()
    (found,) = PATTERN.finditer(f'{{"key": "{text}", "other": "ans_0_1"}}')
    assert (found[0], found["id"], id_of(token)) == (text, token_id, token_id)
    assert is_whole(text)
    assert re.fullmatch(r"ans_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}", text)


@given(st.integers(0, 63), st.sampled_from(string.ascii_letters + string.digits + "_- "))
def test_one_wrong_character_is_noticed(place: int, character: str) -> None:
    """A token that was typed or cut off is told from one that is not known."""
    _, token = new_token(Chance())
    text = token.get_secret_value()
    changed = text[:place] + character + text[place + 1 :]
    assert len(text) == 64
    assert (id_of(SecretStr(changed)) is None) == (changed != text)
    assert id_of(SecretStr(text[:place])) is None


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=7, max_size=7))
def test_every_draw_is_a_token_of_its_own(secret: bytes, name: bytes) -> None:
    """Whatever is drawn fits the form, the extremes too."""
    drawn = [name, secret]
    _, token = new_token(lambda n: next(part for part in drawn if len(part) == n))
    assert id_of(token) is not None
    assert is_equal(token, digest_of(token))
    assert not is_equal(SecretStr("ans_x"), digest_of(token))


SCOPE = Scope(commands=("contact.*", "case.open"), queries=("*",), sites=("xm01",))


@pytest.mark.parametrize(
    ("kind", "name", "site", "is_covered"),
    [
        (Kind.COMMAND, "contact.record", "xm01", True),
        (Kind.COMMAND, "case.open", "xm01", True),
        (Kind.COMMAND, "case.open_again", "xm01", False),
        (Kind.COMMAND, "contacts.record", "xm01", False),
        (Kind.COMMAND, "contact", "xm01", False),
        (Kind.COMMAND, "contact.record", "xm02", False),
        (Kind.COMMAND, "contact.record", None, False),
        (Kind.QUERY, "desk.overview", "xm01", True),
        (Kind.QUERY, "desk.overview", "*", False),
    ],
)
def test_a_scope_covers_what_it_names(kind: Kind, name: str, site: str | None, is_covered: bool) -> None:
    """One thing, all of a stream or service, or everything; at its sites, and nowhere else."""
    assert SCOPE.covers(kind, name, site) == is_covered


def test_only_a_token_for_all_sites_asks_about_all_of_them() -> None:
    """And about each one."""
    everywhere = Scope(queries=("desk.*",), sites=("*",))
    assert [everywhere.covers(Kind.QUERY, "desk.overview", site) for site in (None, "xm01")] == [True, True]
    assert not everywhere.covers(Kind.COMMAND, "desk.overview", None)
    assert not Scope().covers(Kind.QUERY, "desk.overview", None)


def test_every_command_can_be_covered() -> None:
    """By its name, by its stream, and by everything."""
    names = list(COMMANDS)
    assert len(names) > 50
    for name in names:
        for pattern in (name, f"{name.partition('.')[0]}.*", "*"):
            scope = Scope(commands=(pattern,), sites=("xm01",))
            check_scope(scope, DAY)
            assert scope.covers(Kind.COMMAND, name, "xm01")


def queries() -> set[str]:
    modules = (
        import_module(f"answerable.queries.{one.name}") for one in iter_modules(answerable.queries.__path__)
    )
    found = (value for module in modules for value in vars(module).values())
    kinds = {kind for kind in found if isinstance(kind, type) and issubclass(kind, Query) and kind.service}
    return {f"{kind.service}.{kind.query_name}" for kind in kinds if "[" not in kind.__name__}


@pytest.mark.parametrize(
    "scope",
    [
        SCOPE,
        Scope(("*",), (), ("xm01",)),
        Scope((), ("*",), ("*",)),
        Scope(("*",), ("desk.*", "audit.findings"), ("*", "xm01")),
    ],
)
def test_a_principal_reaches_what_the_scope_covers(scope: Scope) -> None:
    """Though its scope is one list: that all queries are covered does not cover a command."""
    commands, asked = set(COMMANDS), queries()
    streams, services = ({name.partition(".")[0] for name in names} for names in (commands, asked))
    assert streams & services == set()
    sites = None if "*" in scope.sites else scope.sites
    principal = Principal(id="machine-x", scope=scope.actions(streams, services), sites=sites)
    for kind, names in ((Kind.COMMAND, commands), (Kind.QUERY, asked)):
        assert len(names) > 15
        for name in names:
            for site in ("xm01", "xm02", None):
                assert principal.reaches(name, site) == scope.covers(kind, name, site), (name, site)


@pytest.mark.parametrize(
    ("scope", "lasts", "pointers"),
    [
        (Scope(("contact",), (), ("xm01",)), DAY, ["/commands/0"]),
        (Scope(("contact.*", "*.open"), ("Desk.x",), ("xm01",)), DAY, ["/commands/1", "/queries/0"]),
        (Scope(("contact.**",), (), ("xm01", "XM 01")), DAY, ["/commands/0", "/sites/1"]),
        (Scope(("*",), (), ()), DAY, [""]),
        (Scope((), (), ("*",)), DAY, [""]),
        (Scope(("*",), (), ("*",)), LONGEST + timedelta(seconds=1), ["/expires_at"]),
        (Scope(("*",), (), ("*",)), timedelta(), ["/expires_at"]),
    ],
)
def test_what_is_no_scope_is_refused(scope: Scope, lasts: timedelta, pointers: list[str]) -> None:
    """With the place of each fault, in both languages."""
    with pytest.raises(Invalid) as refused:
        check_scope(scope, lasts)
    assert [broken.pointer for broken in refused.value.broken_rules] == pointers
    assert refused.value.sentence is not None


def test_a_scope_is_sorted() -> None:
    """The same scope is written the same."""
    assert scope_of(["b.*", "a.*", "b.*"], [], ["y1", "x1"]) == Scope(("a.*", "b.*"), (), ("x1", "y1"))
