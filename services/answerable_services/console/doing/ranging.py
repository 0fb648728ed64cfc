"""Points that a superior chooses: a form says inside which range, where its article has one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from answerable_services.console.doing.choosing import articles_at
from answerable_services.console.forms import Form, ShownForm
from answerable_services.console.forms.shown import ShownField

if TYPE_CHECKING:
    from answerable.rulebook.effect import PointRange
    from answerable_services.console.view import View

_ARTICLE, _POINTS = "article", "points"


async def ranged(
    view: View, form: Form, site: str, typed: Mapping[str, Sequence[str]], shown: ShownForm
) -> ShownForm:
    """Say at a form's points what the article asks for, where it leaves them to whoever records it.

    Arguments:
        view: the page.
        form: the command's.
        site: whose rulebook has the article.
        typed: what stands in the form.
        shown: the form as it is written.
    """
    named = next(iter(typed.get(_ARTICLE, ())), "")
    if not named or form.field(_ARTICLE) is None or form.field(_POINTS) is None:
        return shown
    article = (await articles_at(view, site)).get(named)
    if article is None or article.effect.range is None:
        return shown
    groups = tuple(
        group._replace(fields=tuple(_said(one, article.effect.range, named, view) for one in group.fields))
        for group in shown.groups
    )
    return replace(shown, groups=groups)


def _said(field: ShownField, bounds: PointRange, article: str, view: View) -> ShownField:
    """Give the field of the points with the range, and any other as it is."""
    if field.name != _POINTS:
        return field
    ends = {"least": abs(bounds.least), "most": abs(bounds.most)}
    return replace(field, is_optional=False, help=view.words("do.points_of", article=article, **ends))
