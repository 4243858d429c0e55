"""Which addresses belong to the outside world, and which to somebody's own network."""

import ipaddress

_WRAPPERS = (
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),  # NAT64: the last 32 bits are an IPv4 address
    (ipaddress.IPv6Network("2002::/16"), 80),  # 6to4: bits 16 to 48 are one
)
_TUNNELS = tuple(map(ipaddress.IPv6Network, ("2001::/32", "64:ff9b:1::/48", "::/96")))


def is_public(address: str) -> bool:
    """Whether everyone can reach an address: not private, loopback, link-local, reserved or multicast."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.is_site_local or any(parsed in tunnel for tunnel in _TUNNELS):
            return False
        inner = _inner(parsed)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return parsed.is_global and not parsed.is_multicast


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if address.ipv4_mapped:
        return address.ipv4_mapped
    for network, shift in _WRAPPERS:
        if address in network:
            return ipaddress.IPv4Address(int(address) >> shift & 0xFFFFFFFF)
    return None
