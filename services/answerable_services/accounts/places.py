"""Where somebody signs in from, shortened: enough to recognise oneself, too little to follow a person."""

from __future__ import annotations

import re

from answerable.messaging.addresses import UNKNOWN, shortened_address

__all__ = ["UNKNOWN", "shortened_address", "shortened_agent"]

_LONGEST_AGENT = 40

# The first that is found names it: Edge and Opera call themselves Chrome as well, and Chrome Safari.
_BROWSERS = (
    (r"\bEdgA?/(\d+)", "Edge"),
    (r"\bOPR/(\d+)", "Opera"),
    (r"\bMicroMessenger/(\d+)", "WeChat"),
    (r"\b(?:Firefox|FxiOS)/(\d+)", "Firefox"),
    # What is built of the same source is told as that: the ledger's words for programs are a closed set.
    (r"\b(?:(?:Headless)?Chrome|Chromium|CriOS)/(\d+)", "Chrome"),
    (r"\bVersion/(\d+)[\d.]* (?:Mobile/\w+ )?Safari/", "Safari"),
)
_SYSTEMS = (
    (r"\bHarmonyOS\b|\bOpenHarmony\b", "HarmonyOS"),
    (r"\bAndroid\b", "Android"),
    (r"\biPhone\b", "iPhone"),
    (r"\biPad\b", "iPad"),
    (r"\bWindows\b", "Windows"),
    (r"\bMac OS X\b", "macOS"),
    (r"\bLinux\b", "Linux"),
)


def shortened_agent(agent: str) -> str:
    """Give a browser and its system: ``Firefox 140, Linux``; of other programs the first word.

    Every browser begins with ``Mozilla/5.0``, which names none: of one not known its system is told.

    Arguments:
        agent: the header ``User-Agent``.
    """
    text = agent[:1000]
    browsers = (f"{name} {found[1]}" for pattern, name in _BROWSERS if (found := re.search(pattern, text)))
    browser = next(browsers, None)
    system = next((name for pattern, name in _SYSTEMS if re.search(pattern, text)), None)
    if browser is None:
        words = "".join(c if c.isprintable() else " " for c in text).split()
        is_named = bool(words) and not words[0].startswith("Mozilla/")
        return words[0][:_LONGEST_AGENT] if is_named else system or UNKNOWN
    return browser if system is None else f"{browser}, {system}"
