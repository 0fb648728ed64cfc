"""Where a role holds that a form gives or takes: where no site is said at all of them, which few may say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from answerable.identity.answers import Denied, Why
from answerable.identity.permission import may
from answerable.wording import say
from answerable_services.console.forms import Fault, Faults, Form
from answerable_services.console.forms.fields import SITE_ITSELF

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from answerable_services.console.view import View

_ROLE = "role"
_RULE = "site-needed"


def site_that_is_needed(view: View, form: Form) -> str | None:
    """Give the field in which a site has to be said, though the form could leave it out for all sites.

    Arguments:
        view: the page of whoever fills in the form.
        form: the command's.
    """
    if view.person is None or form.field(_ROLE) is None:
        return None
    fields = (one for one in form.fields if one.searches == SITE_ITSELF and not one.is_required)
    field = next(fields, None)
    if field is None:
        return None
    found = may(view.person.principal, form.command, None)
    return field.name if isinstance(found, Denied) and found.why is not Why.RELATION else None


def without_a_site(field: str | None, body: Mapping[str, Any] | None) -> Faults:
    """Give what is wrong with a body that leaves out the site that has to be said; it is not sent.

    Arguments:
        field: the one that says it; None where none has to be said.
        body: what was typed; None where something else is wrong with it.
    """
    if field is None or body is None or body.get(field):
        return Faults()
    return Faults({field: (Fault(_RULE, say("error.broken_rule.site-needed")),)})
