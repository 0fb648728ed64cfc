"""What staff are called: shown, sorted, changed, forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from answerable.errors import Invalid
from answerable.wording import Language
from answerable_services.accounts import people
from answerable_services.accounts.people import LONGEST, Name, cleaned
from answerable_services.accounts.storage import FILE, Storage
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.accounts.given import AGENT, LEAD, MANAGER, TEN


class Everywhere:
    def test_a_name_is_kept_changed_and_forgotten(self, storage: Storage) -> None:
        """Whoever asks for many is told of those that are known."""
        with storage.writing() as connection:
            people.set_name(
                connection, AGENT, " 陈  丽华 ", sort_key="Chen Lihua", language=Language.ZH, now=TEN
            )
            people.set_name(connection, LEAD, "Ann Lee", sort_key=None, language=None, now=TEN)
            people.set_name(connection, LEAD, "Ann Li", sort_key=None, language=Language.EN, now=TEN)
            assert people.names_of(connection, [AGENT, LEAD, LEAD, MANAGER]) == {
                AGENT: Name(AGENT, "陈 丽华", "chen lihua", Language.ZH),
                LEAD: Name(LEAD, "Ann Li", "Ann Li", Language.EN),
            }
            assert [people.forget(connection, LEAD) for _ in range(2)] == [True, False]
            assert list(people.names_of(connection, [AGENT, LEAD])) == [AGENT]

    def test_many_are_looked_up_at_once(self, storage: Storage) -> None:
        """More than a database takes in one question, and none."""
        asked = [f"staff-{n}" for n in range(2500)]
        with storage.writing() as connection:
            for person in asked[::100]:
                people.set_name(connection, person, "甲", sort_key=None, language=None, now=TEN)
            assert set(people.names_of(connection, asked)) == set(asked[::100])
            assert people.names_of(connection, []) == {}


class TestSqlite(OnSqlite, Everywhere):
    def test_a_forgotten_name_is_not_in_the_file(self, storage: Storage, views: Path | SecretStr) -> None:
        """It is overwritten, also in the log that lies beside the file, once that was taken in."""
        with storage.writing() as connection:
            people.set_name(connection, AGENT, "欧阳 hushhush", sort_key=None, language=None, now=TEN)
        with storage.writing() as connection:
            people.forget(connection, AGENT)
        storage.tidy()
        assert isinstance(views, Path)
        assert [path.name for path in views.glob(f"{FILE}*") if b"hushhush" in path.read_bytes()] == []


class TestPostgresql(OnPostgresql, Everywhere):
    pass


@pytest.mark.parametrize("text", ["", "  ", "a" * (LONGEST + 1), "a\x00b", "a\u202eb", "a\ud800"])
def test_what_cannot_be_shown_is_no_name(text: str) -> None:
    """The refusal names the field, in both languages."""
    with pytest.raises(Invalid) as refused:
        cleaned(text, "name")
    assert refused.value.broken_rules[0].pointer == "/name"
    assert refused.value.sentence is not None
    assert "64" in refused.value.sentence.zh
