"""Asking customers: a survey a month and its report, and what they need next year (000-4.10, 000-4.3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from answerable.sample.kinds.fates import due, end, recurring
from answerable.sample.kinds.matters import Matter, agents, arising, customer, is_first
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.demand.commands import demand_id
from answerable.streams.questionnaire.events import Means, Topic
from answerable.streams.questionnaire.flow import PAGE
from answerable.streams.questionnaire.links import questionnaire_of

_DAY = timedelta(days=1)
_LINKS, _HEARD, _ANSWERED, _SENT_BACK = 8, 5, 70, 25
_DAYS = 6
"""How long a survey runs."""

_DECEMBER = 12
_NEEDS = (("车载终端", 40), ("门禁控制器", 12), ("摄像机", 60), ("备用电源", 6))
_OPINIONS = ("响应很快，希望继续保持", "培训资料可以再详细些", None, None)


def survey(scribe: Scribe, day: date) -> None:
    """Ask customers how satisfied they are, and analyse it in time or not."""
    if not is_first(day):
        return
    chance, centre = scribe.dice("survey", day), scribe.centre
    asked, supervisor = Matter(scribe, "survey", f"{day:%Y%m}"), centre.staff("supervisor")
    opened_at, last = at(day, 9), day + _DAYS * _DAY
    title = f"{day.month}月客户满意度调查"
    asked.do("prepare", opened_at - minutes(20), supervisor, title=title, first_day=day, last_day=last)
    asked.do("open", opened_at, supervisor)
    _send(scribe, asked, opened_at + minutes(30), chance)
    _take_down(scribe, asked, opened_at + minutes(200), chance)
    closed_at = at(last, 17)
    asked.do("close", closed_at, supervisor)
    said = {"analysis": "售后服务评价较高，培训评价偏低", "measures": "每季度为客户安排一次操作培训"}
    lead, manager = centre.staff("lead-1"), centre.staff("manager")
    ended = end(chance, closed_at, due("survey-report", closed_at), asked.later("file_report", lead, **said))
    if not ended.fate.is_done:
        return
    looked_at = ended.at + _DAY
    if chance.randrange(100) < _SENT_BACK:
        reason = "请补充培训评价偏低的原因"
        asked.do("send_back_report", looked_at, manager, reason=reason)
        asked.do("file_report", looked_at + _DAY, lead, "-2", **said)
        looked_at += 2 * _DAY
    asked.do("approve_report", looked_at, manager)


def _send(scribe: Scribe, asked: Matter, since: datetime, chance: Random) -> None:
    agent = agents(scribe, since.date(), chance)[0]
    for number in range(_LINKS):
        # Nobody knows the secret of such a link: it is drawn here and forgotten.
        link = Matter(scribe, "questionnaire", questionnaire_of(f"{chance.getrandbits(256):x}"))
        sent_at = since + minutes(7 * number)
        about = {"survey": asked.id, "means": Means.EMAIL, "customer": scribe.centre.customer(number + 1)}
        link.do("send", sent_at, agent, **about)
        if number == _LINKS - 1:
            link.do("revoke_link", sent_at + minutes(60), agent, reason="地址有误，另行发放")
        elif chance.randrange(100) < _ANSWERED:
            answered_at = sent_at + minutes(60 + chance.randrange(5000))
            link.do("answer", answered_at, PAGE, survey=asked.id, **_said(chance))


def _take_down(scribe: Scribe, asked: Matter, since: datetime, chance: Random) -> None:
    agent = agents(scribe, since.date(), chance)[0]
    for number in range(_HEARD):
        heard_at = since + minutes(400 * number)
        heard = Matter(scribe, "questionnaire", f"{since:%Y%m}-{number + 1}")
        about = {"survey": asked.id, "means": Means.PHONE, "customer": scribe.centre.customer(number + 20)}
        heard.do("take_down", heard_at, agent, **about, **_said(chance))
        if number == _HEARD - 1:
            reason = "同一客户重复登记"
            heard.do("discount_answer", heard_at + _DAY, scribe.centre.staff("supervisor"), reason=reason)


def _said(chance: Random) -> dict[str, object]:
    rated: dict[str, object] = {one.value: 2 + chance.randrange(4) for one in Topic if chance.randrange(5)}
    rated.setdefault(Topic.OPERATION.value, 4)
    opinion = chance.choice(_OPINIONS)
    return rated if opinion is None else {**rated, "opinion": opinion}


def ask_needs(scribe: Scribe, day: date) -> None:
    """Ask in December what customers need next year, or forget it; and some in the year itself (000-4.3)."""
    ended = recurring(scribe, day, "demand-plan")
    if ended is not None and ended[1].fate.is_done:
        asked_at = ended[1].at
        # Whoever forgot it in December asks in the year itself.
        year = asked_at.year + 1 if asked_at.month == _DECEMBER else asked_at.year
        for number in range(1, 9):
            _ask(scribe, scribe.centre.customer(600 + number), asked_at + minutes(12 * number), year)
    for name, moment, _ in arising(scribe, "demand", day, 20):
        if moment.month != _DECEMBER:
            _ask(scribe, customer(scribe, day, name), moment, moment.year)


def _ask(scribe: Scribe, about: str, asked_at: datetime, year: int) -> None:
    """Ask one customer; what is needed is planned and approved."""
    centre, chance = scribe.centre, scribe.dice(f"demand-{about}", asked_at.date())
    demand = Matter(scribe, "demand", demand_id(centre.site, about, year))
    sales, manager, fate = centre.staff("salesperson"), centre.staff("manager"), chance.randrange(100)
    demand.begin("ask", asked_at, sales, customer=about, year=year)
    demand.do("send_gift", asked_at + minutes(4), sales, gift="台历一套")
    if fate < 25:  # noqa: PLR2004  (hundredths)
        demand.do("record_none", asked_at + minutes(8), sales)
        return
    needs, quantity = chance.choice(_NEEDS)
    demand.do("state", asked_at + minutes(8), sales, needs=needs, quantity=quantity)
    last = date(year, _DECEMBER, 31)
    due_on = min(max(asked_at.date(), date(year, 1, 1)) + 30 * _DAY, last)
    planned = {"plan": "分两批供货，先供急用", "planned": quantity, "due_on": due_on}
    demand.do("plan", asked_at + minutes(180), sales, **planned)
    if fate < 85:  # noqa: PLR2004  (hundredths)
        demand.do("approve", asked_at + _DAY, manager)
