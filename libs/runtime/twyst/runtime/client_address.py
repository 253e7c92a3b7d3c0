"""Which client asks, for limits by address."""

import ipaddress

from starlette.requests import Request


def client_address(request: Request, trusted_proxies: int) -> str:
    """Who asks, as far as addresses tell: the peer, or what the outermost of our own proxies saw.

    `trusted_proxies` of ours stand before us, and each adds its peer to `X-Forwarded-For`; what stands further to the
    left in it was written by the client. A client of IPv6 is its /64, because it may choose any address within.
    """
    peer = request.client.host if request.client else "unknown"
    forwarded = [
        hop.strip() for line in request.headers.getlist("x-forwarded-for") for hop in line.split(",")
    ]
    hops = [*forwarded, peer]
    return _network(hops[max(0, len(hops) - 1 - trusted_proxies)])


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
    return str(parsed.ipv4_mapped or parsed) if parsed.version == 6 else str(parsed)
