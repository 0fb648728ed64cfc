"""Forms: made from commands' models, read back into what the command API takes; no input or output here.

A page that shows a form, takes what was sent, and shows it again where that was refused:

- ``form = form_of(model)``, and ``shown(form, words, typed=typed_of(form, body, zone, held))`` for the macro
  ``form`` of ``forms.html``; the block of its caller has what a page sends along, as a token and a key.
- ``entry = parse(form, sent, zone)``: with ``entry.body`` and what the page knows the command is given.
- ``shown(form, words, typed=entry.typed, faults=entry.faults)`` where it is wrong, and with
  ``place(form, problem)`` as its faults where intake refuses it.
- ``actions_of(possibilities, words)`` for the macro ``actions``: what can be done now, and why not the rest.
"""

from answerable_services.console.forms.choosing import CHOSEN, SEARCH, settled, typed_in
from answerable_services.console.forms.fields import FormField, Input
from answerable_services.console.forms.form import Form, Group, form_of
from answerable_services.console.forms.offering import Action, actions_of, address_of
from answerable_services.console.forms.placing import Fault, Faults, by_the_clock, place
from answerable_services.console.forms.prefilling import typed_of
from answerable_services.console.forms.reading import Entry, parse
from answerable_services.console.forms.showing import MORE, shown
from answerable_services.console.forms.shown import ShownField, ShownForm
from answerable_services.console.forms.wording import asked_of, title_of

__all__ = [
    "CHOSEN",
    "MORE",
    "SEARCH",
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
    "address_of",
    "asked_of",
    "by_the_clock",
    "form_of",
    "parse",
    "place",
    "settled",
    "shown",
    "title_of",
    "typed_in",
    "typed_of",
]
