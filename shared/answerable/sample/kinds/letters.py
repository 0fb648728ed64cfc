"""Letters and mail: answered by the next working day, later, or never (004-3a)."""

from __future__ import annotations

from datetime import date

from answerable.sample.kinds.fates import due, end
from answerable.sample.kinds.matters import Matter, agents, arising, customer
from answerable.sample.scribe import Scribe
from answerable.streams.contact.events import Channel

_TOPICS = ("询问服务期限", "索取使用说明", "咨询收费标准", "反映通知未收到", "询问预约办法")
_CHANNELS = (Channel.LETTER, Channel.EMAIL, Channel.EMAIL, Channel.FAX)


def come_in(scribe: Scribe, day: date) -> None:
    """Let letters come in, each asked of somebody."""
    for name, moment, chance in arising(scribe, "letter", day, 90):
        asked = agents(scribe, day, chance)[0]
        letter = Matter(scribe, "contact", f"letter-{name}")
        letter.do(
            "receive",
            moment,
            asked,
            channel=chance.choice(_CHANNELS),
            topic=chance.choice(_TOPICS),
            customer=customer(scribe, day, name),
            asked=asked,
        )
        answer = letter.later("answer", asked, talk_s=60)
        void = letter.later("void", asked, reason="重复来信，已在前一封中答复")
        end(chance, moment, due("contact-reply", moment), answer, void)
