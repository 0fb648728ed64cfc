"""The link that goes out with a questionnaire: made where the form is sent, and shown to who sent it alone.

Its secret follows from the session and from the form's own key, so that a form that is sent twice makes one
link, and whoever made it can see it once more; nobody else can, and it is kept nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from answerable.streams.questionnaire.commands import Send
from answerable.streams.questionnaire.links import questionnaire_of

if TYPE_CHECKING:
    from pydantic import SecretStr

    from answerable.commands.base import Command
    from answerable_services.console.view import View


def secret_of(view: View, key: str) -> SecretStr:
    """Give the secret of the link that a form makes.

    Arguments:
        view: the page of whoever sends it.
        key: the form's.
    """
    return view.secret_for(f"questionnaire link {key}")


def with_link(view: View, command: Command, key: str) -> tuple[Command, str]:
    """Name a questionnaire after its link, and give the page that shows this; others stay as they are.

    Arguments:
        view: the page of whoever sends it.
        command: what they give.
        key: the form's.
    """
    if not isinstance(command, Send) or command.questionnaire is not None:
        return command, ""
    name = questionnaire_of(secret_of(view, key).get_secret_value())
    return command.model_copy(update={"questionnaire": name}), f"/survey-link?{urlencode({'key': key})}"
