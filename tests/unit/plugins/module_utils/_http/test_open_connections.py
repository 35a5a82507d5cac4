# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Open connections are ended from another thread, and none is opened after that."""

from __future__ import annotations

import gc
import socket
import threading
import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http.open_connections import OpenConnections

# Seconds: the socket has a longer timeout.
AT_ONCE = 5.0


@pytest.fixture
def pair() -> t.Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    ours.settimeout(60)
    with ours, theirs:
        yield ours, theirs


def test_a_thread_that_reads_is_ended(pair: tuple[socket.socket, socket.socket]) -> None:
    connections = OpenConnections()
    connections.add(pair[0])
    received: list[bytes] = []
    thread = threading.Thread(target=lambda: received.append(pair[0].recv(1)), daemon=True)
    thread.start()
    connections.end()
    thread.join(AT_ONCE)
    assert received == [b""]


def test_a_second_handle_ends_a_connection_whose_first_is_detached(pair: tuple[socket.socket, socket.socket]) -> None:
    """As TLS does with the socket that it is given."""
    connections = OpenConnections()
    with connections.handle(pair[0]), socket.socket(fileno=pair[0].detach()) as other:
        other.settimeout(60)
        connections.end()
        assert other.recv(1) == b""


def test_the_method_of_a_tls_connection_is_not_called() -> None:
    """It takes the state of TLS away from the thread that reads."""

    class Encrypted(socket.socket):
        def shutdown(self, how: int) -> None:
            raise AssertionError("called")

    ours, theirs = socket.socketpair()
    connections = OpenConnections()
    with theirs, Encrypted(fileno=ours.detach()) as encrypted:
        connections.add(encrypted)
        connections.end()
        encrypted.settimeout(60)
        assert encrypted.recv(1) == b""


def test_nothing_is_opened_after_the_end(pair: tuple[socket.socket, socket.socket]) -> None:
    connections = OpenConnections()
    connections.end()
    for add in (connections.add, connections.handle):
        with pytest.raises(ConnectionAbortedError):
            add(pair[0])


def test_sockets_that_are_closed_or_not_connected_are_ended(pair: tuple[socket.socket, socket.socket]) -> None:
    connections = OpenConnections()
    closed = socket.socket()
    closed.close()
    with socket.socket() as unconnected:
        for each in (closed, unconnected, pair[0]):
            connections.add(each)
        connections.end()
        connections.end()
    assert pair[1].recv(1) == b""


def test_a_socket_is_not_kept_open(pair: tuple[socket.socket, socket.socket]) -> None:
    connections = OpenConnections()
    ours, theirs = socket.socketpair()
    connections.add(ours)
    del ours
    gc.collect()
    theirs.settimeout(AT_ONCE)
    with theirs:
        assert theirs.recv(1) == b""
