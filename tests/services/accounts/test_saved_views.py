"""Saved views: kept by person and list, changed and forgotten by their person alone, on either database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from answerable.errors import Conflict, Invalid, NotFound, Refused, Unauthenticated
from answerable.queries.accounts import MOST_VIEWS, DeleteView, SaveView
from answerable_services.accounts.service import Accounts
from answerable_services.accounts.storage import FILE, Storage
from answerable_services.accounts.tables import SAVED_VIEWS
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.accounts.given import AGENT, LEAD, MANAGER, Hands
from tests.services.accounts.opened import joined, opened, tellings

LATE: dict[str, str] = {"site": "xm01", "mark": "is_overdue"}
NOBODYS = "0123456789abcdef"


@pytest.fixture
def accounts(tmp_path: Path, views: Path | SecretStr) -> Iterator[Accounts]:
    """Accounts in the database of the class."""
    accounts = opened(tmp_path, views, Hands())
    if isinstance(views, Path):  # the settings say where the file is, and the class of tests does not
        assert (tmp_path / "accounts" / FILE).exists()
    yield accounts
    accounts.close()


@pytest.fixture
def own(accounts: Accounts) -> SecretStr:
    """The session of an agent."""
    return joined(accounts).secret


def named(accounts: Accounts, secret: SecretStr) -> list[tuple[str, str, bool]]:
    """Tell somebody's views: list, name, and whether the list opens with it."""
    return [(one.list_name, one.name, one.opens) for one in accounts.saved_views(secret)]


