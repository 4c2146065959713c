"""Connections to addresses that were looked at, and to no others. Home of httpcore2.

A name is resolved once and the connection goes to what was looked at, so that no second answer of a name server can
lead it elsewhere.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore2
import httpx2

from goldenthread.errors import HostRefused, RemoteFailed
from goldenthread.outside.hosts import SETTING, Hosts


class Guarded(httpx2.HTTPTransport):
    """Connects only to addresses that were looked at, straight, and lets nothing take longer than there is time."""

    def __init__(self, allowed: Hosts, remaining: Callable[[], float]) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False), network_backend=_Network(allowed, remaining)
        )


class _Network(httpcore2.SyncBackend):
    def __init__(self, allowed: Hosts, remaining: Callable[[], float]) -> None:
        self._allowed, self._remaining = allowed, remaining

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:  # fmt: skip
        del timeout, local_address, socket_options
        try:
            found = [str(known[4][0]) for known in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError("no such host") from error
        if not all(self._allowed.reaches(host.lower(), ip) for ip in found):
            raise HostRefused(
                f"{host} stands for an address of an inner network. If it is meant, whoever runs this service can add "
                f"the address itself to the setting {SETTING}"
            )
        for ip in found[:-1]:
            try:
                return self._connected(ip, port)
            except httpcore2.ConnectError:  # the next may do
                continue
        return self._connected(found[-1], port)

    def _connected(self, ip: str, port: int) -> httpcore2.NetworkStream:
        return _Timed(super().connect_tcp(ip, port, self._remaining(), socket_options=[]), self._remaining)


class _Timed(httpcore2.NetworkStream):
    """A connection whose every step ends when the time of the conversation is over, however the server drips."""

    def __init__(self, stream: httpcore2.NetworkStream, remaining: Callable[[], float]) -> None:
        self._stream, self._remaining = stream, remaining

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        return self._stream.read(max_bytes, self._remaining())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        self._stream.write(buffer, self._remaining())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        del timeout
        try:
            return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._remaining()), self._remaining)
        except httpcore2.ConnectError as error:
            if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                raise RemoteFailed(
                    f"{server_hostname} shows a certificate that is not trusted here. Tell who runs it, or have its "
                    "authority added to those of this system"
                ) from error
            raise

    def get_extra_info(self, info: str) -> Any:  # as the library has it
        return self._stream.get_extra_info(info)
