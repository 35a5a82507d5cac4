# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server that keeps what it receives: the commands of SMTP that a client without TLS and password sends."""

from __future__ import annotations

import email
import email.message
import socketserver
import threading


class MailServer:
    """Receives mails on a port of this machine."""

    def __init__(self) -> None:
        self.mails: list[email.message.Message] = []
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.host, self.port = "127.0.0.1", self._server.server_address[1]

    def __enter__(self) -> MailServer:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[socketserver.StreamRequestHandler]:
        mails = self.mails

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self._reply("220 test")
                for line in self.rfile:
                    command = line.decode().strip().upper()
                    if command == "QUIT":
                        return self._reply("221 bye")
                    if command == "DATA":
                        self._reply("354 go on")
                        mails.append(email.message_from_bytes(self._content()))
                    self._reply("250 ok")
                return None

            def _content(self) -> bytes:
                """Return the text up to the line with a dot, without the dots that protect others."""
                lines = iter(self.rfile.readline, b".\r\n")
                return b"".join(line[1:] if line.startswith(b"..") else line for line in lines)

            def _reply(self, text: str) -> None:
                self.wfile.write(f"{text}\r\n".encode())

        return Handler
