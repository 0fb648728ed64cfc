"""The documents and forms that wait for whoever looks: to read, review, decide on, fill in, sign, issue."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from answerable.streams.document.flow import DocumentStage
from answerable.streams.documentcopy.flow import DocumentCopyStage
from answerable.streams.filledform.flow import FilledFormStage
from answerable_services.console.home.items import Me
from answerable_services.console.home.matters import matters
from answerable_services.console.home.panels import Panel, Work

if TYPE_CHECKING:
    from answerable_services.console.view import View

_TITLE = ("code", "title_zh")
_TITLE_EN = ("code", "title_en")
_FORM = ("form_name", "issue_by")


async def _to_read(view: View, me: Me) -> Panel | None:
    asked = {"state": DocumentCopyStage.TO_BE_READ.value, "staff": me.person}
    return await matters(view, me, Work.TO_READ, "documentcopy", _called(view), "", **asked)


async def _to_review(view: View, me: Me) -> Panel | None:
    state = DocumentStage.DRAFTED.value
    return await matters(view, me, Work.TO_REVIEW, "document", _called(view), "owner", state=state)


async def _to_revise(view: View, me: Me) -> Panel | None:
    return await matters(
        view, me, Work.TO_REVISE, "document", _called(view), "owner", mark="is_to_be_decided"
    )


async def _to_fill(view: View, me: Me) -> Panel | None:
    asked = {"state": FilledFormStage.TO_BE_FILLED.value, "signer": me.person}
    return await matters(view, me, Work.TO_FILL, "filledform", _FORM, "countersigner", **asked)


async def _to_sign(view: View, me: Me) -> Panel | None:
    asked = {"mark": "is_to_be_signed", "next_signer": me.person}
    return await matters(view, me, Work.TO_SIGN, "filledform", _FORM, "signer", **asked)


async def _to_issue(view: View, me: Me) -> Panel | None:
    return await matters(view, me, Work.TO_ISSUE, "filledform", _FORM, "signer", mark="is_to_be_issued")


def _called(view: View) -> tuple[str, ...]:
    """Name the columns that say what a document is called in the language of the page."""
    return _TITLE if view.language == "zh" else _TITLE_EN


PAPERS: Mapping[Work, Callable[[View, Me], Awaitable[Panel | None]]] = {
    Work.TO_READ: _to_read,
    Work.TO_REVIEW: _to_review,
    Work.TO_REVISE: _to_revise,
    Work.TO_FILL: _to_fill,
    Work.TO_SIGN: _to_sign,
    Work.TO_ISSUE: _to_issue,
}
"""What finds each part."""
