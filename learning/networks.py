"""What counts as one network where tries are limited: for codes of learners and for passwords of staff alike."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from django.http import HttpRequest

HOME_BITS: Final = 64  # of an IPv6 address: whoever has one has them all, so they count as one network


def asking_network(request: HttpRequest) -> str:
    """The network a request comes from. Used under a keyed hash, for some minutes, and stored nowhere."""
    return network_of(request.META.get("REMOTE_ADDR", ""))


def network_of(address: str) -> str:
    """An IPv4 address as it is, the home's part of an IPv6 one; anything else as it is."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    return str(found.ipv4_mapped or ip_network((found, HOME_BITS), strict=False).network_address)
