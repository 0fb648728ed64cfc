"""The handbook: issued and handed out, read in time or not; a notice a month (003-B)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from answerable.handbook import Listed, handbook
from answerable.sample.kinds.fates import due, end
from answerable.sample.kinds.matters import Matter, agents, is_first
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.document.commands import document_id
from answerable.streams.document.events import DocumentKind, Fitness
from answerable.streams.documentcopy.commands import documentcopy_id

_KEPT = 6
"""How many documents of the handbook are issued, the first of its list."""

_HANDED_OUT = 2
_READERS = 4
_FIRST_YEAR = 2000


def issue(scribe: Scribe, day: date) -> None:
    """Issue the handbook on the first working day of all, and a notice in every month."""
    if not is_first(day):
        return
    begins_on = scribe.centre.begins_on
    if (day.year, day.month) == (begins_on.year, begins_on.month):
        listed = [one for one in handbook().documents if not one.is_named_only][:_KEPT]
        for number, one in enumerate(listed):
            issued = _listed(scribe, one, at(day, 9, 5 * number))
            if number < _HANDED_OUT:
                _hand_out(scribe, day, issued, at(day, 11, 20 * number))
        _assess(scribe, listed[-1], at(day, 15))
    number = (day.year - _FIRST_YEAR) * 12 + day.month
    said = {"title_zh": f"{day.month}月值班安排", "title_en": f"Duty in month {day.month}"}
    notice = _draft(
        scribe, f"TZ{number:03}", at(day, 13), **said, document_kind=DocumentKind.INTERNAL, pages=1
    )
    _hand_out(scribe, day, notice, at(day, 14))


def _listed(scribe: Scribe, one: Listed, moment: datetime) -> Matter:
    said = {"title_zh": one.title.zh, "title_en": one.title.en, "document_kind": one.kind}
    return _draft(scribe, one.code, moment, **said, first_page=one.page, pages=3)


def _draft(scribe: Scribe, code: str, moment: datetime, **said: Any) -> Matter:
    centre = scribe.centre
    document = Matter(scribe, "document", document_id(centre.site, code, 1))
    supervisor, manager = centre.staff("supervisor"), centre.staff("manager")
    of_it = {
        "digest": sha256(document.id.encode()).hexdigest(),
        "kept_at": "文件室二号柜",
        "owner": supervisor,
    }
    department = "品质部" if said["document_kind"] is DocumentKind.OF_OTHERS else f"{centre.name_zh}客服部"
    document.begin("draft", moment, supervisor, code=code, edition=1, department=department, **of_it, **said)
    document.do("review", moment + minutes(20), manager)
    document.do("issue", moment + minutes(30), manager)
    return document


def _hand_out(scribe: Scribe, day: date, document: Matter, moment: datetime) -> None:
    """Hand a document out, to be read within three working days; some copies are recalled."""
    centre, chance = scribe.centre, scribe.dice(f"copies-{document.id}", day)
    readers = (
        *agents(scribe, day - timedelta(days=1), chance, _READERS),
        *map(centre.staff, ("lead-1", "technician")),
    )
    for number, reader in enumerate(readers):
        copy = Matter(scribe, "documentcopy", documentcopy_id(document.id, number + 1))
        out_at, supervisor = moment + minutes(number), centre.staff("supervisor")
        copy.begin("hand_out", out_at, supervisor, document=document.id, staff=reader, copy_no=number + 1)
        recalled = copy.later("recall", supervisor, reason="印刷有误，收回重发")
        read = copy.later("acknowledge", reader)
        end(chance, out_at, due("document-read", out_at), read, recalled)


def _assess(scribe: Scribe, listed: Listed, moment: datetime) -> None:
    """Find that a document has to be revised, which the manager decides on (003-B4)."""
    centre = scribe.centre
    document = Matter(scribe, "document", document_id(centre.site, listed.code, 1))
    found = {"fitness": Fitness.TO_BE_REVISED, "remark": "未写明答复时限"}
    document.do("assess", moment, centre.staff("supervisor"), **found)
    decided = {"is_accepted": True, "remark": "同意，由客服部起草新版"}
    document.do("decide_revision", moment + minutes(90), centre.staff("manager"), **decided)
