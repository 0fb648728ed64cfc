"""Searching along signatures: what is there is found, and what is nowhere is known without reading."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, func, select

from answerable.clock import FixedClock
from answerable.events.base import Event
from answerable.projection.filling.filling import Filler
from answerable.projection.views.store import Store
from answerable.queries.registers import REGISTERS
from answerable.streams.delivery.events import AcceptanceCorrected, Accepted
from answerable_services.desk import lists, reading_back, searching, signatures, signing
from answerable_services.desk import tables as t
from answerable_services.desk.projection import Desk
from answerable_services.desk.shelves import SHELF, having, turned
from tests.identity.proofs import EVERYTHING
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.intake.scenario import TEN
from tests.streams.pages import stored

DELIVERY = REGISTERS["delivery"]
MANY = 4000
BLOCK = 512
"""Characters of a block, so that there are several shelves of them, and some that are on none yet."""
WORDS = ("路由器", "网络中断", "打印机", "Überwachung", "switch", "GPS terminal", "账单", "lift 4")


def accepted(number: int, project: str, on: date | None = None) -> Event:
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
        accepted_on=on or date(2016, 3, 1 + number % 28),
    )


def corrected(number: int, version: int = 2, **what: Any) -> Event:
    return AcceptanceCorrected(
        originator_id=f"delivery-INC{number:07}",
        originator_version=version,
        site="xm01",
        occurred_at=TEN,
        recorded_at=TEN,
        actor="staff-1",
        causation_id="test",
        correlation_id=f"delivery-INC{number:07}",
        reason="as agreed",
        **what,
    )


def filled(views: Path | SecretStr, events: list[Event], batch: int = 1000) -> Store:
    store = Store(views, Desk.name, Desk.tables)
    generation = store.new()
    generation.prepare(Desk.version, TEN)
    filler = Filler(Desk(), generation, FixedClock(TEN))
    messages = [stored(sequence, event) for sequence, event in enumerate(events, 1)]
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


def deliveries() -> list[Event]:
    return [accepted(number, project) for number, project in enumerate(projects())]


def in_time() -> list[Event]:
    """Give deliveries as they usually come, a few a day, some reported late or ahead, and corrections."""
    chance = random.Random(13)
    events: list[Event] = []
    for number, project in enumerate(projects()[:1500]):
        days = number // 5 + (chance.randrange(-60, 40) if number % 50 == 3 else 0)
        events.append(accepted(number, project, date(2016, 3, 1) + timedelta(days=days)))
        if number % 100 == 99:
            of = chance.randrange(number)
            said: dict[str, Any] = {"project": f"found late {of}"} if number % 200 == 99 else {}
            events.append(corrected(of, number, accepted_on=date(2016, 3, 1) + timedelta(days=days), **said))
    return events


def dump(views: Path | SecretStr, events: list[Event], batch: int = 1000) -> dict[str, list[dict[str, Any]]]:
    """Give all rows of a view that was filled in batches of a size."""
    with closing(filled(views, events, batch)) as store:
        return store.serving().dump()


class Searching:
    """What holds of every database."""

    @pytest.fixture
    def store(self, views: Path | SecretStr, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
        """A view with many deliveries."""
        monkeypatch.setattr(signatures, "BLOCK_CHARACTERS", BLOCK)
        store = filled(views, deliveries())
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
                has_it = [name for name, words in kept.items() if text.strip().casefold() in words]
                has_it.sort(
                    key=lambda name: (int(name.removeprefix("delivery-INC")) % 28, name), reverse=True
                )
                assert found(connection, text) == has_it[:100], text

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

            def blocks(*texts: str) -> list[int] | None:
                return searching.blocks_with_any(connection, DELIVERY.register.stream, texts)

            assert blocks("nowhere to be found") == []
            zebra, under_score = blocks("zebra"), blocks("under_score")
            assert zebra is not None
            assert under_score is not None
            assert (len(zebra), len(under_score)) == (1, 1)
            assert blocks("zebra", "under_score", "nowhere to be found") == [*zebra, *under_score]
            assert blocks("路由器") is None
            assert blocks("zebra", "路由器") is None
            assert blocks("") is None

    def test_the_newest_are_read_first(
        self, views: Path | SecretStr, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A page is what reading everything gives, whatever came late or was corrected, from a few blocks."""
        monkeypatch.setattr(signatures, "BLOCK_CHARACTERS", 128)
        monkeypatch.setattr(signing, "LOOSE", 16)
        with closing(filled(views, in_time())) as store, store.reading() as connection:
            words, newest = t.MATTERS["delivery"].c.words, t.MATTERS["delivery"].c.accepted_on
            name = t.MATTERS["delivery"].c.delivery
            for text in (
                "lift 4",
                "路由器 账单",
                "found late",
                "customer-17",
                "inc00014",
                "nowhere to be found",
            ):
                everything = connection.execute(
                    select(name).where(words.contains(text)).order_by(newest.desc(), name.desc())
                ).scalars()
                expected = list(everything)
                for limit in (1, 10, 100):
                    assert found(connection, text, limit=limit) == expected[:limit], text
                query = DELIVERY.query.model_validate({"text": text, "limit": 3})
                first: Any = lists.page_of(connection, DELIVERY, query, EVERYTHING)
                if first.after is not None:
                    query = query.model_copy(update={"after": first.after})
                    second: Any = lists.page_of(connection, DELIVERY, query, EVERYTHING)
                    assert [row.delivery for row in second.rows] == expected[3:6], text

            read: list[int] = []

            def some_of(blocks: Sequence[int]) -> list[int]:
                read.extend(blocks)
                return list(blocks)

            reading_back.read_back(range(1000), some_of, lambda got, next_block: next_block == 999 - len(got))
            assert read == list(range(999, 999 - 24, -1))

    def test_edges_are_those_of_the_matters(
        self, views: Path | SecretStr, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Of each block it is kept how new the newest is in it or before, also after corrections."""
        monkeypatch.setattr(signatures, "BLOCK_CHARACTERS", 128)
        with closing(filled(views, in_time())) as store, store.reading() as connection:
            table = t.MATTERS["delivery"].c
            of_block: dict[int, date] = {}
            for block, on in connection.execute(select(table.block, table.accepted_on)):
                of_block[block] = max(on, of_block.get(block, on))
            until = accumulate((of_block[block] for block in sorted(of_block)), max)
            kept = connection.execute(
                select(t.EDGES.c.block, t.EDGES.c.until).order_by(t.EDGES.c.block)
            ).all()
            assert [tuple(one) for one in kept] == [(block, on.isoformat()) for block, on in enumerate(until)]

    def test_what_is_said_later_is_found_too(
        self, views: Path | SecretStr, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Texts that come to matters whose signatures are on their shelves already are found there."""
        monkeypatch.setattr(signatures, "BLOCK_CHARACTERS", 128)
        monkeypatch.setattr(signing, "LOOSE", 8)
        said = [corrected(number, project=f"gate {number} 闸门") for number in range(0, 400, 5)]
        with closing(filled(views, deliveries()[:400] + said, 50)) as store, store.reading() as connection:
            loose = connection.execute(select(func.count()).select_from(t.SIGNATURES)).scalar_one()
            assert 0 < loose <= signing.LOOSE
            for number in range(0, 400, 5):
                assert found(connection, f"gate {number} 闸门") == [f"delivery-INC{number:07}"]
            assert found(connection, "gate 4 闸门") == []
            assert len(found(connection, "闸门", limit=100)) == len(said)

    def test_signatures_are_the_same_however_events_come(
        self, views: Path | SecretStr, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A view that was filled event by event has the rows of one that was filled in one go."""
        monkeypatch.setattr(signatures, "BLOCK_CHARACTERS", 128)
        monkeypatch.setattr(signing, "LOOSE", 4)
        few = in_time()[:140]
        at_once = dump(views, few)
        assert dump(views, few, batch=1) == at_once
        assert dump(views, few, batch=9) == at_once
        assert at_once["signatures"]
        assert at_once["shelves"]


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
        ("inc0034567", ["00345", "03456", "34567", "c0034", "inc", "nc0"]),
        ("屋顶 106", [" 106", "屋顶", "顶 "]),
        ("第106号", ["第106", "6号"]),
        ("106", ["06", "10"]),
        ("über", ["ber", "üb"]),
        ("a", ["a"]),
        ("4", ["4"]),
        ("", []),
    ],
)
def test_the_pieces_that_tell_most(text: str, pieces: list[str]) -> None:
    """Pairs of characters, three letters, five of a number or how it begins; none that is part of another."""
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
    kept = signatures.both(signatures.signature_of(first), signatures.signature_of(later))
    assert all(signatures.has(kept, signatures.place_of(piece)) for piece in first | later)
    unknown = [f"{number:05}" for number in range(50000, 60000)]
    assert sum(signatures.has(kept, signatures.place_of(piece)) for piece in unknown) < 30


def test_a_shelf_tells_of_each_block_what_its_signature_tells() -> None:
    """Turned or not, the same blocks have a piece; a place without a signature has none."""
    chance = random.Random(5)
    kept = {
        place: signatures.signature_of(f"{chance.randrange(3000)}" for _ in range(chance.choice((3, 900))))
        for place in chance.sample(range(SHELF), 70)
    }
    rows = turned(kept)
    for piece in map(str, range(3000)):
        place = signatures.place_of(piece)
        on_shelf = having(rows[place.word], place) if place.word in rows else 0
        expected = {block for block, signature in kept.items() if signatures.has(signature, place)}
        assert set(signatures.places_of_bits(on_shelf)) == expected, piece


def test_a_shelf_keeps_no_row_in_which_no_bit_is_set() -> None:
    """What few texts have takes few rows."""
    assert set(turned({7: signatures.signature_of(["账单"])})) == {signatures.place_of("账单").word}
    assert turned({3: signatures.NONE}) == {}
