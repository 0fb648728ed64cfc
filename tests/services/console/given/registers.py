"""Complaints, faults, and registers that have one row or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from answerable.errors import NotFound
from answerable.events.registry import FLOWS
from answerable.queries import desk, matters
from answerable.queries.registers import REGISTERS
from answerable.streams.account import commands as account
from answerable.streams.attendance import commands as attendance
from answerable.streams.contact import commands as contact
from answerable.streams.delivery import commands as delivery
from answerable.streams.demand import commands as demand
from answerable.streams.deposit import commands as deposit
from answerable.streams.disclosure import commands as disclosure
from answerable.streams.dispute import commands as dispute
from answerable.streams.document import commands as document
from answerable.streams.documentcopy import commands as documentcopy
from answerable.streams.duty import commands as duty
from answerable.streams.dutylog import commands as dutylog
from answerable.streams.export import commands as export
from answerable.streams.filledform import commands as filledform
from answerable.streams.foundkey import commands as foundkey
from answerable.streams.hazmat import commands as hazmat
from answerable.streams.hazmatbook import commands as hazmatbook
from answerable.streams.incident import commands as incident
from answerable.streams.key import commands as key
from answerable.streams.keycount import commands as keycount
from answerable.streams.leave import commands as leave
from answerable.streams.lockchange import commands as lockchange
from answerable.streams.note import commands as note
from answerable.streams.obligation import commands as obligation
from answerable.streams.outsider import commands as outsider
from answerable.streams.payment import commands as payment
from answerable.streams.pledge import commands as pledge
from answerable.streams.questionnaire import commands as questionnaire
from answerable.streams.record import commands as record
from answerable.streams.reminder import commands as reminder
from answerable.streams.report import commands as report
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from answerable.streams.suggestion import commands as suggestion
from answerable.streams.survey import commands as survey
from answerable.streams.swap import commands as swap
from answerable.streams.training import commands as training
from answerable.streams.unsealing import commands as unsealing
from answerable.streams.visit import commands as visit
from answerable.streams.workorder import commands as workorder
from answerable.wording import say
from tests.services.console.given.handovers import handover_rows
from tests.services.console.given.moments import NOW, ago
from tests.services.desk.filled import desk_in
from tests.services.desk.given import listed as listed_by
from tests.services.intake.scenario import FIRST, SECOND, THIRD, Scenario, hired
from tests.streams.later_of_customers import BEGUN


def listed(stream: str, rows: list[dict[str, Any]], query: Any) -> Any:
    """Answer a register's question as the desk would, from a few rows."""
    published = REGISTERS[stream]
    made = [published.row.model_validate({"site": "xm01", **row}) for row in rows]
    ends = FLOWS[stream].ends
    shown = [
        row
        for row, given in zip(made, rows, strict=True)
        if query.state in {None, given["state"]}
        and not (query.mark == "is_open" and given["state"] in ends)
        and (query.text or "") in " ".join(map(str, given.values()))
    ]
    opened = sum(1 for row in rows if row["state"] not in ends)
    counts = {"every": len(rows), "is_open": opened}
    return published.page.model_validate({"rows": shown, "total": len(shown), "counts": counts})


def complaints(query: Any) -> Any:
    def row(number: int, state: str, *, is_upheld: bool | None, ended: bool) -> dict[str, Any]:
        return {
            "complaint": f"complaint-{number}",
            "topic": "答复不及时" if number % 2 else "服务态度",
            "state": state,
            "is_upheld": is_upheld,
            "about": "staff-149" if number % 2 else None,
            "case": "case-INC0000045" if number % 2 else None,
            "filed_at": ago(days=number - 75),
            "ended_at": ago(days=1) if ended else None,
        }

    rows = [
        row(76, "filed", is_upheld=None, ended=False),
        row(77, "upheld", is_upheld=True, ended=False),
        row(78, "fed_back", is_upheld=False, ended=True),
    ]
    return listed("complaint", rows, query)


def faults(query: Any) -> Any:
    common = {"place": "一号机房", "phenomenon": "全部终端离线"}
    rows: list[dict[str, Any]] = [
        common
        | {
            "fault": "fault-9",
            "state": "reported",
            "began_at": ago(hours=3),
            "acknowledged": ("salesperson",),
            "unacknowledged": ("manager",),
        },
        common
        | {
            "fault": "fault-8",
            "state": "closed",
            "began_at": ago(days=4),
            "ended_at": ago(days=4, hours=-2),
            "acknowledged": ("salesperson", "manager", "top_leadership"),
            "delivered": ("customer", "business"),
        },
    ]
    return listed("fault", rows, query)


