"""What a message says: in Chinese and in English, without anything of a customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from answerable.wording import Language, Sentence, say


def subject_of(told: Mapping[str, Any]) -> str:
    """Say in a line what somebody is reminded of.

    Arguments:
        told: the fields of the event.
    """
    why = say(f"message.trigger.{told['trigger']}")
    return f"{why.zh} {why.en}: {told['what']}"


def text_of(told: Mapping[str, Any], reminder: str, pages: str, zone: tzinfo) -> str:
    """Say all of it, with the address of the page where it is acknowledged.

    Arguments:
        told: the fields of the event.
        reminder: the reminder's id.
        pages: the address of the pages.
        zone: the site's.
    """
    due = datetime.fromisoformat(told["due_at"]).astimezone(zone)
    said = {
        "what": told["what"],
        "article": told["article"],
        "due": f"{due:%Y-%m-%d %H:%M}",
        "matter": told.get("matter") or told["rule"],
        "link": f"{pages}/reminders/{reminder}",
    }
    texts = (say("message.text", why=say(f"message.trigger.{told['trigger']}"), **said), say("message.why"))
    return "\n\n".join("\n".join(_in(language, one) for one in texts) for language in Language) + "\n"


def trial() -> tuple[str, str]:
    """Give the subject and the text of a message that only tries whether messages arrive."""
    subject, text = say("message.trial"), say("message.trial_text")
    return f"{subject.zh} {subject.en}", f"{text.zh}\n\n{text.en}\n"


def _in(language: Language, said: Sentence) -> str:
    return said.zh if language is Language.ZH else said.en
