"""The memory of aggregates is bounded, never goes back, and never gives what is out of date."""

from __future__ import annotations

from dataclasses import dataclass

from answerable.ledger.eventsourcing.memory import Head, Memory


@dataclass(frozen=True)
class Sum:
    """What an aggregate was folded to."""

    version: int


def head(sequence: int) -> Head:
    return Head(sequence, sequence, "events.a")


def test_least_recently_used_goes() -> None:
    """The aggregate that was not used for the longest time is forgotten."""
    heads: Memory[Sum] = Memory(2)
    heads.learn("a", head(1))
    heads.learn("b", head(2))
    heads.head("a")
    heads.learn("c", head(3))

    assert (heads.head("a"), heads.head("b"), heads.head("c")) == (head(1), None, head(3))
    assert len(heads) == 2


def test_never_back() -> None:
    """An acknowledgement that was overtaken by a later one changes nothing."""
    heads: Memory[Sum] = Memory(2)
    heads.learn("a", head(6))
    heads.learn("a", head(5))

    assert heads.head("a") == head(6)


def test_forget() -> None:
    """What was forgotten is unknown; forgetting the unknown is no error."""
    heads: Memory[Sum] = Memory(2)
    heads.learn("a", head(1))
    heads.forget(["a", "b"])

    assert heads.head("a") is None


def test_what_was_folded_goes_with_its_head() -> None:
    """It is given while nothing is known behind it, and never again once something is."""
    memory: Memory[Sum] = Memory(2)
    memory.learn("a", head(1))
    memory.keep("a", Sum(1))
    assert memory.folded("a") == Sum(1)

    memory.learn("a", head(2))
    assert memory.folded("a") is None
    memory.keep("a", Sum(2))
    assert memory.folded("a") == Sum(2)
    memory.keep("a", Sum(1))
    assert memory.folded("a") == Sum(2)


def test_one_that_does_not_exist() -> None:
    """That an aggregate has no events is remembered until one is learned."""
    memory: Memory[Sum] = Memory(2)
    memory.keep("a", Sum(0))
    assert memory.folded("a") == Sum(0)

    memory.learn("a", head(1))
    assert memory.folded("a") is None


def test_what_was_folded_is_forgotten_with_its_head() -> None:
    """An aggregate that somebody else may have written to is read again."""
    memory: Memory[Sum] = Memory(2)
    memory.learn("a", head(1))
    memory.keep("a", Sum(1))
    memory.forget(["a"])

    assert (memory.folded("a"), memory.head("a"), memory.is_news("a", 1)) == (None, None, True)


def test_a_glimpse_is_no_use() -> None:
    """Whoever only looks keeps nothing in memory that would go else, and learns nothing outdated."""
    memory: Memory[Sum] = Memory(2)
    memory.keep("a", Sum(0))
    memory.keep("b", Sum(0))
    assert (memory.glimpsed("a"), memory.glimpsed("c")) == (Sum(0), None)
    memory.keep("c", Sum(0))
    assert (memory.glimpsed("a"), memory.glimpsed("b")) == (None, Sum(0))

    memory.learn("b", head(1))
    assert memory.glimpsed("b") is None