def one_of_each() -> Scenario:
    """Let one thing happen in each of the streams of which the stand-in has no rows."""
    desk = Scenario().given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(staff.Hire, staff=SECOND, role="agent", team="热线组", hired_on=NOW.date())
    desk.given(contact.Receive, contact="contact-1", channel="call", topic="t")
    desk.given(note.Write, note="note-1", matter="contact-1", content="客户随后补交")
    desk.given(
        delivery.Accept,
        delivery="delivery-1",
        project="p",
        customer="customer-1",
        accepted_on=desk.now.date(),
    )
    desk.given(record.Create, record="record-1", kind="work_diary", custodian=FIRST)
    desk.given(deposit.Ask, deposit="deposit-1", wanted="keep", what="一箱样品")
    desk.given(hazmat.Catalogue, substance="alcohol", place="一号柜", custodian=FIRST)
    desk.given(hazmatbook.Open, hazmat="hazmat-xm01-alcohol", month="2016-03")
    desk.given(export.Ask, export="export-1", record="record-1", purpose="客户要求副本", rows=3)
    day = desk.now.date()
    desk.given(survey.Prepare, survey="survey-1", title="一季度调查", first_day=day, last_day=day)
    desk.given(survey.Open, survey="survey-1")
    desk.given(
        questionnaire.TakeDown, questionnaire="questionnaire-1", survey="survey-1", means="phone", training=4
    )
    desk.given(visit.Plan, visit="visit-1", visit_kind="patrol", visitor=FIRST, due_on=day, place="机房")
    _on_paper(desk)
    _about_keys(desk)
    _not_held(desk)
    desk.given(suggestion.Make, suggestion="suggestion-1", topic="t", problem="p", proposal="p")
    desk.given(demand.Ask, customer="customer-1", year=desk.now.year)
    desk.given(
        incident.Report, incident="incident-1", topic="t", what="w", happened_at=desk.now, known_at=desk.now
    )
    desk.given(
        training.Plan, training="training-1", topic="t", staff=THIRD, level="new", held_on=desk.now.date()
    )
    _one_repair(desk)
    desk.given(
        disclosure.Ask,
        disclosure="disclosure-1",
        customer="customer-1",
        sought="address",
        asker="快递员",
        purpose="p",
    )
    desk.given(outsider.Admit, outsider="outsider-1", outsider_role="维修工", purpose="p", place="机房")
    desk.given(pledge.Sign, covers=("customers",), valid_until=date(2016, 12, 31))
    _about_customers(desk)
    return desk.given(
        account.DenyAttempt,
        actor="system-accounts",
        action="case.open",
        denial="role",
        part="intake",
        way="http",
        address="203.0.113.*",
        who=FIRST,
        times=3,
    )


def _not_held(desk: Scenario) -> None:
    """Find that nobody held February's exam."""
    begun_at = datetime(2016, 1, 31, 16, tzinfo=UTC)
    due_at = datetime(2016, 2, 29, 10, tzinfo=UTC)
    said = {"rule": "monthly-exam", "occurrence": 20160201, "begun_at": begun_at, "due_at": due_at}
    desk.given(obligation.Miss, actor="system-callbacks", **said)
    told = {"reminded": FIRST, "trigger": "not_done", "audience": 1}
    desk.given(reminder.Give, actor="system-callbacks", **said, **told)


def on_duty() -> Scenario:
    """Come to work on duty, keep the shift's log, ask to swap a later duty, and for leave."""
    desk = Scenario().given(site.Open, name_zh="厦门", name_en="Xiamen")
    for person in (SECOND, THIRD):
        desk.carry_out(hired(person))
    day, later = desk.world.day_of(desk.now), desk.now + timedelta(days=3)
    for begins in (desk.now, later):
        times = {"starts_at": begins, "ends_at": begins + timedelta(hours=8), "month": f"{begins:%Y-%m}"}
        desk.given(duty.Roster, staff=SECOND, actor=THIRD, **times)
    desk.given(attendance.Come, on=day, actor=SECOND)
    desk.given(dutylog.Open, on=day, shift="day", place="客服部办公室", actor=SECOND)
    desk.given(swap.Propose, duty_begins=later, to=THIRD, reason="r", actor=SECOND)
    away = {"since": day + timedelta(days=9), "until": day + timedelta(days=9)}
    return desk.given(leave.Ask, leave_kind="time_off", **away, reason="r", actor=SECOND)


def _on_paper(desk: Scenario) -> None:
    """Issue a document, hand it out, and begin a form."""
    said = {"title_zh": "投诉规程", "title_en": "Complaints", "document_kind": "internal", "department": "d"}
    of = {"code": "KF009", "owner": FIRST, "pages": 3, "digest": "a" * 64, "kept_at": "k"}
    this = {"document": "document-xm01-KF009-1"}
    desk.given(document.Draft, **of, **said, actor=FIRST).given(document.Review, **this, actor=THIRD)
    desk.given(document.Issue, **this, actor=THIRD)
    desk.given(documentcopy.HandOut, **this, staff=FIRST, copy_no=1, actor=THIRD)
    both = {"signer": FIRST, "countersigner": THIRD}
    desk.given(filledform.Begin, filledform="filledform-1", form_name="liaison_note", **both)


