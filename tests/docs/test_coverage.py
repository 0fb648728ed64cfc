"""Every article of the regulations is served, or it is said why not."""

from __future__ import annotations

from tests.docs.pages import text_of
from tests.docs.test_reference import generator

REASONS = {"off_domain", "norm", "frame", "rulebook", "register", "report", "obligation"}


def test_the_table_is_in_step() -> None:
    """``coverage.md`` says what the code cites."""
    assert text_of("docs/reference/coverage.md") == generator("make_coverage").coverage()


def test_every_article_is_in_a_state() -> None:
    """All 490 are listed, each with what becomes of it where nothing cites it."""
    articles = generator("make_coverage").articles()
    assert len(articles) == 490
    assert {of["else"] for of in articles.values()} <= REASONS
    assert [article for article, of in articles.items() if not of["says"]] == []


def test_no_citation_names_none() -> None:
    """What the code cites is an article, or a section that has some."""
    assert generator("make_coverage").unknown() == []


def test_served_are_not_fewer() -> None:
    """An article that was served is served yet."""
    making = generator("make_coverage")
    assert len(making.articles().keys() & making.citations().keys()) >= 160
