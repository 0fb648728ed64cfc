"""Addresses of connections, shortened: enough to recognise oneself, too little to follow a person."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

UNKNOWN = ""
"""Where no address is known."""


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
