"""Major matters: told to the general manager, noted within the hour, written up the next day; or not."""

from __future__ import annotations

from datetime import date, timedelta

from answerable.sample.kinds.fates import due, end
from answerable.sample.kinds.matters import Matter, arising
from answerable.sample.scribe import Scribe, minutes

_TOPICS = (
    ("一号机房进水", "已切断现场电源并通知客户"),
    ("客户配电房冒烟", "已疏散人员，保安到场"),
    ("安装现场人员受伤", "已送医，现场停工"),
    ("记者来电询问收费", "已登记问题，约定次日答复"),
)
_CLOSED = 70


def happen(scribe: Scribe, day: date) -> None:
    """Let something happen that is of weight for all (000-4.2.5, 002-r15-1.6)."""
    for name, moment, chance in arising(scribe, "incident", day, 30):
        centre, matter = scribe.centre, Matter(scribe, "incident", name)
        technician, general = centre.staff("technician"), centre.staff("general-manager")
        topic, what = chance.choice(_TOPICS)
        times = {"happened_at": moment - minutes(20), "known_at": moment - minutes(12)}
        matter.do("report", moment, technician, topic=topic, what=what, **times)
        noted = end(chance, moment, due("major-note", moment), matter.later("take_note", general))
        said = {"account": "经过见维修单，现场已处置", "measures": "更换设备，加装告警"}
        written_up = matter.later("write_up", technician, **said)
        written = end(chance, moment + minutes(45), due("major-report", moment), written_up)
        if not noted.fate.is_done:
            continue
        directed_at = noted.at + minutes(20)
        said = {"directions": "先保人身安全，再恢复运行", "responsible": technician}
        matter.do("direct", directed_at, general, **said)
        if written.fate.is_done and chance.randrange(100) < _CLOSED:
            closed_at = max(written.at, directed_at) + timedelta(days=1)
            matter.do("close", closed_at, centre.staff("manager"), findings="现场复查，设备运行正常")
