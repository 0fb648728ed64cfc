"""Rulebooks: written regulations as dated, cited, tested data, and the engine that applies them."""

from __future__ import annotations

from answerable.rulebook.article import Article
from answerable.rulebook.engine import statement
from answerable.rulebook.explain import explain
from answerable.rulebook.lint import lint
from answerable.rulebook.loader import LintFinding, catalogue, find, load
from answerable.rulebook.model import Limit, Rulebook
from answerable.rulebook.standing import Fact, Person, fact_month
from answerable.rulebook.statement import Alert, Line, LineState, OpenQuestion, PayProposal, Statement

__all__ = [
    "Alert",
    "Article",
    "Fact",
    "Limit",
    "Line",
    "LineState",
    "LintFinding",
    "OpenQuestion",
    "PayProposal",
    "Person",
    "Rulebook",
    "Statement",
    "catalogue",
    "explain",
    "fact_month",
    "find",
    "lint",
    "load",
    "statement",
]
