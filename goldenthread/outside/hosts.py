"""Which other servers may be asked: those whose host the operator named, and no address of an inner network unless
it was named as such."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from goldenthread.errors import BadParameter, HostRefused

SETTING: Final = "remote_hosts"
PORTS: Final = {"https": 443, "http": 80}
LOCAL: Final = "localhost"
# Ways to write an IPv4 address as one of IPv6: what stands behind them cannot be seen from the address.
_DISGUISES: Final = (ip_network("64:ff9b::/96"), ip_network("2002::/16"))


@dataclass(frozen=True)
class Hosts:
    """The names, addresses and networks of the setting, each with its port where it names one."""

    names: frozenset[tuple[str, int | None]]
    networks: tuple[IPv4Network | IPv6Network, ...]

    def admitted(self, address: str) -> SplitResult:
        """The parts of an address that may be asked. Raises BadParameter for one that is none, HostRefused."""
        parts, port = _parts(address)
        host = str(parts.hostname)
        if parts.scheme == "http" and not _is_local(host):
            raise BadParameter("the address must begin with https://")
        if not {(host, None), (host, port)} & self.names and not self._in_networks(host):
            raise HostRefused(
                f"{host} is not among the servers that may be asked. Whoever runs this service can add it to the "
                f"setting {SETTING}"
            )
        return parts

    def reaches(self, host: str, ip: str) -> bool:
        """Whether a connection may go to `ip`, which the name of an admitted host stands for: any public address,
        and of inner networks what the setting names."""
        found = ip_address(ip.partition("%")[0])
        if isinstance(found, IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        named = any(name == str(found) for name, _ in self.names) or self._in_networks(str(found))
        if named or (host == LOCAL and found.is_loopback):
            return True
        return found.is_global and not found.is_multicast and not any(found in net for net in _DISGUISES)

    def _in_networks(self, host: str) -> bool:
        try:
            return any(ip_address(host) in net for net in self.networks)
        except ValueError:
            return False


def hosts(text: str) -> Hosts:
    """The setting: hosts, `host:port`, addresses and networks by comma or space. Raises BadParameter."""
    names, networks = set(), []
    for entry in text.replace(",", " ").lower().split():
        if "/" in entry:
            networks.append(_network(entry))
        else:
            names.add(_entry(entry))
    return Hosts(frozenset(names), tuple(networks))


def _network(entry: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(entry)
    except ValueError as error:
        raise BadParameter(f"{SETTING} must name hosts (graph.example.org), not addresses with a path") from error


def _entry(entry: str) -> tuple[str, int | None]:
    bare = entry if entry.count(":") < 2 or entry.startswith("[") else f"[{entry}]"  # an address of IPv6 alone
    parts = urlsplit(f"//{bare}")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or "@" in entry or "*" in entry:
        raise BadParameter(f"{SETTING} must name hosts, as in graph.example.org, 127.0.0.1:7878 or 10.1.0.0/16")
    return host, port


def _parts(address: str) -> tuple[SplitResult, int]:
    """The parts of a web address, and its port. Raises BadParameter; the address is not echoed, for it may hold what
    is secret."""
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as error:
        raise BadParameter("this is no web address") from error
    if parts.scheme not in PORTS or not parts.hostname or any(_odd(address)):
        raise BadParameter("this is no web address; it must begin with https://")
    if parts.username is not None or parts.password is not None:
        raise BadParameter("the address holds a name or password; leave it out, and see the setting remote_credentials")
    return parts, port


def _odd(address: str) -> Iterator[bool]:
    return (character <= " " or character in '\\<>"{}|^`' for character in address)


def _is_local(host: str) -> bool:
    try:
        return host == LOCAL or ip_address(host).is_loopback
    except ValueError:
        return False
