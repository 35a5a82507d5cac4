# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Receive tickets and messages on loopback and keep them: python receiver.py FOLDER.

The port is written to FOLDER/port, each request as a line of JSON to FOLDER/received. What is sent to
/refuse is kept too, and answered with 500; DELETE ends it.
"""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

FOLDER = Path(sys.argv[1])
# It ends after this time at the latest.
MAX_SECONDS = 300


class Receiver(BaseHTTPRequestHandler):
    """Keeps what it is sent."""

    def do_POST(self) -> None:
        """Keep it, and answer as the path asks for."""
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        request = {"path": self.path, "headers": dict(self.headers), "body": json.loads(body)}
        with (FOLDER / "received").open("a", encoding="utf-8") as received:
            received.write(json.dumps(request) + "\n")
        self.answer(500 if self.path == "/refuse" else 201)

    def do_DELETE(self) -> None:
        """End."""
        self.answer(200)
        threading.Thread(target=self.server.shutdown).start()

    def answer(self, status: int) -> None:
        """Answer with an empty object."""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""


def main() -> None:
    """Serve until a DELETE request, or until the time is over."""
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        end = threading.Timer(MAX_SECONDS, server.shutdown)
        end.daemon = True
        end.start()
        (FOLDER / "received").touch()
        # Renamed, so that no reader gets half a number.
        (FOLDER / "port.new").write_text(str(server.server_port), encoding="utf-8")
        (FOLDER / "port.new").rename(FOLDER / "port")
        server.serve_forever()


if __name__ == "__main__":
    main()
