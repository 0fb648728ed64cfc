"""Keys: catalogued, lent, lost and replaced, sealed and used before witnesses, counted, found."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from answerable.sample import papers
from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.key.events import Damage, KeyClass, LoanPurpose, Outsider, Remedy
from answerable.streams.keycount.commands import keycount_id
from answerable.streams.keycount.events import KeyShift

_CARDS = (
    ("store", "K-01", "物料库房", KeyClass.OFFICE, 2),
    ("pumps", "K-02", "水泵房（备用）", KeyClass.PLANT_ROOM, 1),
    ("hall", "K-03", "二号楼大堂", KeyClass.ENTRANCE, 3),
    ("gate", "K-04", "小区东门", KeyClass.GATE, 1),
    ("power", "K-05", "配电房（备用）", KeyClass.PLANT_ROOM, 1),
    ("archive", "K-06", "档案室", KeyClass.OFFICE, 1),
    ("old", "K-07", "旧门岗", KeyClass.GATE, 1),
    ("unit-502", "3-502", "三号楼502单元", KeyClass.UNIT, 2),
    ("unit-503", "3-503", "三号楼503单元", KeyClass.UNIT, 2),
    ("unit-601", "3-601", "三号楼601单元", KeyClass.UNIT, 2),
)
"""The cards of a site: a name, the label, what it opens, its class, and how many pieces there are."""

_SAFE = {"is_power_off": True, "is_closed": True, "is_locked": True}


def play(scribe: Scribe) -> None:
    """Play what happens with a site's keys in the month.

    Arguments:
        scribe: writes it.
    """
    keys = _Keys(scribe)
    keys.catalogue()
    keys.lend()
    keys.lose()
    keys.hand_over()
    keys.use_in_emergencies()
    keys.use_for_a_customer()
    keys.count()
    keys.find()


class _Keys:
    """Writes what happens with a site's keys."""

    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self._site = scribe.centre.site

    def _id(self, name: str, stream: str = "key") -> str:
        return f"{stream}-{self._site}-{name}"

    def _step(self, command: str, name: str, moment: datetime, by: str, **fields: Any) -> None:
        """Let somebody do something; each is done once at a moment."""
        stream = command.partition(".")[0]
        said = {stream: self._id(name, stream), **fields}
        key = f"{said[stream]}:{command}:{moment:%d%H%M}"
        self._scribe.write(command, key, moment, self._scribe.centre.staff(by), **said)

    def _loan(
        self, name: str, moment: datetime, by: str, purpose: LoanPurpose, details: str, **more: Any
    ) -> None:
        asked = {"purpose": purpose, "details": details, "back_by": moment.date(), **more}
        self._step("key.ask_for_loan", name, moment, by, **asked)

    def _out(self, name: str, moment: datetime, custodian: str = "agent-1") -> None:
        self._step("key.approve_loan", name, moment + minutes(5), "lead-1")
        self._step("key.hand_out", name, moment + minutes(8), custodian)

    def _back(self, name: str, moment: datetime, by: str, **seen_to: bool) -> None:
        self._step("key.bring_back", name, moment, by, **seen_to)
        self._step("key.take_back", name, moment + minutes(2), "agent-2")

    def catalogue(self) -> None:
        """Begin the cards."""
        for number, (name, label, opens, key_class, pieces) in enumerate(_CARDS):
            said = {"label": label, "opens": opens, "key_class": key_class, "pieces": pieces}
            moment = at(MONTH.day(1), 8, 30) + minutes(number)
            self._step("key.catalogue", name, moment, "agent-1", **said, place="前台钥匙柜")
        self._step("key.retire", "old", at(MONTH.day(5), 9), "lead-1", reason="旧门岗已拆除")

    def lend(self) -> None:
        """Lend keys: brought back, refused, for a viewing, and one that is not back yet."""
        self._loan("store", at(MONTH.day(8), 9), "technician", LoanPurpose.INSPECTION, "盘点灯管")
        self._out("store", at(MONTH.day(8), 9))
        self._back("store", at(MONTH.day(8), 11), "technician")
        self._loan(
            "power", at(MONTH.day(9), 14), "agent-3", LoanPurpose.OTHER, "找人", special_cause="有异响"
        )
        self._step("key.refuse_loan", "power", at(MONTH.day(9), 14, 5), "lead-1", reason="请工程人员前往查看")
        viewing = at(MONTH.day(15), 10)
        self._loan("unit-503", viewing, "salesperson", LoanPurpose.VIEWING, "带客户看房")
        self._out("unit-503", viewing)
        self._back("unit-503", viewing + minutes(70), "salesperson", **_SAFE)
        again = at(MONTH.day(31), 16, 30)
        self._loan("unit-503", again, "salesperson", LoanPurpose.VIEWING, "再次带客户看房")
        late = at(MONTH.day(30), 13)
        firm = {"on_behalf_of": "一建公司", "back_by": MONTH.day(30)}
        self._loan("pumps", late, "technician", LoanPurpose.REPAIR, "更换水泵轴承", **firm)
        self._out("pumps", late)
        turned_away = {"outsider": Outsider.CONTRACTOR, "reason": "施工人员不得直接借用，请工程部代借"}
        self._step("key.turn_away", "pumps", at(MONTH.day(30), 12, 40), "agent-1", **turned_away)

    def lose(self) -> None:
        """Lose keys: one lock is changed, one key is there again, one made anew, one is still missing."""
        lost_at = at(MONTH.day(10), 17)
        self._loan("hall", lost_at - minutes(300), "agent-3", LoanPurpose.INSPECTION, "巡查大堂")
        self._out("hall", lost_at - minutes(300))
        details = "巡查返回时发现钥匙不在身上，沿路寻找未见"
        self._step("key.report_loss", "hall", lost_at, "agent-3", damage=Damage.LOST, details=details)
        self._step("key.take_precaution", "hall", lost_at + minutes(15), "guard", measure="大堂加派保安值守")
        applied = {"place": "二号楼大堂", "cause": "钥匙遗失", "key": self._id("hall")}
        self._step("lockchange.apply", "hall", lost_at + minutes(30), "lead-1", **applied)
        self._step("lockchange.approve", "hall", lost_at + minutes(45), "guard")
        changed = {"details": "更换锁芯", "new_keys": 3}
        self._step("lockchange.fit", "hall", lost_at + minutes(120), "technician", **changed)
        self._step("lockchange.receive_keys", "hall", lost_at + minutes(130), "guard", counted=3)
        replaced = {"remedy": Remedy.LOCK_CHANGED, "lockchange": self._id("hall", "lockchange")}
        replaced_at = lost_at + minutes(140)
        self._step("key.replace", "hall", replaced_at, "technician", details="已换锁", **replaced)
        fallen = {"damage": Damage.LOST, "details": "清点时钩上无钥匙"}
        self._step("key.report_loss", "store", at(MONTH.day(17), 8, 20), "agent-2", **fallen)
        self._step("key.recover", "store", at(MONTH.day(17), 9), "guard", details="掉在柜后")
        broken = {"damage": Damage.DAMAGED, "details": "开门时钥匙折断在锁内"}
        self._step("key.report_loss", "archive", at(MONTH.day(31), 15), "agent-2", **broken)
        refused = {"place": "档案室", "cause": "钥匙折断"}
        self._step("lockchange.apply", "archive", at(MONTH.day(31), 15, 20), "agent-2", **refused)
        by_key = "先取出断钥匙，再定是否换锁"
        self._step("lockchange.refuse", "archive", at(MONTH.day(31), 15, 40), "guard", reason=by_key)

    def hand_over(self) -> None:
        """Hand units over to their customers, who entrust a key or take it back."""
        for number, unit in enumerate(("unit-502", "unit-601")):
            day = MONTH.day(11 + number)
            signed = {"customer": self._scribe.centre.customer(40 + number), "inspected_on": day}
            self._step("key.hand_over", unit, at(day, 10), "agent-1", **signed, sheet=f"JJ-{number + 1}")
            self._step("key.seal", unit, at(day, 10, 30), "agent-1", seal=f"F-{number + 1}")
        self._step("key.release", "unit-601", at(MONTH.day(24), 9), "agent-1", sheet="TG-2")

    def use_in_emergencies(self) -> None:
        """Use sealed keys in emergencies: with everybody there, refused, and one that waits."""
        self._step("key.seal", "gate", at(MONTH.day(2), 9), "guard", seal="F-9")
        asked = {"key": self._id("gate"), "emergency": "东门电机失火，须立即打开"}
        began_at = at(MONTH.day(18), 20)
        self._step("unsealing.ask_in_emergency", "gate", began_at, "manager", **asked)
        self._step("unsealing.approve", "gate", began_at + minutes(4), "general-manager")
        self._attend("gate", began_at + minutes(8), "agent-1", "agent-2", "guard")
        self._used("gate", began_at + minutes(12), "agent-1", "F-10")
        self._step("unsealing.sign", "gate", began_at + minutes(90), "manager")
        sought = {"key": self._id("unit-502"), "unreachable": "登记电话无人接听"}
        smell = {"emergency": "邻居反映有异味", **sought}
        self._step("unsealing.ask_in_emergency", "smell", at(MONTH.day(21), 9), "manager", **smell)
        reason = "已联系上客户，无需启封"
        self._step("unsealing.refuse", "smell", at(MONTH.day(21), 9, 20), "general-manager", reason=reason)
        leak = {"emergency": "单元内漏水，已渗到楼下", **sought}
        self._step("unsealing.ask_in_emergency", "leak", at(MONTH.day(31), 17, 30), "manager", **leak)

    def _attend(self, name: str, moment: datetime, *people: str) -> None:
        for number, person in enumerate(people):
            self._step("unsealing.attend", name, moment + minutes(number), person)

    def _used(self, name: str, moment: datetime, by: str, seal: str) -> None:
        before = "封条完好，编号相符，门锁无撬痕"
        self._step("unsealing.unseal", name, moment, by, before=before)
        after = "处置完毕，门窗已锁，钥匙数量无误"
        self._step("unsealing.reseal", name, moment + minutes(30), by, after=after, seal=seal)

    def use_for_a_customer(self) -> None:
        """Use an entrusted key for a customer who forgot theirs and applied in writing."""
        asked_at, written = at(MONTH.day(23), 18), f"note-{self._site}-key-request"
        self._scribe.write(
            "note.write",
            written,
            asked_at,
            self._scribe.centre.staff("agent-2"),
            note=written,
            matter=self._id("unit-502"),
            content="客户忘带钥匙，附书面申请",
            attachments=(papers.request(),),
        )
        asked = {"key": self._id("unit-502"), "application": written}
        self._step("unsealing.ask_for_customer", "forgot", asked_at + minutes(5), "agent-2", **asked)
        how = "回拨登记电话，单元负责人同意"
        self._step("unsealing.confirm", "forgot", asked_at + minutes(10), "agent-1", how=how)
        self._step("unsealing.agree", "forgot", asked_at + minutes(15), "manager")
        self._attend("forgot", asked_at + minutes(18), "agent-2")
        self._used("forgot", asked_at + minutes(20), "agent-2", "F-11")
        archived_at = asked_at + timedelta(days=1)
        self._step("unsealing.stamp", "forgot", archived_at, "agent-2", archived_as="QF-2016-01")
        self._step("unsealing.sign", "forgot", archived_at + minutes(30), "manager")

    def count(self) -> None:
        """Count what lies in its place: as the cards say, different and explained, and with a late key."""
        names = ("store", "pumps", "gate", "power", "unit-503")
        for day, shift, hour, counted in (
            (17, KeyShift.EARLY, 8, (1, 1, 1, 1, 2)),
            (30, KeyShift.LATE, 16, (2, 0, 1, 1, 2)),
            (31, KeyShift.EARLY, 8, (2, 0, 1, 1, 2)),
        ):
            on = MONTH.day(day)
            lines = [
                {"key": self._id(name), "counted": number}
                for name, number in zip(names, counted, strict=True)
            ]
            if day != _DIFFERING:
                lines[1]["cause"] = "轴承尚未装好，施工单位次日继续"
            said = {"on": on, "shift": shift, "keys": lines}
            self._of_count(
                "count_keys", keycount_id(self._site, on, shift), at(on, hour, 10), "agent-1", said
            )
        settled = keycount_id(self._site, MONTH.day(_DIFFERING), KeyShift.EARLY)
        finding = {"keycount": settled, "finding": "一把掉在柜后，当日找回"}
        self._of_count("settle", settled, at(MONTH.day(_DIFFERING), 10), "lead-1", finding)
        confirmed = keycount_id(self._site, MONTH.day(30), KeyShift.LATE)
        same = {"keycount": confirmed}
        self._of_count("confirm", confirmed, at(MONTH.day(30), 16, 20), "agent-2", same)

    def _of_count(self, what: str, count: str, moment: datetime, by: str, said: dict[str, Any]) -> None:
        self._scribe.write(
            f"keycount.{what}", f"{count}:{what}", moment, self._scribe.centre.staff(by), **said
        )

    def find(self) -> None:
        """Find keys: one is given back, one is with the finder still."""
        for number, (day, place) in enumerate(((14, "地下车库出口"), (31, "花园长椅"))):
            moment = at(MONTH.day(day), 12)
            said = {"place": place, "found_at": moment - minutes(20), "looks": "两把，蓝色挂件"}
            self._step("foundkey.report", f"{number + 1}", moment, "agent-4", **said)
        moment = at(MONTH.day(14), 12, 30)
        self._step("foundkey.receive", "1", moment, "guard", kept_at="保安室失物柜")
        how = "住户当场试开单元门，登记领回"
        self._step("foundkey.give_back", "1", moment + minutes(200), "guard", how=how)


_DIFFERING = 17
"""The day of the month on which a count differs."""
