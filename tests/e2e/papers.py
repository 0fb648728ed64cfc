"""What can be done with documents, their copies and forms, given from the pages by who may."""

from __future__ import annotations

from tests.e2e.desks import Desks
from tests.services.console.following import asked_in

DOCUMENT = {
    "title_zh": "劳动节值班安排",
    "title_en": "Duty at Labour Day",
    "document_kind": "internal",
    "department": "客服部",
    "pages": "1",
    "digest": "b" * 64,
    "kept_at": "文件室一号柜",
    "occurred_at": "2016-04-01T07:30",
}


async def papers(desks: Desks) -> None:
    """Let an edition live and be replaced, hand it out, and fill forms in.

    Arguments:
        desks: where it is done.
    """
    await _documents(desks)
    await _forms(desks)


async def _documents(desks: Desks) -> None:
    give = desks.give
    said = {**DOCUMENT, "code": "TZ002", "owner": desks.person("supervisor")}
    await give("supervisor", "document.draft", **said, edition="1")
    first = f"document-{desks.site}-TZ002-1"
    await give("manager", "document.withdraw", first, reason="日期写错")
    await give("supervisor", "document.draft", **said, edition="1")
    await give("manager", "document.review", first, remark="同意")
    await give("manager", "document.issue", first)
    out = {"document": first, "staff": desks.person("agent-2"), "copy_no": "1"}
    copy = await give("lead-1", "documentcopy.hand_out", **out)
    await give("agent-2", "documentcopy.acknowledge", copy)
    await give("supervisor", "document.assess", first, fitness="to_be_revised", remark="缺节后安排")
    await give("manager", "document.decide_revision", first, is_accepted="yes", remark="同意修订")
    await give("supervisor", "document.draft", **said, edition="2")
    second = f"document-{desks.site}-TZ002-2"
    await give("manager", "document.review", second)
    await give("manager", "document.retire", first, replaced_by=second, reason="换版")
    await give("manager", "document.issue", second)
    await give("lead-1", "documentcopy.recall", copy, reason="旧版作废")


async def _forms(desks: Desks) -> None:
    give = desks.give
    both = {"signer": desks.person("agent-1"), "countersigner": desks.person("lead-1")}
    note = await give("agent-1", "filledform.begin", form_name="liaison_note", **both)
    entries = {"to_department": "技术部", "problem": "终端批量离线", "is_solved_first": "yes"}
    typed = {
        f"entries.{at}.{part}": said
        for at, one in enumerate(entries.items())
        for part, said in zip(("cell", "value"), one, strict=True)
    }
    await give("agent-1", "filledform.fill", note, **typed)
    await _on_the_screen(desks, note)
    await give("agent-1", "filledform.sign", note)
    await give("lead-1", "filledform.send_back", note, reason="写明已采取的措施")
    await give("agent-1", "filledform.sign", note)
    await give("lead-1", "filledform.sign", note)
    await give("lead-1", "filledform.issue", note)
    await give("supervisor", "filledform.void", note, reason="与工单重复")


async def _on_the_screen(desks: Desks, note: str) -> None:
    """Fill a form in as its own page shows it: only what was changed is recorded."""
    visitor = await desks.seat("agent-1")
    at = f"/filledforms/{note}/fill"
    form = asked_in(await visitor.read(at))
    assert form["cell.problem"] == ["终端批量离线"]
    answer = await visitor.post(at, {**form, "cell.done": "已切换备用线路"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/filledforms/{note}")
    page = await visitor.read(answer.headers["location"])
    assert "已采取的措施：已切换备用线路" in page
    paper = await visitor.read(f"/filledforms/{note}/print")
    assert "已切换备用线路" in paper
    answer = await visitor.post(at, asked_in(await visitor.read(at)))
    assert answer.status_code == 303
