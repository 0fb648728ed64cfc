"""The rows of a batch behave like a dictionary, whatever is done with them in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from answerable.projection.writing.rows import Row, Rows
from tests.projection.examples import ODDS, TABLES, stored

keys = st.tuples(st.sampled_from(["xm01", "xm02"]), st.integers(1, 2))


values = st.fixed_dictionaries(
    {},
    optional={
        "exact": st.none() | st.decimals(-100, 100, places=2),
        "word": st.none() | st.text(max_size=3),
        "at": st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  (hypothesis adds the zone)
    },
)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), keys, values),
        st.tuples(st.just("change"), keys, values),
        st.tuples(st.just("delete"), keys, st.just({})),
        st.tuples(st.just("get"), keys, st.just({})),
        st.tuples(st.just("fetch"), keys, st.just({})),
        st.tuples(st.just("fetch from"), keys, st.just({})),
        st.tuples(st.just("flush"), keys, st.just({})),
        st.tuples(st.just("restart"), keys, st.just({})),
    ),
    max_size=40,
)


def kept(values: Row) -> Row:
    """Give what a table keeps: NUL, which PostgreSQL takes in no text, becomes the replacement character."""
    return {
        name: value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value
        for name, value in values.items()
    }


@settings(max_examples=60, deadline=None)
@given(steps=steps)
def test_behaves_like_a_dictionary(steps: list[tuple[str, tuple[str, int], Row]]) -> None:
    """Whatever is put, changed, deleted, flushed and read again after a restart: a dictionary agrees."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    TABLES.create_all(engine)
    model: dict[tuple[str, int], Row] = {}
    blank = {"exact": None, "at": None, "word": None}
    with engine.connect() as connection:
        rows = Rows()
        rows.begin(connection)
        for step, (site, number), values in steps:
            key = {"site": site, "number": number}
            at = (site, number)
            match step:
                case "put":
                    rows.put(ODDS, **key, **values)
                    model[at] = {**key, **blank, **kept(values)}
                case "change":
                    assert rows.change(ODDS, key, **values) == (at in model)
                    if at in model:
                        model[at] |= kept(values)
                case "delete":
                    rows.delete(ODDS, **key)
                    model.pop(at, None)
                case "fetch":
                    rows.fetch(ODDS, [at, ("xm01", 1), ("xm02", 2)])
                case "fetch from":
                    rows.fetch_from(ODDS, at)
                case "get":
                    assert rows.get(ODDS, **key) == model.get(at)
                case "flush" | "restart":
                    rows.flush()
                    rows = rows if step == "flush" else Rows()
                    rows.begin(connection)
        rows.flush()
        assert stored(connection) == [model[at] for at in sorted(model)]
    engine.dispose()
