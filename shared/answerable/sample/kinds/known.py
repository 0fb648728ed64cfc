"""Known customers: graded and looked at again, kept on file and reviewed; or not (002-r8-2.2, 004-Q1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from answerable.sample.centre import ZONE
from answerable.sample.kinds.fates import end
from answerable.sample.kinds.matters import Matter, agents, arising, customer, opened
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.customerfile.commands import customerfile_id
from answerable.streams.customerfile.events import FilePart, LawfulGround
from answerable.streams.grading.commands import grading_id
from answerable.streams.grading.events import CustomerGrade, Ground

_DAY = timedelta(days=1)
_GRADES = (
    (CustomerGrade.KEY, Ground.STEADY_ORDERS),
    (CustomerGrade.KEY, Ground.LARGE_ORDERS),
    (CustomerGrade.REGULAR, Ground.USUAL_DEALINGS),
    (CustomerGrade.KEY, Ground.PAYS_PROMPTLY),
    (CustomerGrade.POOR, Ground.UNPAID),
)
_PARTS = (
    (FilePart.BASIC, FilePart.TRANSACTIONS, FilePart.SERVICE_NEEDS),
    (FilePart.BASIC, FilePart.TRANSACTIONS),
    (FilePart.BASIC, FilePart.PREFERENCES),
)
_DECLINED, _REVIEWS = 12, 3


def grade(scribe: Scribe, day: date) -> None:
    """Grade customers, and look at a grade again by the day that was set for that."""
    for name, moment, chance in arising(scribe, "grading", day, 50):
        about, supervisor = customer(scribe, day, name), scribe.centre.staff("supervisor")
        grading = Matter(scribe, "grading", grading_id(scribe.centre.site, about))
        customer_grade, ground = chance.choice(_GRADES)
        said: dict[str, object] = {"customer": about, "customer_grade": customer_grade, "grounds": (ground,)}
        if customer_grade is CustomerGrade.POOR:
            agent = agents(scribe, day, chance)[0]
            said["case"] = opened(scribe, f"grading-{name}", moment - minutes(15), agent, about)
        grading.begin("propose", moment, agents(scribe, day, chance)[0], **said)
        decided_at = moment + timedelta(hours=5)
        if chance.randrange(100) < _DECLINED:
            grading.do("decline", decided_at, supervisor, reason="依据不足，继续观察")
            continue
        review_on = day + (3 + chance.randrange(14)) * _DAY
        grading.do("confirm", decided_at, supervisor, review_on=review_on)
        why = "情况已变，另行提出分级"
        lifted = grading.later("lift", scribe.centre.staff("manager"), reason=why)
        end(chance, decided_at + _DAY, at(review_on + _DAY, 0), lifted)


def keep_files(scribe: Scribe, day: date) -> None:
    """Open customers' files, and review each by the day that was set for that, again and again."""
    for name, moment, chance in arising(scribe, "customerfile", day, 60):
        about = customer(scribe, day, name)
        file = Matter(scribe, "customerfile", customerfile_id(scribe.centre.site, about))
        ground = LawfulGround.CONSENT if chance.randrange(4) == 0 else LawfulGround.CONTRACT
        said: dict[str, object] = {"file_no": f"KH-{name[4:]}", "file_parts": chance.choice(_PARTS)}
        said["lawful_ground"] = ground
        agent, review_on = agents(scribe, day, chance)[0], day + (3 + chance.randrange(8)) * _DAY
        file.begin("open", moment, agent, customer=about, review_on=review_on, **said)
        _review(scribe, file, (moment, review_on), said, agent, chance)


def _review(
    scribe: Scribe,
    file: Matter,
    since_until: tuple[datetime, date],
    said: dict[str, object],
    agent: str,
    chance: Random,
) -> None:
    """Review a file a few times; each sets the day for the next, and one that is not made ends that."""
    known_at, review_on = since_until
    for nth in range(1, _REVIEWS + 1):
        days_more = 4 + chance.randrange(8)
        later: list[date] = []

        def reviewed(moment: datetime, nth: int = nth, days: int = days_more, to: list[date] = later) -> None:
            to.append(moment.astimezone(ZONE).date() + days * _DAY)
            file.do("review", moment, agent, nth, review_on=to[0], **said)

        closed = file.later("close", scribe.centre.staff("supervisor"), reason="客户已销户，按保存期限注销")
        ended = end(chance, known_at + _DAY, at(review_on + _DAY, 0), reviewed, closed)
        if not ended.fate.is_done:
            return
        known_at, review_on = ended.at, later[0]
