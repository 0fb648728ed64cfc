"""Satisfaction surveys: one that was analysed, and one that runs, answered by links and taken down."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.questionnaire.events import Means, Topic
from answerable.streams.questionnaire.flow import PAGE
from answerable.streams.questionnaire.links import questionnaire_of

_OPINIONS = ("响应很快，希望继续保持", "培训资料可以再详细些", "终端偶尔离线，处理及时", None, None, None)
_SENT_BY = (Means.EMAIL, Means.LETTER, Means.EMAIL, Means.FAX)
_TAKEN_DOWN = (Means.PHONE, Means.ON_SITE, Means.PHONE)
_MOST_LIKELY = (5, 4, 5, 4, 3, 4, 5, 2)


def ask(scribe: Scribe) -> None:
    """Let a site ask its customers: at the beginning of the month, and at its end.

    Arguments:
        scribe: writes it.
    """
    centre = scribe.centre
    chance = scribe.dice("survey", MONTH.day(1))
    first = _run(scribe, "spring", "三月上旬客户满意度调查", (1, 15), 2)
    _answers(scribe, first, at(MONTH.day(3), 9), chance, links=8)
    survey = {"survey": first}
    closed_at = at(MONTH.day(15), 18)
    scribe.write("survey.close", f"{first}:close", closed_at, centre.staff("supervisor"), **survey)
    _report(scribe, first, closed_at + timedelta(days=2))
    back_at = closed_at + timedelta(days=3)
    why = {"reason": "请补充培训评价偏低的原因"}
    scribe.write(
        "survey.send_back_report", f"{first}:back", back_at, centre.staff("manager"), **survey, **why
    )
    _report(scribe, first, closed_at + timedelta(days=4))
    approved_at = closed_at + timedelta(days=5)
    scribe.write("survey.approve_report", f"{first}:approve", approved_at, centre.staff("manager"), **survey)

    second = _run(scribe, "month-end", "三月下旬客户满意度调查", (21, 31), 21)
    _answers(scribe, second, at(MONTH.day(22), 10), chance, links=6)


def _report(scribe: Scribe, survey: str, moment: datetime) -> None:
    scribe.write(
        "survey.file_report",
        f"{survey}:report-{moment:%d}",
        moment,
        scribe.centre.staff("lead-1"),
        survey=survey,
        analysis="售后服务评价较高，培训评价偏低：新员工未参加培训",
        measures="每季度为客户安排一次操作培训",
    )


def _run(scribe: Scribe, name: str, title: str, days: tuple[int, int], opened_on: int) -> str:
    centre = scribe.centre
    survey = f"survey-{centre.site}-{name}"
    supervisor = centre.staff("supervisor")
    opened_at = at(MONTH.day(opened_on), 9)
    scribe.write(
        "survey.prepare",
        survey,
        opened_at - minutes(20),
        supervisor,
        survey=survey,
        title=title,
        first_day=MONTH.day(days[0]),
        last_day=MONTH.day(days[1]),
    )
    scribe.write("survey.open", f"{survey}:open", opened_at, supervisor, survey=survey)
    return survey


def _answers(scribe: Scribe, survey: str, begun_at: datetime, chance: Random, *, links: int) -> None:
    """Send links, of which most are used, and take some answers down."""
    agent = scribe.centre.staff("agent-3")
    for number in range(links):
        sent_at = begun_at + minutes(7 * number)
        # Nobody knows the secret of a sample's link: it is drawn here and forgotten.
        questionnaire = questionnaire_of(f"{chance.getrandbits(256):x}")
        of_one = {"questionnaire": questionnaire, "survey": survey}
        customer = scribe.centre.customer(number + 1)
        how = {"means": _SENT_BY[number % len(_SENT_BY)], "customer": customer}
        scribe.write("questionnaire.send", f"{survey}:send-{number}", sent_at, agent, **of_one, **how)
        if number == links - 1:
            revoked = {"questionnaire": questionnaire, "reason": "地址有误，另行发放"}
            revoked_at = sent_at + timedelta(hours=1)
            scribe.write("questionnaire.revoke_link", f"{survey}:revoke", revoked_at, agent, **revoked)
        elif number % 4 != 3:  # noqa: PLR2004  # every fourth customer does not answer
            answered_at = sent_at + timedelta(hours=5 + 9 * number)
            said = _said(chance)
            scribe.write(
                "questionnaire.answer", f"{survey}:answer-{number}", answered_at, PAGE, **of_one, **said
            )
    for number, means in enumerate(_TAKEN_DOWN):
        heard_at = begun_at + timedelta(days=number, hours=4)
        heard = f"questionnaire-{survey.removeprefix('survey-')}-{number}"
        scribe.write(
            "questionnaire.take_down",
            f"{survey}:heard-{number}",
            heard_at,
            agent,
            questionnaire=heard,
            survey=survey,
            means=means,
            customer=scribe.centre.customer(number + 20),
            **_said(chance),
        )
    doubled = {"questionnaire": heard, "reason": "同一客户重复登记"}
    discounted_at = begun_at + timedelta(days=len(_TAKEN_DOWN))
    supervisor = scribe.centre.staff("supervisor")
    scribe.write("questionnaire.discount_answer", f"{survey}:discount", discounted_at, supervisor, **doubled)


def _said(chance: Random) -> dict[str, Any]:
    """Rate most of the topics, and write something beside now and then."""
    rated = {topic.value: chance.choice(_MOST_LIKELY) for topic in Topic if chance.randrange(5)}
    rated.setdefault(Topic.OPERATION.value, 4)
    return rated | {"opinion": chance.choice(_OPINIONS)}
