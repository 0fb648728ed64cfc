"""Searching along signatures: what is there is found, and what is nowhere is known without reading."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection

from answerable.clock import FixedClock
from answerable.events.base import Event
from answerable.projection.filling.filling import Filler
from answerable.projection.views.store import Store
from answerable.queries.registers import REGISTERS
from answerable.streams.delivery.events import Accepted
from answerable_services.desk import lists, searching, signatures
from answerable_services.desk.projection import Desk
from tests.identity.proofs import EVERYTHING
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.intake.scenario import TEN
from tests.streams.pages import stored

DELIVERY = REGISTERS["delivery"]
MANY = 4000
BLOCK = 4096
"""Characters of a block, so that there are many of them."""
WORDS = ("路由器", "网络中断", "打印机", "Überwachung", "switch", "GPS terminal", "账单", "lift 4")


def accepted(number: int, project: str) -> Event:
    return Accepted(
        originator_id=f"delivery-INC{number:07}",
        originator_version=1,
        site="xm01",
        occurred_at=TEN,
        recorded_at=TEN,
        actor="staff-1",
        causation_id="test",
        correlation_id=f"delivery-INC{number:07}",
        customer=f"customer-{number % 97}",
        project=project,
        accepted_on=date(2016, 3, 1 + number % 28),
    )


def filled(views: Path | SecretStr, projects: list[str], batch: int = 1000) -> Store:
    store = Store(views, Desk.name, Desk.tables)
    generation = store.new()
    generation.prepare(Desk.version, TEN)
    filler = Filler(Desk(), generation, FixedClock(TEN))
    messages = [stored(number + 1, accepted(number, project)) for number, project in enumerate(projects)]
    for start in range(0, len(messages), batch):
        filler.write(messages[start : start + batch])
    store.activate(generation.number)
    return store


def projects() -> list[str]:
    """Give what deliveries are called: a few words again and again, and some that only one has."""
    chance = random.Random(7)
    made = [f"{chance.choice(WORDS)} {chance.choice(WORDS)} {chance.randrange(90)}" for _ in range(MANY)]
    made[17], made[2900], made[2901] = "屋顶漏雨 zebra", "Straße 屋顶 50% off", "under_score"
    return made


def found(connection: Connection, text: str, **asked: Any) -> list[str]:
    query = DELIVERY.query.model_validate({"text": text, "limit": 100, **asked})
    page: Any = lists.page_of(connection, DELIVERY, query, EVERYTHING)
    return [row.delivery for row in page.rows]


def dump(views: Path | SecretStr, projects: list[str], batch: int = 1000) -> dict[str, list[dict[str, Any]]]:
    """Give all rows of a view that was filled in batches of a size."""
    with closing(filled(views, projects, batch)) as store:
        return store.serving().dump()


class Searching:
    """What holds of every database."""

    @pytest.fixture
    def store(self, views: Path | SecretStr, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
        """A view with many deliveries."""
        monkeypatch.setattr(signatures, "BLOCK_CHARACTERS", BLOCK)
        store = filled(views, projects())
        yield store
        store.close()

    def test_what_is_found_is_what_reading_everything_finds(self, store: Store) -> None:
        """Whatever is looked for, in Chinese, in Latin letters of any case, or as part of a number."""
        texts = [
            "zebra",
            "ZEB",
            "屋顶",
            "漏",
            "strasse",
            "STRASSE",
            "50%",
            "%",
            "r_s",
            "_",
            "0002900",
            "2900",
        ]
        texts += [
            "inc0003999",
            "nc000001",
            "customer-96",
            "überw",
            "屋顶漏雨 zebra",
            "路由器 账单",
            "zz",
            "雨屋",
        ]
        texts += [
            "网络",
            "switch gps",
            "12345",
            "delivery-inc0000017",
            "q",
            "9",
            "\0",
            "terminal 4",
            "x" * 80,
        ]
        kept = {
            f"delivery-INC{number:07}": "\n".join(
                (
                    f"delivery-INC{number:07}",
                    project,
                    f"customer-{number % 97}",
                    f"JF{TEN:%Y%m%d}-{number + 1:04}",
                )
            ).casefold()
            for number, project in enumerate(projects())
        }
        with store.reading() as connection:
            for text in texts:
                expected = {name for name, words in kept.items() if text.strip().casefold() in words}
                got = found(connection, text)
                assert len(got) == min(100, len(expected)), text
                assert set(got) <= expected, text

    def test_pages_and_orders_are_those_of_the_list(self, store: Store) -> None:
        """What is found in few blocks is narrowed, sorted and cut as everything else is."""
        with store.reading() as connection:
            assert found(connection, "屋顶", sort="project") == ["delivery-INC0002900", "delivery-INC0000017"]
            assert found(connection, "屋顶", sort="project", order="descending", limit=1) == [
                "delivery-INC0000017"
            ]
            assert found(connection, "屋顶", customer="customer-17") == ["delivery-INC0000017"]
            query = DELIVERY.query.model_validate({"text": "屋顶", "limit": 1, "sort": "project"})
            first: Any = lists.page_of(connection, DELIVERY, query, EVERYTHING)
            second: Any = lists.page_of(
                connection, DELIVERY, query.model_copy(update={"after": first.after}), EVERYTHING
            )
            assert [row.delivery for row in (*first.rows, *second.rows)] == [
                "delivery-INC0002900",
                "delivery-INC0000017",
            ]
            assert second.after is None

    def test_rare_text_is_read_in_few_blocks(self, store: Store) -> None:
        """What is nowhere needs no row at all, and what is in one place only the block that has it."""
        with store.reading() as connection:

            def blocks(text: str) -> list[int] | None:
                return searching.blocks_with(connection, DELIVERY.register.stream, text)

            assert blocks("nowhere to be found") == []
            zebra = blocks("zebra")
            assert zebra is not None
            assert len(zebra) == 1
            assert blocks("路由器") is None

    def test_signatures_are_the_same_however_events_come(self, views: Path | SecretStr) -> None:
        """A view that was filled event by event has the rows of one that was filled in one go."""
        few = projects()[:40]
        at_once = dump(views, few)
        one_by_one = dump(views, few, batch=1)
        assert one_by_one == at_once
        assert at_once["signatures"]


class TestOnSqlite(Searching, OnSqlite):
    """Views that are SQLite files."""


class TestOnPostgresql(Searching, OnPostgresql):
    """Views that are schemas of a PostgreSQL database."""


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("账单", ["账单"]),
        ("账单有误", ["单有", "有误", "账单"]),
        ("roof", ["oof", "roo"]),
        ("inc0034567", ["00345", "03456", "34567", "c00", "inc", "nc0"]),
        ("über", ["ber", "üb"]),
        ("a", ["a"]),
        ("4", ["4"]),
        ("", []),
    ],
)
def test_the_pieces_that_tell_most(text: str, pieces: list[str]) -> None:
    """Pairs of characters, three letters, five digits; none that is part of another."""
    assert signatures.telling_pieces_of(text) == pieces


def test_every_piece_of_a_part_is_a_piece_of_the_whole() -> None:
    """What is looked for is never missed: a text's parts have no piece that the text has not."""
    chance = random.Random(11)
    letters = "ab0123456789屋顶漏雨 -_%é"
    for _ in range(500):
        whole = "".join(chance.choices(letters, k=chance.randrange(1, 30)))
        start = chance.randrange(len(whole))
        part = whole[start : start + chance.randrange(1, 12)]
        assert signatures.pieces_of([part]) <= signatures.pieces_of([whole]), (whole, part)


def test_what_was_signed_is_read_back() -> None:
    """A block has every piece that was signed, of the first text and of those that came to it later."""
    first, later = signatures.pieces_of(["屋顶漏雨 zebra 0034567"]), signatures.pieces_of(["打印机 9"])
    kept = {which: bytes(bits) for which, bits in signatures.sliced(first).items()}
    for which, bits in signatures.sliced(later).items():
        kept[which] = signatures.both(kept[which], bits) if which in kept else bytes(bits)
    for piece in first | later:
        which, places = signatures.places_of(piece)
        assert signatures.has(kept[which], places)
    unknown = [f"{number:05}" for number in range(50000, 60000)]
    let_through = 0
    for piece in unknown:
        which, places = signatures.places_of(piece)
        let_through += which in kept and signatures.has(kept[which], places)
    assert let_through < 30