def _about_keys(desk: Scenario) -> None:
    """Seal a key and ask for it in an emergency, count it, ask for a lock to be changed, and find a key."""
    card = {"label": "K-04", "opens": "小区东门", "key_class": "gate", "pieces": 1, "place": "前台"}
    desk.given(key.Catalogue, key="key-1", **card).given(key.Seal, key="key-1", seal="F-1")
    desk.given(unsealing.AskInEmergency, unsealing="unsealing-1", key="key-1", emergency="东门失火")
    counted = ({"key": "key-1", "counted": 1},)
    desk.given(keycount.CountKeys, on=desk.world.day_of(desk.now), shift="early", keys=counted)
    desk.given(lockchange.Apply, lockchange="lockchange-1", place="小区东门", cause="锁芯磨损")
    desk.given(foundkey.Report, foundkey="foundkey-1", place="花园", found_at=desk.now, looks="两把")


def _about_customers(desk: Scenario) -> None:
    """Begin one of each register about customers, and of the shop."""
    for model, said in BEGUN:
        desk.given(model, **said)


def a_dispute() -> Scenario:
    """Let two departments disagree: both are on the register, which the others need not be."""
    desk = Scenario().given(site.Open, name_zh="厦门", name_en="Xiamen")
    for person, team in ((SECOND, "热线组"), (THIRD, "技术部")):
        desk.carry_out(hired(person, team=team))
    return desk.given(dispute.Raise, dispute="dispute-1", topic="t", asked=SECOND, opinion="o", actor=THIRD)


def a_report() -> Scenario:
    """Let somebody begin to write the minutes of a review meeting, as which they are on the register."""
    desk = Scenario().given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.carry_out(hired(SECOND, role="supervisor", team="客服部"))
    said = {"report_kind": "review_minutes", "on": desk.now.date(), "reported": "r"}
    desk.given(report.Draft, **said, actor=SECOND)
    return desk.given(report.HandIn, report=desk.target, actor=SECOND)


OF_THEIR_OWN: Mapping[str, Callable[[], Scenario]] = {
    "dispute": a_dispute,
    "report": a_report,
    **dict.fromkeys(("attendance", "dutylog", "swap", "leave"), on_duty),
}
"""The streams that need people whom the register knows, each with what happened there."""


def _one_repair(desk: Scenario) -> None:
    """Let a repair be done whose fee was collected."""
    this = {"workorder": "workorder-1"}
    on_file = dict.fromkeys(("is_name_on_file", "is_address_on_file", "is_contact_on_file"), True)
    device = {"device_model": "GT06", "purchased_on": "2014-05-20", "problem": "终端不在线", "symptom": "s"}
    desk.given(workorder.RequestRepair, **this, customer="customer-1", **on_file, **device)
    desk.given(workorder.Approve, **this, actor=THIRD)
    desk.given(workorder.Assign, **this, technician=FIRST)
    by = {**this, "actor": FIRST}
    desk.given(workorder.CheckDeparture, **by, order_data="√", tools="√", spares="√", papers="√")
    desk.given(workorder.Depart, **by).given(workorder.Arrive, **by)
    desk.given(workorder.FitPart, **by, part_name="电源模块", price_fen=8000)
    desk.given(workorder.Finish, **by, result="r")
    desk.given(payment.Collect, **by, amount_fen=8000, method="cash")


async def one_row(stream: str, folder: Path) -> Any:
    """Give the answer of a register that has one row, which the desk made of what happened.

    Arguments:
        stream: whose.
        folder: where the desk's view is put.
    """
    with desk_in(folder) as shown:
        page = await listed_by(shown(OF_THEIR_OWN.get(stream, one_of_each)()), stream)
    assert len(page.rows) == 1, stream
    return page


def none_listed(stream: str) -> Any:
    """Give the answer of a register that has nothing."""
    return REGISTERS[stream].page.model_validate({"rows": (), "total": 0, "counts": {}})


def others_found(query: desk.OtherMatters) -> desk.OthersFound:
    """Find a record by any part of its id, however it is written."""
    is_it = query.text.casefold() in "record-xm01_7a"
    return desk.OthersFound(
        matters=(desk.OtherMatter(matter="record-xm01_7A", site="xm01"),) if is_it else ()
    )


def matter_story(query: desk.StoryOf) -> matters.Story:
    """Tell a complaint's story and those of the handovers; no other matter is there."""
    rows = {row.handover: row for row in handover_rows()}
    if (row := rows.get(query.matter)) is not None:
        facts = row.model_dump(mode="json", exclude={"handover", "site", "state"})
        return matters.Story(matter=query.matter, site=row.site, state=row.state, facts=facts, entries=())
    if query.matter != "complaint-76":
        raise NotFound(say("error.no_matter", matter=query.matter))
    fields = {
        "topic": "答复不及时",
        "text": "等了三天没有回音",
        "customer": "customer-7",
        "about": "staff-149",
    }
    return matters.Story(
        matter=query.matter,
        site="xm01",
        state="filed",
        facts={**fields, "channel": "call", "filed_at": ago(days=1).isoformat()},
        entries=(
            matters.TimelineEntry(
                sequence=41,
                event="complaint-76.1",
                type="answerable.complaint.filed.v1",
                occurred_at=ago(days=1),
                recorded_at=ago(days=1),
                actor="staff-101",
                is_imported=False,
                fields=fields,
            ),
        ),
    )
