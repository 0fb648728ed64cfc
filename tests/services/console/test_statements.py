"""Statements and scores, as the law is quoted and the points are added up."""

from __future__ import annotations

import re
from decimal import Decimal

import httpx
import pytest

from answerable.errors import Refused
from answerable.queries import scoring
from answerable.rulebook.effect import BilingualText
from answerable.rulebook.statement import LineState, TakenBack
from answerable_services.console.language import Language
from tests.services.console.browsing import STATEMENT, text_of
from tests.services.console.given.moments import ago
from tests.services.console.given.statements import NO_COMPLAINTS, POST_LEFT, statement
from tests.services.console.sample import FakeCaller


@pytest.mark.parametrize("lang", Language)
async def test_an_article_is_quoted_verbatim_in_every_language(
    browser: httpx.AsyncClient, lang: Language
) -> None:
    """The Chinese text stands as it is, misprints included; English stands beside it, never instead."""
    page = await text_of(browser, STATEMENT, lang)
    assert f'<blockquote lang="zh-CN" cite="#001-m7">{POST_LEFT}</blockquote>' in page
    assert f">{NO_COMPLAINTS}</blockquote>" in page
    assert ("Left the post for more than 5 minutes" in page) is (lang is Language.EN)


async def test_a_statement_shows_points_readings_evidence_and_the_result(browser: httpx.AsyncClient) -> None:
    """From 80 down to 70, each line with its sign and what it rests on."""
    page = await text_of(browser, STATEMENT)
    assert re.findall(r'class="num change">([^<]*)<', page) == ["", "−5", "−10", "+5", "", ""]
    assert re.findall(r'class="num running"[^>]*>([^<]*)<', page) == ["80", "75", "65", "70", "70", "70"]
    assert 'href="/cases/case-INC0000045#case-INC0000045.8"' in page
    assert page.count('<li class="used">') == 1
    assert "列在加分项，加 5 分" in page
    assert "按字面扣 5 分" in page


async def test_pay_is_called_a_proposal(browser: httpx.AsyncClient) -> None:
    """A named person decides (PIPL 24); the page says so beside the amount."""
    page = await text_of(browser, STATEMENT, "en")
    assert "−CN¥100.00" in page
    assert "This is a proposal worked out from the text, not a decision." in page


async def test_a_dismissal_clause_stands_with_what_a_person_decides(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """A proposed line is shown apart from the score."""
    proposed = statement().lines[3].model_copy(update={"state": LineState.PROPOSED})
    told = statement(lines=(proposed,))
    caller.table[scoring.StatementOf] = scoring.StatementAnswer(statement=told)
    page = await text_of(browser, STATEMENT)
    waterfall, _, behind = page.partition("待人决定的条款")
    assert proposed.text.zh in behind
    assert proposed.text.zh not in waterfall


@pytest.mark.parametrize(("language", "heading"), [("zh", "已撤销的记录"), ("en", "Taken back")])
async def test_what_was_taken_back_stays_struck_through(
    browser: httpx.AsyncClient, caller: FakeCaller, language: str, heading: str
) -> None:
    """The points are struck through, beside who took them back, why and by which event; none counts."""
    taken_back = TakenBack(
        by="staff-200", at=ago(days=1), reason="wrong person", event_id="assessment-1.2", sequence=1400
    )
    said = BilingualText(zh="理由：wrong person", en="because: wrong person")
    line = (
        statement()
        .lines[0]
        .model_copy(update={"state": LineState.REVOKED, "taken_back": taken_back, "explanation": said})
    )
    caller.table[scoring.StatementOf] = scoring.StatementAnswer(statement=statement(lines=(line,)))
    page = await text_of(browser, STATEMENT, language)
    before, _, behind = page.partition(heading)

    assert line.text.zh in behind
    assert line.text.zh not in before
    assert '<del class="num change">−5</del>' in behind
    assert "wrong person" in behind
    assert "#1400" in behind


async def test_another_rulebook_is_marked_as_what_if(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """A trial is never mistaken for the month's statement."""
    assert "试算" in await text_of(browser, f"{STATEMENT}?rulebook=other")
    asked = [query for query in caller.asked if isinstance(query, scoring.StatementOf)]
    assert [query.rulebook for query in asked] == ["other"]


async def test_scores_show_the_first_site_where_none_is_asked_for(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """And a link to every person's statement."""
    page = await text_of(browser, "/scores")
    assert [q.site for q in caller.asked if isinstance(q, scoring.Statements)] == ["fz02"]
    assert f'href="{STATEMENT}"' in page


async def test_a_month_that_cannot_be_scored_yet_says_why(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """A site without a rulebook is a list with a reason, not a fault of the page."""
    caller.table[scoring.Statements] = Refused("no rulebook is bound to xm01 in 2016-03")
    page = await text_of(browser, "/scores?site=xm01", "en")
    assert 'class="empty"' in page
    assert "no rulebook is bound to xm01 in 2016-03" in page
    assert '<input type="month" name="month" value=""' in page
    named = await text_of(browser, "/scores?site=xm01&month=2016-03", "en")
    assert '<input type="month" name="month" value="2016-03"' in named


async def test_what_cannot_be_had_now_is_a_page_with_the_reason(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """A manager's statement is refused, and the page says by which rule of sense."""
    caller.table[scoring.StatementOf] = Refused("staff-149 is a manager; the text has these scored: agent")
    assert "staff-149 is a manager" in await text_of(browser, STATEMENT, "en", status=409)


async def test_statements_with_questions_can_be_listed_alone(browser: httpx.AsyncClient) -> None:
    """Two of five wait for a person; the tabs say so before they are chosen."""
    page = await text_of(browser, "/scores?site=xm01&show=open_questions", "en")
    assert re.findall(r"With questions <b>(\d+)</b>", page) == ["2"]
    assert re.findall(r'href="/scores/xm01/([^/]*)/', page) == ["staff-149", "staff-77"]


@pytest.mark.parametrize(
    ("language", "heading"), [("zh", "月末前暂定的条款"), ("en", "Provisional until the month has ended")]
)
async def test_what_the_month_may_still_turn_stands_apart(
    browser: httpx.AsyncClient, caller: FakeCaller, language: str, heading: str
) -> None:
    """A provisional line is shown with its points, and is none of the waterfall's steps."""
    bonus = statement().lines[0].model_copy(update={"state": LineState.PROVISIONAL, "points": Decimal(5)})
    caller.table[scoring.StatementOf] = scoring.StatementAnswer(statement=statement(lines=(bonus,)))
    waterfall, _, behind = (await text_of(browser, STATEMENT, language)).partition(heading)

    assert bonus.text.zh in behind
    assert '<span class="num change">+5</span>' in behind
    assert bonus.text.zh not in waterfall
