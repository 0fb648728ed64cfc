"""Where somebody signs in from, shortened: enough to recognise oneself, too little to follow a person."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

UNKNOWN = ""
_LONGEST_AGENT = 40

# The first that is found names it: Edge and Opera call themselves Chrome as well, and Chrome Safari.
_BROWSERS = (
    (r"\bEdgA?/(\d+)", "Edge"),
    (r"\bOPR/(\d+)", "Opera"),
    (r"\bMicroMessenger/(\d+)", "WeChat"),
    (r"\bFirefox/(\d+)", "Firefox"),
    (r"\bChrome/(\d+)", "Chrome"),
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


def shortened_address(address: str) -> str:
    """Give an address without its last part: ``203.0.113.*``, or ``2001:db8:1::/48``.

    Arguments:
        address: as the connection has it; empty where that is no address.
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return UNKNOWN
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is None:
            network = ip_network((int(found) >> 80 << 80, 48))
            return str(network)
        found = found.ipv4_mapped
    return f"{str(found).rpartition('.')[0]}.*"


def shortened_agent(agent: str) -> str:
    """Give a browser and its system: ``Firefox 140, Linux``; of other programs the first word.

    Arguments:
        agent: the header ``User-Agent``.
    """
    text = agent[:1000]
    browsers = (f"{name} {found[1]}" for pattern, name in _BROWSERS if (found := re.search(pattern, text)))
    browser = next(browsers, None)
    system = next((name for pattern, name in _SYSTEMS if re.search(pattern, text)), None)
    if browser is None:
        words = "".join(c if c.isprintable() else " " for c in text).split()
        return (words[0] if words else UNKNOWN)[:_LONGEST_AGENT]
    return browser if system is None else f"{browser}, {system}"
