# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The open connections of a transport, so that all of them can be ended at once from another thread."""

from __future__ import annotations

import contextlib
import socket
import threading
import weakref


class OpenConnections:
    """The sockets of connections; after M(end), threads that wait for them fail, and no connection is opened."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._ended = False

    def add(self, sock: socket.socket) -> None:
        """Add a socket. Raise ConnectionAbortedError after M(end)."""
        with self._lock:
            if self._ended:
                raise ConnectionAbortedError("the task has ended")
            self._sockets.add(sock)

    def handle(self, sock: socket.socket) -> socket.socket:
        """Return a second handle of a connected socket, to be closed with the connection.

        TLS takes the first one away. Raise ConnectionAbortedError after M(end).
        """
        handle = socket.fromfd(sock.fileno(), sock.family, sock.type)
        self.add(handle)
        return handle

    def end(self) -> None:
        """End all connections: what waits for one fails at once."""
        with self._lock:
            self._ended = True
            for sock in list(self._sockets):
                # A socket that is closed or not yet connected.
                with contextlib.suppress(OSError):
                    # Not the method of a TLS connection, which is for the thread that reads from it.
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)
