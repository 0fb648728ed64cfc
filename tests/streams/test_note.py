"""Notes: about any matter of the same site, with papers by their digests, and taken back by somebody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from answerable.streams.contact import commands as contact
from answerable.streams.note import commands as c
from answerable.streams.note import events as e
from answerable.streams.note.papers import Attachment
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario, make
from tests.streams.pages import page_of

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
PAPER = {
    "digest": DIGEST,
    "size": 12_345,
    "format": "pdf",
    "name": "contact form.pdf",
    "paper": "contact_form",
}


@pytest.fixture
def noted(desk: Scenario) -> Scenario:
    """A contact that a note can be written about."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    return desk.given(contact.Receive, contact="contact-1", channel="call", topic="no water")


def papers(*given: dict[str, Any]) -> dict[str, Any]:
    return {"matter": "contact-1", "content": "the form came afterwards", "attachments": given}


def test_it_says_what_who_and_with_which_papers(noted: Scenario) -> None:
    """A note is about a matter; its papers are in the event by digest, size, format, name and kind."""
    ((model, said),) = noted.when(c.Write, **papers(PAPER))

    assert model is e.Written
    assert said["attachments"] == (Attachment.model_validate(PAPER),)
    assert (noted.state.matter, noted.state.writer) == ("contact-1", FIRST)


def test_the_matter_has_to_be_there(noted: Scenario) -> None:
    """What is not on record has no notes; neither have people, sites and notes themselves."""
    assert noted.refusal(c.Write, matter="contact-9", content="x").cited == ("Invalid", "in-the-ledger")
    noted.given(c.Write, note="note-1", matter="contact-1", content="x")
    for matter in ("note-1", "site-xm01"):
        assert noted.refusal(c.Write, matter=matter, content="x").cited == ("Invalid", "no-matter-of-notes")


def test_it_is_the_same_sites(noted: Scenario) -> None:
    """A note belongs where its matter does: whoever sees the one, sees the other."""
    at_another = {"site": "xm02", "matter": "contact-1", "content": "x"}
    assert noted.refusal(c.Write, **at_another).cited == ("Invalid", "in-the-ledger")


def test_a_file_is_named_once(noted: Scenario) -> None:
    """The same file twice in a note is a slip."""
    twice = papers(PAPER, {**PAPER, "name": "again.pdf"})
    assert noted.refusal(c.Write, **twice).cited == ("Invalid", "named-twice")


def test_a_name_ends_as_the_file_is(noted: Scenario) -> None:
    """What a file is called says what it holds, whatever it was called before."""
    ((_, said),) = noted.when(c.Write, **papers({**PAPER, "name": "../signed.txt"}))
    assert said["attachments"][0].name == "signed.txt.pdf"


def test_who_wrote_it_does_not_take_it_back(noted: Scenario) -> None:
    """A note may be evidence: somebody else takes it back and says why, and once."""
    noted.given(c.Write, note="note-1", entered_by=SECOND, **papers(PAPER))
    for own in (FIRST, SECOND):
        refused = noted.refusal(c.Withdraw, note="note-1", reason="wrong case", actor=own)
        assert refused.cited == ("Forbidden", "000-4.2.2")

    assert noted.when(c.Withdraw, note="note-1", reason="wrong case", actor=LEAD) == [
        (e.Withdrawn, {"reason": "wrong case"})
    ]
    assert noted.refusal(c.Withdraw, note="note-1", reason="again", actor=LEAD).kind == "Refused"


@pytest.mark.parametrize("name", ["report.html", "drawing.SVG", "macro.docm", "run.js", "a.pdf.exe"])
def test_what_would_run_is_refused_by_its_name(name: str) -> None:
    """Nothing is called as a computer would run it."""
    with pytest.raises(ValueError, match="are not taken"):
        make(c.Write, **papers({**PAPER, "name": name}))


async def test_a_note_that_was_taken_back_is_struck_through(noted: Scenario, tmp_path: Path) -> None:
    """The matter's page says that it was taken back and why; its papers are no links any more."""
    noted.given(c.Write, note="note-1", **papers(PAPER))
    noted.given(c.Withdraw, note="note-1", reason="wrong case", actor=LEAD)
    for path in ("/contacts/contact-1", "/notes/note-1"):
        page = await page_of(noted, tmp_path, path)
        assert "wrong case" in page
        assert "/attachments/" not in page


async def test_the_pages_show_it(noted: Scenario, tmp_path: Path) -> None:
    """The list and the note's page name the papers in words, in both languages."""
    noted.given(c.Write, note="note-1", **papers(PAPER))
    for path in ("/notes", "/notes?matter=contact-1&mark=has_papers", "/notes/note-1"):
        page = await page_of(noted, tmp_path, path)
        assert "contact form.pdf (work contact form)" in page
        assert DIGEST not in page.replace(f"/attachments/note-1/{DIGEST}", "")
    page = await page_of(noted, tmp_path, "/contacts/contact-1")
    assert "the form came afterwards" in page
    assert f'href="/attachments/note-1/{DIGEST}" download' in page
    assert "contact form.pdf（工作联络单）" in await page_of(noted, tmp_path, "/notes/note-1", "zh")
