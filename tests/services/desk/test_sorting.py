"""Lists in other orders: every column that sorts has its index, and pages follow one another in it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, text

from answerable.queries.base import Direction
from answerable.queries.registers import REGISTERS, RegisterQuery
from answerable.register import Column, Kind, Register, nothing, said, when
from answerable.rulebook.held import NOTHING_BOUND
from answerable.streams.complaint.events import FedBack, Filed
from answerable_services.desk import lists
from answerable_services.desk import tables as t
from answerable_services.desk.answers import TIMELY
from tests.identity.proofs import EVERYTHING
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.desk.rows import rows_of, view_of
from tests.services.intake.scenario import TEN

ROWS = 3000
SORTED = [
    (stream, sort, order)
    for stream, published in REGISTERS.items()
    for sort in published.register.all_sorts
    for order in Direction
]


def plan(connection: Connection, published: RegisterQuery, **asked: Any) -> str:
    """Tell how the database goes about a page of a list."""
    words = lists.asked_of(published, published.query.model_validate(asked))
    counts = lists.counts_of(connection, published.register, EVERYTHING.at(words["site"]))
    way = lists.way_of(published.register, words, counts)
    is_told = connection.dialect.name == "sqlite"
    days = lists.days_of(connection, published.register, words)
    statement = lists.statement_of(published, words, way, days=days, is_told=is_told)
    if connection.dialect.name == "postgresql":
        connection.execute(text(f'ANALYZE "{published.register.name}"'))
    written = statement.compile(connection, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    lines = connection.exec_driver_sql(f"{explain} {written}")
    return "\n".join(str(line[-1]) for line in lines)


class Sorting:
    """What holds of every database."""

    def test_a_page_is_read_from_an_index(self, views: Path | SecretStr) -> None:
        """In every order of every register, both ways, nothing is sorted and nothing else is walked."""
        registers = {stream: one.register for stream, one in REGISTERS.items()}
        rows = {t.MATTERS[stream]: rows_of(register, ROWS) for stream, register in registers.items()}
        with view_of(views, rows) as store, store.reading() as connection:
            for stream, sort, order in SORTED:
                published = REGISTERS[stream]
                told = plan(connection, published, sort=sort, order=order, limit=10)
                index = (
                    f"{published.register.name}_by_order"
                    if sort == published.register.newest
                    else t.index_of_sort(published.register, sort)
                )
                assert index in told, (stream, sort, order, told)
                assert "Sort" not in told.replace(index, ""), (stream, sort, order, told)
                assert "TEMP B-TREE" not in told, (stream, sort, order, told)

    def test_every_row_is_on_one_page_and_back(self, views: Path | SecretStr) -> None:
        """Whatever a list is sorted by, its pages have each row once, in that order, and lead back."""
        rows = {t.MATTERS[stream]: rows_of(one.register, 40) for stream, one in REGISTERS.items()}
        with view_of(views, rows) as store, store.reading() as connection:
            for stream, sort, order in SORTED:
                published = REGISTERS[stream]
                names = (*published.register.all_sorts[sort], stream)
                expected = sorted(
                    rows[t.MATTERS[stream]],
                    key=lambda row: tuple(row[name] for name in names),
                    reverse=order is Direction.DESCENDING,
                )
                asked = {"sort": sort, "order": order, "limit": 9}
                forward = self.pages(connection, published, asked, "after")
                assert [one for page in forward for one in page] == [row[stream] for row in expected]
                assert [len(page) for page in forward] == [9, 9, 9, 9, 4]

    def pages(
        self, connection: Connection, published: RegisterQuery, asked: dict[str, Any], way: str
    ) -> list[list[str]]:
        """Turn the pages to the end, and see that they lead back the same way."""
        found, back, place = [], [], None
        stream = published.register.stream
        told = TIMELY.get(published.register.stream)
        timely = lists.NEVER if told is None else told(connection, EVERYTHING, TEN)
        while True:
            query = published.query.model_validate({**asked, way: place})
            page: Any = lists.page_of(connection, published, query, EVERYTHING, timely)
            found.append([getattr(row, stream) for row in page.rows])
            if page.after is None:
                break
            place = page.after
        while page.before is not None:
            query = published.query.model_validate({**asked, "before": page.before})
            page = lists.page_of(connection, published, query, EVERYTHING, timely)
            back.append([getattr(row, stream) for row in page.rows])
        assert back[::-1] == found[:-1]
        return found

    @pytest.mark.parametrize(
        ("narrowed", "index"),
        [
            ({"mark": "is_open"}, "complaints_is_open"),
            ({"state": "filed"}, "complaints_by_state_order"),
            ({"customer": "customer-1"}, "complaints_by_customer_order"),
            ({"site": "xm01"}, "complaints_sorted_by_topic"),
            ({"since": (TEN + timedelta(days=3)).date()}, "complaints_by_order"),
        ],
    )
    def test_few_matters_are_found_first_and_sorted_then(
        self, views: Path | SecretStr, narrowed: dict[str, Any], index: str
    ) -> None:
        """No order is walked to its end for the few matters that a filter keeps; among many it is walked."""
        complaint = REGISTERS["complaint"]
        rows = rows_of(complaint.register, ROWS)
        for number, row in enumerate(rows):
            row |= {"is_open": number % 500 == 0, "state": "filed" if number % 500 == 0 else "fed_back"}
            row |= {"customer": f"customer-{number % 500}"}
        named = {"name_zh": "n", "name_en": "n", "timezone": "Asia/Shanghai", "regulations": NOTHING_BOUND}
        sites = [{"site": f"xm0{number}", **named} for number in (1, 2, 3)]
        kept = {t.SITES: sites, t.MATTERS["complaint"]: rows}
        with view_of(views, kept) as store, store.reading() as connection:
            told = plan(connection, complaint, sort="topic", limit=10, **narrowed)
        assert index in told


class TestOnSqlite(Sorting, OnSqlite):
    """Views that are SQLite files."""


class TestOnPostgresql(Sorting, OnPostgresql):
    """Views that are schemas of a PostgreSQL database."""


def test_closed_sets_sort_in_their_own_order() -> None:
    """The most urgent priority is first, and states come as a matter goes through them."""
    case = REGISTERS["case"].register
    assert case.places["priority"] == {"critical": 0, "high": 1, "moderate": 2, "low": 3}
    assert list(REGISTERS["complaint"].register.places["state"])[:2] == ["filed", "investigated"]


def test_a_list_is_not_sorted_by_what_a_matter_may_lack() -> None:
    """Whoever declares it learns so at once: such rows have no place in the order."""
    columns = (
        said(Filed, "topic"),
        said(Filed, "about"),
        Column("filed_at", Kind.MOMENT, {Filed: when}),
        Column("ended_at", Kind.MOMENT, {Filed: when, FedBack: nothing}),
    )
    for lacking in ("about", "ended_at"):
        with pytest.raises(TypeError, match=f"cannot be sorted by {lacking}"):
            Register((Filed,), columns, newest="filed_at", sorts={"x": (lacking,)})
    with pytest.raises(TypeError, match="cannot be sorted by urgency"):
        Register((Filed,), columns, newest="filed_at", first_sort="urgency")
    with pytest.raises(TypeError, match="no column urgency"):
        Register((Filed,), columns, newest="filed_at", sorts={"x": ("urgency",)})
    Register((Filed,), columns, newest="filed_at", sorts={"x": ("topic", "filed_at")})
