# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections for requests whose every wait ends at one deadline, from the lookup of the host to the last byte.

The timeouts of requests and urllib3 limit each wait on its own, so that a peer that sends a byte now and then can keep
an exchange open without end: in headers, in C(100 Continue), in a proxy's response to CONNECT. Here each wait, for
connecting, sending and receiving, is limited to the time left of the exchange.
"""

from __future__ import annotations

import contextlib
import functools
import http.client
import io
import socket
import threading
import time
import typing as t

from ..thread_pool import map_concurrently
from .open_connections import OpenConnections

if t.TYPE_CHECKING:
    from requests.adapters import HTTPAdapter

# A connection serves one exchange at a time, in the thread that sends the request.
_exchange = threading.local()

_Result = t.TypeVar("_Result")


@contextlib.contextmanager
def ending(at: float, connections: OpenConnections) -> t.Iterator[None]:
    """Limit every wait of this thread's exchange to the moment C(at) on the monotonic clock.

    New connections are added to C(connections).
    """
    _exchange.end, _exchange.connections = at, connections
    try:
        yield
    finally:
        del _exchange.end, _exchange.connections


def left() -> float:
    """Return the seconds left of this thread's exchange. Raise TimeoutError if there are none."""
    seconds: float = _exchange.end - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("timed out")
    return seconds


def adapter(most: int) -> HTTPAdapter:
    """Return an adapter for a session of requests that keeps up to C(most) connections to a host."""
    import requests.adapters

    class Adapter(requests.adapters.HTTPAdapter):
        def init_poolmanager(self, *args: t.Any, **kwargs: t.Any) -> None:
            super().init_poolmanager(*args, **kwargs)
            _use_timed_pools(self.poolmanager)

        def proxy_manager_for(self, proxy: t.Any, **kwargs: t.Any) -> t.Any:
            manager = super().proxy_manager_for(proxy, **kwargs)
            _use_timed_pools(manager)
            return manager

    return Adapter(pool_connections=4, pool_maxsize=most)


def _use_timed_pools(manager: t.Any) -> None:
    """Replace the classes of a manager's pools; SOCKS managers have classes of their own."""
    manager.pool_classes_by_scheme = {
        scheme: _timed_pool(pool) for scheme, pool in manager.pool_classes_by_scheme.items()
    }


@functools.cache
def _timed_pool(pool: t.Any) -> t.Any:
    """Return the class of a pool whose connections observe the deadline of the exchange."""
    if issubclass(pool.ConnectionCls, _Timed):
        return pool
    connection = type("Timed" + pool.ConnectionCls.__name__, (_Timed, pool.ConnectionCls), {})
    return type("Timed" + pool.__name__, (pool,), {"ConnectionCls": connection})


class _Reader(io.RawIOBase):
    """The bytes of a socket, each read within the time left."""

    def __init__(self, sock: t.Any) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        # A connection that ends with the response is closed, with its handle, before the body is read. TLS within TLS
        # has a socket that is none of the system.
        _exchange.connections.add(getattr(sock, "socket", sock))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: t.Any) -> int:
        self._sock.settimeout(left())
        return int(self._raw.readinto(buffer))

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Source:
    """The part of a socket that http.client needs to read a response."""

    def __init__(self, sock: t.Any) -> None:
        self._sock = sock

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._sock))


class _Response(http.client.HTTPResponse):
    """A response, of the service or of a proxy to CONNECT; C(100 Continue) and headers are read here too."""

    def __init__(self, sock: t.Any, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(t.cast(socket.socket, _Source(sock)), *args, **kwargs)


class _Timed:
    """What differs from a connection of urllib3, of any kind; comes before it among the bases."""

    host: str
    port: int
    timeout: t.Any
    sock: t.Any
    socket_options: t.Any
    response_class = _Response
    _handle: socket.socket | None = None

    def _new_conn(self) -> t.Any:
        """Return a new connected socket. Its timeout is the time left, for the TLS handshake that may follow."""
        from urllib3 import exceptions

        inherited: t.Any = super()
        self.timeout = left()
        try:
            if hasattr(self, "_socks_options"):
                sock = _within_time_left(inherited._new_conn)
            else:
                sock = _connect(self.host.strip("[]"), self.port, self.socket_options or ())
            self._handle = _exchange.connections.handle(sock)
            return sock
        except TimeoutError as error:
            raise exceptions.ConnectTimeoutError(self, "the connection timed out") from error
        except UnicodeError as error:
            raise exceptions.LocationParseError("the host is invalid") from error
        except OSError as error:
            raise exceptions.NewConnectionError(t.cast(t.Any, self), "no connection could be made") from error

    def connect(self) -> None:
        """Connect. An exception, also that of a task's timeout, ends the connection."""
        inherited: t.Any = super()
        try:
            inherited.connect()
        except BaseException:
            # TLS closes its socket for some exceptions only.
            if self._handle is not None:
                with contextlib.suppress(OSError):
                    self._handle.shutdown(socket.SHUT_RDWR)
            raise

    def close(self) -> None:
        """Close the connection; a response that is being read ends with its last byte."""
        inherited: t.Any = super()
        inherited.close()
        if self._handle is not None:
            self._handle.close()

    def _tunnel(self) -> None:
        inherited: t.Any = super()
        inherited._tunnel()
        # For the TLS handshake with the service that follows.
        self.sock.settimeout(left())

    def _connect_tls_proxy(self, hostname: str, sock: t.Any) -> t.Any:
        """Connect to a proxy by TLS. TLS inside of this TLS calls C(recv) any number of times."""
        inherited: t.Any = super()
        outer = inherited._connect_tls_proxy(hostname, sock)
        receive = outer.recv

        def recv(*args: t.Any) -> bytes:
            outer.settimeout(left())
            return t.cast(bytes, receive(*args))

        outer.recv = recv
        return outer

    def send(self, data: t.Any) -> None:
        inherited: t.Any = super()
        if self.sock is not None:
            self.sock.settimeout(left())
        inherited.send(data)


def _connect(host: str, port: int, socket_options: t.Iterable[t.Any]) -> socket.socket:
    """Connect to the first address of a host that accepts; each address gets an equal share of the time left."""
    addresses = _addresses(host, port)
    failed: OSError = OSError("the name of the host has no address")
    for number, (family, kind, protocol, _name, address) in enumerate(addresses):
        sock = socket.socket(family, kind, protocol)
        try:
            for option in socket_options:
                sock.setsockopt(*option)
            _exchange.connections.add(sock)
            sock.settimeout(left() / (len(addresses) - number))
            sock.connect(address)
            sock.settimeout(left())
            return sock
        except OSError as error:
            sock.close()
            failed = error
        except BaseException:
            sock.close()
            raise
    raise failed


def _addresses(host: str, port: int) -> list[t.Any]:
    """Return the addresses of a host, in the form of getaddrinfo."""
    from urllib3.util.connection import allowed_gai_family

    family = allowed_gai_family()
    try:
        return socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        # The host is a name: the system's lookup cannot be interrupted.
        return _within_time_left(lambda: socket.getaddrinfo(host, port, family, socket.SOCK_STREAM))


def _within_time_left(call: t.Callable[[], _Result]) -> _Result:
    """Call a function without a timeout in another thread. Raise TimeoutError if it takes too long."""

    def late(_call: object) -> t.NoReturn:
        raise TimeoutError("timed out")

    return map_concurrently(lambda function: function(), [call], 1, "connect", left(), late)[0]