class Everywhere:
    def test_a_view_is_saved_changed_and_forgotten(self, accounts: Accounts, own: SecretStr) -> None:
        """With its name, its list and all that it says."""
        saved = accounts.save_view(own, "cases", "  超时的   工单 ", LATE)
        assert (saved.list_name, saved.name, saved.said, saved.opens) == ("cases", "超时的 工单", LATE, False)
        assert accounts.saved_views(own) == [saved]
        accounts.change_view(own, saved.handle, name="Late")
        accounts.change_view(own, saved.handle, said={"sort": "owner"})
        [changed] = accounts.saved_views(own)
        assert (changed.handle, changed.name, changed.said) == (saved.handle, "Late", {"sort": "owner"})
        accounts.delete_view(own, saved.handle)
        assert accounts.saved_views(own) == []

    def test_views_come_by_list_and_name(self, accounts: Accounts, own: SecretStr) -> None:
        """Whatever they were saved after, and in whichever case they are written."""
        for list_name, name in (("faults", "a"), ("cases", "b"), ("cases", "A"), ("cases", "c")):
            accounts.save_view(own, list_name, name, {})
        assert named(accounts, own) == [
            ("cases", "A", False),
            ("cases", "b", False),
            ("cases", "c", False),
            ("faults", "a", False),
        ]

    def test_numbered_views_come_by_their_numbers(self, accounts: Accounts, own: SecretStr) -> None:
        """As people count, in whichever width the digits are written."""
        for name in ("n10", "n１", "n2", "n2 b", "10", "9"):
            accounts.save_view(own, "cases", name, {})
        assert [one.name for one in accounts.saved_views(own)] == ["9", "10", "n１", "n2", "n2 b", "n10"]

    def test_a_name_is_used_once_in_a_list(self, accounts: Accounts, own: SecretStr) -> None:
        """Nobody tells “Late” from “ｌate”; another list may have it, and whoever says so replaces it."""
        first = accounts.save_view(own, "cases", "Late", LATE, opens=True)
        other = accounts.save_view(own, "cases", "Other", LATE)
        accounts.save_view(own, "faults", "Late", {})
        with pytest.raises(Conflict, match="Late"):
            accounts.save_view(own, "cases", "late", {})
        with pytest.raises(Conflict, match="Late"):
            accounts.change_view(own, other.handle, name="Late")
        assert accounts.change_view(own, first.handle, name="LATE").name == "LATE"  # it is its own name
        replaced = accounts.save_view(own, "cases", "late", {"sort": "owner"}, overwrites=True)
        assert (replaced.handle, replaced.opens) == (first.handle, True)
        assert next((one.name, one.said) for one in accounts.saved_views(own)) == ("late", {"sort": "owner"})

    def test_a_list_opens_with_one_view(self, accounts: Accounts, own: SecretStr) -> None:
        """The last that was chosen, or none; other lists have their own."""
        first = accounts.save_view(own, "cases", "a", {}, opens=True)
        accounts.save_view(own, "faults", "a", {}, opens=True)
        accounts.save_view(own, "cases", "b", {}, opens=True)
        assert named(accounts, own) == [("cases", "a", False), ("cases", "b", True), ("faults", "a", True)]
        assert accounts.change_view(own, first.handle, opens=True).opens
        assert named(accounts, own) == [("cases", "a", True), ("cases", "b", False), ("faults", "a", True)]
        accounts.change_view(own, first.handle, name="z")  # says nothing of it
        accounts.change_view(own, first.handle, opens=False)
        assert named(accounts, own) == [("cases", "b", False), ("cases", "z", False), ("faults", "a", True)]

    def test_nobody_sees_or_changes_what_is_another_ones(self, accounts: Accounts, own: SecretStr) -> None:
        """Its handle opens nothing, and says no more than one that never was."""
        view = accounts.save_view(own, "cases", "Late", LATE, opens=True)
        stranger = joined(accounts, LEAD).secret
        assert accounts.saved_views(stranger) == []
        accounts.save_view(stranger, "cases", "Late", {}, opens=True)
        said = set()
        for handle in (view.handle, NOBODYS):
            acts: tuple[Callable[[], object], ...] = (
                partial(accounts.change_view, stranger, handle, name="Mine"),
                partial(accounts.change_view, stranger, handle, said={}),
                partial(accounts.change_view, stranger, handle, opens=False),
                partial(accounts.delete_view, stranger, handle),
            )
            for act in acts:
                with pytest.raises(NotFound) as refused:
                    act()
                said.add(refused.value.message)
        assert len(said) == 1
        assert accounts.saved_views(own) == [view]

    def test_nobody_has_more_than_fifty(self, accounts: Accounts, own: SecretStr) -> None:
        """In all lists together; another person has their own, and one that is deleted makes room."""
        for n in range(MOST_VIEWS):
            last = accounts.save_view(own, "cases" if n % 2 else "faults", f"n {n}", {})
        with pytest.raises(Refused, match="50"):
            accounts.save_view(own, "callbacks", "one more", {})
        accounts.save_view(own, last.list_name, last.name, LATE, overwrites=True)
        accounts.save_view(joined(accounts, LEAD).secret, "cases", "one more", {})
        accounts.delete_view(own, last.handle)
        accounts.save_view(own, "callbacks", "one more", {})
        assert MOST_VIEWS == len(accounts.saved_views(own)) == 50

    @pytest.mark.parametrize("name", ["", " \u200b ", "a" * 61, "a\x00b", "a\u202eb"])
    def test_a_name_can_be_seen(self, accounts: Accounts, own: SecretStr, name: str) -> None:
        """And has at most sixty characters, also where it is changed; the refusal names the field."""
        view = accounts.save_view(own, "cases", "a" * 60, {})
        acts: tuple[Callable[[], object], ...] = (
            partial(accounts.save_view, own, "cases", name, {}),
            partial(accounts.change_view, own, view.handle, name=name),
        )
        for act in acts:
            with pytest.raises(Invalid) as refused:
                act()
            assert refused.value.broken_rules[0].pointer == "/name"
        assert accounts.saved_views(own) == [view]

    def test_views_are_of_whoever_is_signed_in(self, accounts: Accounts, own: SecretStr) -> None:
        """A session that is over sees and changes nothing."""
        view = accounts.save_view(own, "cases", "Late", LATE)
        accounts.sign_out(own)
        acts: tuple[Callable[[], object], ...] = (
            partial(accounts.saved_views, own),
            partial(accounts.save_view, own, "cases", "Other", {}),
            partial(accounts.change_view, own, view.handle, name="Other"),
            partial(accounts.delete_view, own, view.handle),
        )
        for act in acts:
            with pytest.raises(Unauthenticated):
                act()

    def test_they_are_forgotten_with_the_account(self, accounts: Accounts, own: SecretStr) -> None:
        """Of that person alone; the account that is opened next has none."""
        accounts.save_view(own, "cases", "Late", LATE)
        other = joined(accounts, LEAD).secret
        accounts.save_view(other, "cases", "Late", LATE)
        accounts.close_account(AGENT, by=MANAGER)
        assert accounts.saved_views(joined(accounts).secret) == []
        assert len(accounts.saved_views(other)) == 1

    def test_they_are_forgotten_where_there_never_was_a_password(
        self, accounts: Accounts, own: SecretStr, storage: Storage
    ) -> None:
        """Whoever came in by an identity provider has no account to close, and may have views."""
        accounts.save_view(own, "cases", "Late", LATE)
        with storage.writing() as connection:
            connection.exec_driver_sql("DELETE FROM accounts")
        accounts.close_account(AGENT, by=MANAGER)
        with storage.reading() as connection:
            assert connection.execute(SAVED_VIEWS.select()).all() == []
        with pytest.raises(NotFound):
            accounts.close_account(AGENT, by=MANAGER)

    def test_nothing_of_it_is_told(self, accounts: Accounts, own: SecretStr) -> None:
        """It is a preference and no fact; a text that was searched for does not come into the ledger."""
        tellings(accounts)
        view = accounts.save_view(own, "cases", "Late", {"text": "hushhush"})
        accounts.change_view(own, view.handle, name="Later", said={}, opens=True)
        accounts.delete_view(own, view.handle)
        assert tellings(accounts) == []

    def test_a_store_from_before_gets_its_table(self, storage: Storage, views: Path | SecretStr) -> None:
        """It is made where it is not there; all else is as it was."""
        with storage.writing() as connection:
            SAVED_VIEWS.drop(connection)
        Storage(views).close()
        with storage.reading() as connection:
            assert connection.execute(SAVED_VIEWS.select()).all() == []


