"""What a Chinese editor would strike out, wherever Chinese is shown to people."""

from __future__ import annotations

import re
from collections.abc import Iterator

HAN = "\u3400-\u9fff"

_BLEMISHES = {
    "half-width punctuation": (
        rf"(?<=[{HAN}”）》}}])\s?[,:;?!](?!//)",
        rf"(?<=[{HAN}”）》])\s?[()]",
        rf"[,:;?!()](?=[{HAN}“《])",
        rf"(?<=[{HAN}”）》])\.(?!\w)",
        r"(?<=[A-Za-z]),(?=\w)|(?<=\w),(?=[A-Za-z<])",
    ),
    "corner brackets": (r"[「」『』﹁﹂]",),
    "straight quotes": (rf"(?<=[{HAN}])[\"']|[\"'](?=[{HAN}])",),
    "a space between characters": (rf"(?<=[{HAN}]) +(?=[{HAN}])",),
    "a space beside full-width punctuation": (r" [，。：；？！、）”]|[，。：；？！、（“] ",),
    "a word said twice": (rf"(?<![{HAN}])([{HAN}]{{2,}})[ ：]\1(?: |$)",),
}


def blemishes(text: str) -> Iterator[str]:
    """Give every blemish of a Chinese text, with what stands around it.

    Arguments:
        text: one run of text, without mark-up; one without a Chinese character has none.
    """
    if not re.search(f"[{HAN}]", text):
        return
    for name, patterns in _BLEMISHES.items():
        for pattern in patterns:
            for found in re.finditer(pattern, text):
                yield f"{name}: …{text[max(0, found.start() - 12) : found.end() + 12]}…"
