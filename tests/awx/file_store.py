# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A web server that keeps the files that are uploaded to it."""

from __future__ import annotations

import http.server
import threading
import typing as t


class FileStore:
    """Accepts PUT and GET of files with this header Authorization, and counts the requests that it refuses."""

    def __init__(self, authorization: str) -> None:
        self.files: dict[str, bytes] = {}
        self.refused = 0
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler(authorization))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> FileStore:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self, authorization: str) -> type[http.server.BaseHTTPRequestHandler]:
        store = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = store.files.get(self.path)
                self._reply(404 if content is None else 200, content or b"not found")

            def do_PUT(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                if self._reply(201, b""):
                    store.files[self.path] = content

            def _reply(self, status: int, content: bytes) -> bool:
                allowed = self.headers["Authorization"] == authorization
                store.refused += not allowed
                self.send_response(status if allowed else 401)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                return allowed

            def log_message(self, format: str, *args: t.Any) -> None:
                """Print nothing."""

        return Handler
