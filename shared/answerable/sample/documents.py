"""Controlled documents: the handbook issued and handed out, one under revision, one replaced, one drafted."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from answerable.handbook import Listed, handbook
from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.document.commands import document_id
from answerable.streams.document.events import DocumentKind, Fitness
from answerable.streams.documentcopy.commands import documentcopy_id

_DAY = timedelta(days=1)
_READERS = ("agent-1", "agent-2", "agent-3", "lead-1", "technician")
_HANDED_OUT = ("KF001", "KF009", "KF010")
_UNREAD = frozenset({("KF010", "agent-2"), ("KF010", "technician")})
"""Who has not acknowledged their copy yet."""

_PAGES = 3


def keep(scribe: Scribe) -> None:
    """Issue the handbook of a site, hand some of it out, and let its documents live.

    Arguments:
        scribe: writes it.
    """
    issued_at = at(MONTH.day(1), 9, 30)
    for place, listed in enumerate(handbook().documents):
        if not listed.is_named_only:
            _issue(scribe, listed, 1, issued_at + minutes(2 * place))
    for number, code in enumerate(_HANDED_OUT):
        for copy, reader in enumerate(_READERS, start=1):
            out_at = issued_at + timedelta(hours=2, minutes=10 * number + copy)
            _hand_out(scribe, code, 1, reader, copy, out_at, is_read=(code, reader) not in _UNREAD)
    _revise(scribe)
    _take_back(scribe)
    notice = {"title_zh": "清明节值班安排", "title_en": "Duty at the Qingming festival"}
    drafted_at = at(MONTH.day(30), 15)
    _draft(
        scribe,
        "TZ001",
        1,
        drafted_at,
        **notice,
        document_kind=DocumentKind.INTERNAL,
        pages=1,
        valid_until=MONTH.plus(1).day(6),
    )


def _issue(scribe: Scribe, listed: Listed, edition: int, drafted_at: datetime) -> None:
    is_of_others = listed.kind is DocumentKind.OF_OTHERS
    _draft(
        scribe,
        listed.code,
        edition,
        drafted_at,
        title_zh=listed.title.zh,
        title_en=listed.title.en,
        document_kind=listed.kind,
        pages=_PAGES,
        first_page=listed.page,
        department="品质部" if is_of_others else f"{scribe.centre.name_zh}客服部",
    )
    _step(scribe, listed.code, edition, "review", drafted_at + minutes(30), "manager")
    _step(scribe, listed.code, edition, "issue", drafted_at + minutes(40), "manager")


def _draft(scribe: Scribe, code: str, edition: int, drafted_at: datetime, **said: Any) -> None:
    centre = scribe.centre
    text = sha256(f"{centre.site} {code} {edition}".encode()).hexdigest()
    given = {"department": f"{centre.name_zh}客服部", "digest": text, "kept_at": "文件室二号柜", **said}
    given |= {"code": code, "edition": edition, "owner": centre.staff("supervisor")}
    step = f"document-{code}-{edition}:draft"
    scribe.write("document.draft", step, drafted_at, centre.staff("supervisor"), **given)


def _step(
    scribe: Scribe, code: str, edition: int, command: str, moment: datetime, by: str, **said: Any
) -> None:
    document = document_id(scribe.centre.site, code, edition)
    step = f"document-{code}-{edition}:{command}"
    scribe.write(f"document.{command}", step, moment, scribe.centre.staff(by), document=document, **said)


def _hand_out(
    scribe: Scribe, code: str, edition: int, reader: str, copy: int, moment: datetime, *, is_read: bool
) -> None:
    centre = scribe.centre
    document, staff = document_id(centre.site, code, edition), centre.staff(reader)
    this = documentcopy_id(document, copy)
    step = f"{code}-{edition}:{reader}"
    scribe.write(
        "documentcopy.hand_out",
        f"{step}:out",
        moment,
        centre.staff("supervisor"),
        document=document,
        staff=staff,
        copy_no=copy,
    )
    if is_read:
        read_at = moment + timedelta(hours=3)
        scribe.write("documentcopy.acknowledge", f"{step}:read", read_at, staff, documentcopy=this)


def _revise(scribe: Scribe) -> None:
    """Find one document fit, propose the revision of two, and replace one of these."""
    reviewed_at = at(MONTH.day(14), 10)
    _step(scribe, "KF001", 1, "assess", reviewed_at, "manager", fitness=Fitness.FIT, remark="与现行做法一致")
    proposed = {"fitness": Fitness.TO_BE_REVISED}
    _step(scribe, "KF009", 1, "assess", reviewed_at, "supervisor", **proposed, remark="未写明答复时限")
    decided_at = reviewed_at + _DAY
    accepted = {"is_accepted": True, "remark": "同意，由客服部起草新版"}
    _step(scribe, "KF009", 1, "decide_revision", decided_at, "manager", **accepted)
    newer = document_id(scribe.centre.site, "KF009", 2)
    retired_at = decided_at + _DAY + minutes(35)  # its place is free before the newer one is issued
    _step(scribe, "KF009", 1, "retire", retired_at, "manager", replaced_by=newer, reason="由第二版代替")
    listed = handbook().called("KF009")
    if listed is not None:
        _issue(scribe, listed, 2, decided_at + _DAY)
    _hand_out(scribe, "KF009", 2, "lead-1", 1, retired_at + minutes(20), is_read=True)
    _hand_out(scribe, "KF009", 2, "agent-1", 2, retired_at + minutes(25), is_read=False)
    late = at(MONTH.day(28), 16)
    _step(scribe, "KF018", 1, "assess", late, "supervisor", **proposed, remark="应急电话已变更")


def _take_back(scribe: Scribe) -> None:
    """Take the copies of the replaced edition back."""
    centre, document = scribe.centre, document_id(scribe.centre.site, "KF009", 1)
    for place, reader in enumerate(_READERS[:2]):
        this = documentcopy_id(document, place + 1)
        scribe.write(
            "documentcopy.recall",
            f"KF009-1:{reader}:back",
            at(MONTH.day(17), 9, place),
            centre.staff("supervisor"),
            documentcopy=this,
            reason="旧版作废，收回销毁",
        )
