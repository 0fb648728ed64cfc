"""The memory of heads is bounded, and never goes back."""

from __future__ import annotations

from answerable.ledger.eventsourcing.heads import Head, Heads


def head(sequence: int) -> Head:
    return Head(sequence, sequence, "events.a")


def test_least_recently_used_goes() -> None:
    """The aggregate that was not used for the longest time is forgotten."""
    heads = Heads(2)
    heads.learn("a", head(1))
    heads.learn("b", head(2))
    heads.get("a")
    heads.learn("c", head(3))

    assert (heads.get("a"), heads.get("b"), heads.get("c")) == (head(1), None, head(3))
    assert len(heads) == 2


def test_never_back() -> None:
    """An acknowledgement that was overtaken by a later one changes nothing."""
    heads = Heads(2)
    heads.learn("a", head(6))
    heads.learn("a", head(5))

    assert heads.get("a") == head(6)


def test_forget() -> None:
    """What was forgotten is unknown; forgetting the unknown is no error."""
    heads = Heads(2)
    heads.learn("a", head(1))
    heads.forget(["a", "b"])

    assert heads.get("a") is None
