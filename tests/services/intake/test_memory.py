"""What the writer remembers: copies to try decisions on, which cost the same however old an aggregate is."""

from __future__ import annotations

from services.intake.memory import Held, Memory


def test_a_copy_that_is_not_kept_leaves_no_key() -> None:
    """A decision that was tried and not written has carried out nothing."""
    memory = Memory()
    memory.put("case-1", Held(version=1, fresh={"one": "a"}))
    kept = memory.peek("case-1")
    assert kept is not None
    tried = kept.copy()
    tried.fresh["two"] = "b"

    assert (tried.digest_of("one"), tried.digest_of("two")) == ("a", "b")
    assert (kept.digest_of("one"), kept.digest_of("two")) == ("a", None)


def test_a_copy_that_is_kept_adds_its_keys() -> None:
    """What was written is known to every later decision, and equals what the ledger folds to."""
    memory = Memory()
    memory.put("case-1", Held(version=1, fresh={"one": "a"}))
    kept = memory.peek("case-1")
    assert kept is not None
    written = kept.copy()
    written.version = 2
    written.fresh["two"] = "b"
    memory.put("case-1", written)

    assert memory.peek("case-1") == Held(version=2, fresh={"one": "a", "two": "b"})


def test_an_older_copy_changes_nothing() -> None:
    """What was read earlier than what is known adds neither state nor keys."""
    memory = Memory()
    memory.put("case-1", Held(version=2, settled={"one": "a"}))
    memory.put("case-1", Held(version=1, fresh={"stale": "z"}))

    assert memory.peek("case-1") == Held(version=2, settled={"one": "a"})


def test_copies_share_what_is_settled() -> None:
    """A copy of an old aggregate holds its keys without copying them."""
    held = Held(version=1, settled={str(number): "d" for number in range(10_000)})

    assert held.copy().settled is held.settled
