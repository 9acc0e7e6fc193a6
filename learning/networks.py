"""What counts as one network where something is limited: tries of codes and of passwords, wishes for files; and counting for it."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

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


def counted(request: HttpRequest, purpose: str) -> int:
    """How often the asking network has done this lately, as `count_once_more` counted it."""
    return int(cache.get(key_of(request, purpose), 0))


def count_once_more(request: HttpRequest, purpose: str, *, seconds: int) -> int:
    """Counts that the asking network does this; how often, within so many seconds since the first time."""
    key = key_of(request, purpose)
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out in between
        cache.set(key, 1, seconds)
        return 1


def key_of(request: HttpRequest, purpose: str) -> str:
    """The cache key of the asking network: a keyed hash, gone after some minutes."""
    return f"{purpose}:" + salted_hmac("learning.networks", asking_network(request)).hexdigest()
