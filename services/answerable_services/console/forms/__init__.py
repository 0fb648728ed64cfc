"""Forms: made from commands' models, read back into what the command API takes; no input or output here."""

from answerable_services.console.forms.fields import FormField, Input
from answerable_services.console.forms.form import Form, Group, form_of
from answerable_services.console.forms.offering import Action, actions_of
from answerable_services.console.forms.placing import Fault, Faults, place
from answerable_services.console.forms.prefilling import typed_of
from answerable_services.console.forms.reading import Entry, parse
from answerable_services.console.forms.showing import MORE, shown
from answerable_services.console.forms.shown import ShownField, ShownForm
from answerable_services.console.forms.wording import asked_of, title_of

__all__ = [
    "MORE",
    "Action",
    "Entry",
    "Fault",
    "Faults",
    "Form",
    "FormField",
    "Group",
    "Input",
    "ShownField",
    "ShownForm",
    "actions_of",
    "asked_of",
    "form_of",
    "parse",
    "place",
    "shown",
    "title_of",
    "typed_of",
]
