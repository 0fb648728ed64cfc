"""Aggregates as the writer has them: copies to try decisions on, which cost the same however old one is."""

from __future__ import annotations

from answerable_services.intake.aggregate import Aggregate


def test_a_copy_that_is_not_kept_leaves_no_key() -> None:
    """A decision that was tried and not written has carried out nothing."""
    kept = Aggregate(version=1, settled={"one": "a"})
    tried = kept.copy()
    tried.fresh["two"] = "b"

    assert (tried.digest_of("one"), tried.digest_of("two")) == ("a", "b")
    assert (kept.digest_of("one"), kept.digest_of("two")) == ("a", None)


def test_a_copy_that_is_kept_adds_its_keys() -> None:
    """What was written is known to every later decision."""
    kept = Aggregate(version=1, settled={"one": "a"})
    written = kept.copy()
    written.fresh["two"] = "b"
    written.settle()

    assert written == Aggregate(version=1, settled={"one": "a", "two": "b"})


def test_copies_share_what_is_settled() -> None:
    """A copy of an old aggregate holds its keys without copying them."""
    aggregate = Aggregate(version=1, settled={str(number): "d" for number in range(10_000)})

    assert aggregate.copy().settled is aggregate.settled