class TestSqlite(OnSqlite, Everywhere):
    @pytest.fixture
    def views(self, tmp_path: Path) -> Path:
        """Where the settings of `opened` have it."""
        return tmp_path / "accounts"

    @pytest.mark.parametrize("how", ["deleted", "replaced", "changed"])
    def test_what_was_forgotten_is_not_in_the_file(
        self, accounts: Accounts, own: SecretStr, views: Path, how: str
    ) -> None:
        """A text that was searched for is overwritten, also in the log beside the file."""
        view = accounts.save_view(own, "cases", "Late", {"text": "hushhush"})
        if how == "deleted":
            accounts.delete_view(own, view.handle)
        elif how == "replaced":
            accounts.save_view(own, "cases", "Late", {}, overwrites=True)
        else:
            accounts.change_view(own, view.handle, said={})
        assert [path.name for path in views.glob(f"{FILE}*") if b"hushhush" in path.read_bytes()] == []


class TestPostgresql(OnPostgresql, Everywhere):
    pass


@pytest.mark.parametrize(
    "wrong",
    [
        {"list_name": ""},
        {"list_name": "/cases"},
        {"list_name": "//evil.example"},
        {"list_name": "https://evil.example/cases"},
        {"list_name": "cases?text=a"},
        {"list_name": "Cases"},
        {"list_name": "a" * 41},
        {"said": {"Site": "xm01"}},
        {"said": {"": "xm01"}},
        {"said": {"site": ""}},
        {"said": {"text": "a\r\nb"}},
        {"said": {"text": "a" * 201}},
        {"said": {f"word_{chr(97 + n)}": "a" for n in range(26)} | {f"more_{n}": "a" for n in "abcde"}},
        {"said": {f"word_{n}": "a" * 200 for n in "abcdefghij"}},
        {"name": ""},
        {"name": "a" * 241},
    ],
    ids=str,
)
def test_what_is_asked_to_be_kept_has_a_form(wrong: dict[str, object]) -> None:
    """The name of a list and no address, words and short values, and not too much of it."""
    right = {"session": "s", "list_name": "cases", "name": "Late", "said": LATE}
    assert SaveView.model_validate(right).said == LATE
    with pytest.raises(ValidationError):
        SaveView.model_validate({**right, **wrong})


def test_a_view_is_named_by_its_handle_alone() -> None:
    """Whatever else stands there is refused before the store is asked."""
    for handle in ("", "0123", "'; DROP TABLE saved_views; --", "0123456789ABCDEF"):
        with pytest.raises(ValidationError):
            DeleteView.model_validate({"session": "s", "view": handle})
    assert DeleteView.model_validate({"session": "s", "view": NOBODYS}).view == NOBODYS
