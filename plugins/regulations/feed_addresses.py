"""Which addresses a feed may be fetched from: the hosts that were named, and no private network."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from urllib.parse import SplitResult, urlsplit

from tracker.api import InputError, sentences

_ = sentences("regulations")
DEFAULT_PORTS: Mapping[str, int] = MappingProxyType({"http": 80, "https": 443})
LONGEST_ADDRESS = 500
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that a translator turns into the IPv4 address of their last four bytes."""

Hosts = frozenset[tuple[str, int]]
"""Hosts and ports from which something may be fetched."""


def hosts_of(addresses: Iterable[str], further: Iterable[str] = ()) -> Hosts:
    """Return the hosts of feeds, and further ones such as `www.example.vn` or `example.vn:8080`.

    Who names no port means those of both http and https. Raises InputError for what is none.
    """
    found: set[tuple[str, int]] = set()
    for written in (*map(parts_of, addresses), *(parts_of(f"https://{one}") for one in further)):
        host, port = host_of(written), written.port
        is_usual = port is None or port == DEFAULT_PORTS[written.scheme]
        found.update((host, usual) for usual in DEFAULT_PORTS.values()) if is_usual else found.add((host, port or 0))
    return frozenset(found)


def parts_of(address: str) -> SplitResult:
    """Return the parts of the address of a page. Raises InputError for one that is none, or that is no page."""
    try:
        parts = urlsplit(address)
        is_page = parts.scheme in DEFAULT_PORTS and bool(host_of(parts)) and parts.port != 0
    except ValueError:
        is_page = False
    if not is_page or len(address) > LONGEST_ADDRESS or any(letter.isspace() for letter in address):
        raise InputError.of(
            _("“%(address)s” is no address of a page. Write it as in https://congbao.chinhphu.vn/rss.", address=address)
        )
    if parts.username is not None or parts.password is not None:
        raise InputError.of(_("“%(address)s” holds a password. Use a feed that needs none.", address=parts.hostname))
    return parts


def host_of(parts: SplitResult) -> str:
    """Return the host as computers write it: small letters, those of other alphabets encoded, no dot at the end."""
    name = (parts.hostname or "").rstrip(".")
    return name if name.isascii() else name.encode("idna").decode("ascii")


def refuse_other_host(parts: SplitResult, hosts: Hosts) -> tuple[str, int]:
    """Return the host and port of an address. Raises InputError if nobody named them."""
    host, port = host_of(parts), parts.port or DEFAULT_PORTS[parts.scheme]
    if (host, port) not in hosts:
        written = host if port in DEFAULT_PORTS.values() else f"{host}:{port}"
        raise InputError.of(
            _(
                "%(host)s is not among the hosts that may be fetched from. If that is right, add it to the further "
                "hosts in the settings of the regulation watch.",
                host=written,
            )
        )
    return host, port


def usable(host: str, found: Sequence[str], *, allow_private: bool) -> list[str]:
    """Return those of the addresses of a host that are in the public internet, or all that one can connect to.

    Raises InputError if there is none.
    """
    addresses = [one for one in found if _is_usable(one, allow_private=allow_private)]
    if not addresses:
        raise InputError.of(
            _(
                "%(host)s stands in a private network (%(addresses)s), and that is not allowed. If it should be, allow "
                "private addresses in the settings of the regulation watch.",
                host=host,
                addresses=list(found),
            )
        )
    return addresses


def _is_usable(written: str, *, allow_private: bool) -> bool:
    address = _meant(ipaddress.ip_address(written.partition("%")[0]))
    if address.is_multicast or address.is_unspecified:
        return False
    return allow_private or (address.is_global and not address.is_reserved)


def _meant(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, where it stands for one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)
