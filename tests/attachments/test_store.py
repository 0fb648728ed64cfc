"""The store: a file is whole or not there, kept while an event names it, and given out as it was taken."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from answerable.attachments import Attachments, Kept
from answerable.errors import Invalid, NotFound, StorageFailed, TooLarge, Unavailable, UnsupportedMedia
from answerable.streams.note.papers import FileFormat

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
DIGEST = sha256(PDF).hexdigest()
A_DAY_S = 24 * 3600
SENDER, ANOTHER = "staff-1", "staff-2"


@pytest.fixture
def store(tmp_path: Path) -> Attachments:
    """An empty store on a disk with room."""
    return Attachments(tmp_path / "attachments", most_bytes=100_000, least_free=0)


def take(store: Attachments, content: bytes = PDF) -> Kept:
    with store.begin(SENDER) as upload:
        for at in range(0, len(content), 1000):
            upload.write(content[at : at + 1000])
        return upload.finish()


def files(store: Attachments) -> list[str]:
    """Name all files but the marks of who sent them."""
    found = [path for path in store.folder.rglob("*") if path.is_file()]
    return sorted(str(one.relative_to(store.folder)) for one in found if one.parent.suffix != ".sent")


def test_it_is_kept_by_its_digest(store: Attachments) -> None:
    """A file is under its digest, readable by its owner only, and comes back byte for byte."""
    assert (
        take(store) == Kept(digest=DIGEST, size=len(PDF), format=FileFormat.PDF) == store.look(DIGEST, SENDER)
    )
    assert files(store) == [f"{DIGEST[:2]}/{DIGEST}"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (store.folder, store.path(DIGEST))] == [
        0o700,
        0o600,
    ]
    with store.open(DIGEST) as file:
        assert file.read() == PDF


def test_the_same_bytes_at_once(store: Attachments) -> None:
    """Who sends what is there already, or is being sent, gets the same answer; there is one file."""
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: take(store), range(32)))
    assert len(found) == 1
    assert files(store) == [f"{DIGEST[:2]}/{DIGEST}"]


def test_a_digest_is_worth_nothing_to_who_has_not_sent_the_file(store: Attachments) -> None:
    """Else whoever heard of one could have a note of theirs name another site's paper, and read it."""
    kept = take(store)
    assert store.look(DIGEST, ANOTHER) is None

    with store.begin(ANOTHER) as upload:
        upload.write(PDF)
        upload.finish()
    assert store.look(DIGEST, ANOTHER) == store.look(DIGEST, SENDER) == kept
    assert not any(name in str(path) for path in store.folder.rglob("*") for name in (SENDER, ANOTHER))


def test_too_large_is_told_while_it_comes(store: Attachments) -> None:
    """The limit holds for what has come, and nothing stays of it."""
    with store.begin(SENDER) as upload:
        for _ in range(100):
            upload.write(bytes(1000))
        with pytest.raises(TooLarge):
            upload.write(b"1")
    assert files(store) == []


@pytest.mark.parametrize(("content", "error"), [(b"", Invalid), (b"<svg/>", UnsupportedMedia)])
def test_what_is_refused_leaves_nothing(store: Attachments, content: bytes, error: type[Exception]) -> None:
    """Neither an empty file nor one that would run is anywhere."""
    with pytest.raises(error):
        take(store, content)
    assert files(store) == []


def test_a_full_disk_is_left_to_the_ledger(tmp_path: Path) -> None:
    """Where there is no room beside what the ledger needs, no file is begun."""
    store = Attachments(tmp_path, most_bytes=1000, least_free=2**62)
    with pytest.raises(StorageFailed):
        store.begin(SENDER)


@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "A" * 64, "g" * 64, DIGEST + "/..", DIGEST[:63]])
def test_a_digest_is_no_path(store: Attachments, digest: str) -> None:
    """What is no digest names no file."""
    with pytest.raises(NotFound):
        store.look(digest, SENDER)


def test_damage_is_told_and_mended_by_sending_it_again(store: Attachments) -> None:
    """Other bytes than those that were taken are not given out; the right ones take their place."""
    take(store)
    store.path(DIGEST).write_bytes(PDF[:-1] + b"x")
    with pytest.raises(Unavailable, match=DIGEST):
        store.open(DIGEST)
    assert store.fault_of(DIGEST) is not None
    assert store.fault_of("0" * 64) is not None

    take(store)
    assert store.fault_of(DIGEST) is None


def test_a_sweep_takes_what_nobody_named_for_a_day(store: Attachments) -> None:
    """A file that an event names stays for ever; another one for a day since it was sent or asked for."""
    take(store)
    now = time.time()
    old = now - A_DAY_S - 1
    os.utime(store.path(DIGEST), (old, old))

    assert store.sweep({DIGEST}, now) == 0
    assert store.look(DIGEST, SENDER) is not None  # asked for, as when a note names it
    assert store.sweep(set(), now) == 0
    os.utime(store.path(DIGEST), (old, old))
    assert store.sweep(set(), now) == 1
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []  # nor is a mark of it left
    assert store.look(DIGEST, SENDER) is None


def test_a_sweep_that_was_killed_loses_nothing(store: Attachments) -> None:
    """What it had set aside comes back."""
    take(store)
    store.path(DIGEST).rename(store.path(DIGEST).with_name(DIGEST + ".going"))

    assert store.sweep(set()) == 0
    assert store.fault_of(DIGEST) is None


_SENDER = """
import sys
from pathlib import Path
from answerable.attachments import Attachments
upload = Attachments(Path(sys.argv[1]), most_bytes=100_000, least_free=0).begin("staff-1")
upload.write(b"%PDF-1.7 half of it")
upload._file.flush()
print("sending", flush=True)
sys.stdin.read()
"""


def test_killed_in_the_middle(store: Attachments) -> None:
    """A part is left alone while it is written; of whoever is killed a sweep leaves nothing."""
    command = [sys.executable, "-c", _SENDER, str(store.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as sender:
        assert sender.stdout is not None
        assert sender.stdout.readline() == b"sending\n"
        store.sweep(set())
        assert len(files(store)) == 1
        sender.kill()
        sender.wait()
    assert list(store.all()) == []
    store.sweep(set())
    assert files(store) == []
