# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send responses, complete or damaged by a fault."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import struct
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Final

from aiohttp import web

from .faults import Rule
from .products.base import Document, Stamp

_GATEWAY_PAGE: Final = (
    b"<!DOCTYPE html><html><head><title>Gateway</title></head>"
    b"<body><h1>The page cannot be displayed.</h1></body></html>"
)
_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)
_JSON: Final = "application/json; charset=utf-8"


@dataclass
class Reply:
    status: int
    body: bytes
    content_type: str = _JSON
    headers: dict[str, str] = field(default_factory=dict)


def json_reply(status: int, body: Mapping[str, object], headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, json.dumps(body).encode(), headers=dict(headers or {}))


def replacement(rule: Rule, stamp: Stamp, ordinary_error: Document) -> Reply | None:
    """Return the response of a fault that replaces the one of the service, or None."""
    if rule.kind == "status":
        return _status(rule, ordinary_error)
    if rule.kind == "html":
        return Reply(int(rule.number("status")), _GATEWAY_PAGE, "text/html")
    if rule.kind == "not_json":
        return Reply(200, b"upstream connect error or disconnect/reset before headers")
    if rule.kind == "envelope":
        return json_reply(200, _bad_envelope(rule, stamp))
    if rule.kind == "redirect":
        body = b" " * int(rule.number("size"))
        return Reply(int(rule.number("status")), body, "text/html", {"Location": rule.text("location")})
    return None


def _status(rule: Rule, ordinary_error: Document) -> Reply:
    status, body = int(rule.number("status")), rule.arguments["body"]
    headers = {}
    if rule.arguments["retry_after"] is not None:
        headers["Retry-After"] = _retry_after(rule.text("retry_after"))
    if isinstance(body, str):
        return Reply(status, body.encode(), "text/plain; charset=utf-8", headers)
    return json_reply(status, ordinary_error if body is None else _object(body), headers)


def _retry_after(text: str) -> str:
    """Return seconds, or for ``date:N`` the HTTP date N seconds from now (docs/api/errors.md)."""
    if text.startswith("date:"):
        return formatdate(time.time() + float(text.removeprefix("date:")), usegmt=True)
    return text


def _bad_envelope(rule: Rule, stamp: Stamp) -> Document:
    message = rule.text("message")
    error = {"code": rule.text("code"), "field": rule.text("field"), "message": message}
    return {
        "statusCode": rule.arguments["status"],
        "message": message,
        "errors": [error] if rule.arguments["errors"] is None else rule.arguments["errors"],
        "data": None,
        "requestId": stamp.request_id,
        "timestamp": stamp.timestamp,
        "traceId": stamp.trace_id,
    }


def _object(value: object) -> Mapping[str, object]:
    assert isinstance(value, Mapping)
    return value


async def send(request: web.Request, reply: Reply, stamp: Stamp, rule: Rule | None) -> web.StreamResponse:
    """Send the response; some faults damage it."""
    headers = {"request-id": stamp.request_id, "Content-Type": reply.content_type}
    headers |= reply.headers
    kind = rule.kind if rule else ""
    body = reply.body
    if rule and kind == "slow":
        await pause(request, rule.number("seconds"))
    elif rule and kind in ("truncate", "stall", "reset_in_body", "reset_after_body"):
        return await _send_part(request, web.StreamResponse(headers=headers), body, rule)
    elif kind == "truncate_json":
        body = body[: len(body) // 2]
    elif kind in ("reset_before", "reset_in_headers"):
        await _reset(request, b"HTTP/1.1 200 OK\r\nContent-Ty" if kind == "reset_in_headers" else b"")
    elif rule and kind == "date":
        headers |= _date(rule)
    elif rule and kind == "headers":
        headers |= {name: str(value) for name, value in _object(rule.arguments["headers"]).items()}
    elif rule and kind == "encoded":
        body, headers["Content-Encoding"] = _encoded(body, rule)
    return web.Response(status=reply.status, body=body, headers=headers)


def _date(rule: Rule) -> dict[str, str]:
    """Return the header Date of a service whose clock is wrong."""
    text = rule.arguments["text"]
    date = formatdate(time.time() + rule.number("shift"), usegmt=True) if text is None else str(text)
    age = rule.arguments["age"]
    return {"Date": date} if age is None else {"Date": date, "Age": str(age)}


def _encoded(body: bytes, rule: Rule) -> tuple[bytes, str]:
    """Return the encoded body, and the value of Content-Encoding."""
    encodings, declared = rule.arguments["encodings"], rule.arguments["declared"]
    assert isinstance(encodings, (list, tuple))
    for name in encodings:
        body = gzip.compress(body) if name == "gzip" else zlib.compress(body)
    return body, ", ".join(encodings) if declared is None else str(declared)


async def _send_part(request: web.Request, response: web.StreamResponse, body: bytes, rule: Rule) -> web.StreamResponse:
    """Announce the complete body, send half of it or all, pause for a stall, and close the connection."""
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body if rule.kind == "reset_after_body" else body[: len(body) // 2])
    await pause(request, rule.number("seconds") if rule.kind == "stall" else 0.0)
    if rule.kind in ("reset_in_body", "reset_after_body"):
        await _reset(request)
    elif request.transport is not None:
        request.transport.close()
    return response


async def _reset(request: web.Request, sent: bytes = b"") -> None:
    """Reset the TCP connection after the data so far was sent."""
    transport = request.transport
    if transport is None:
        return
    if isinstance(transport, asyncio.WriteTransport):
        transport.write(sent)
    await asyncio.sleep(0.05)
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    transport.abort()


async def pause(request: web.Request, seconds: float) -> None:
    """Wait, but stop when the client is gone."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if request.transport is None or request.transport.is_closing():
            return
        await asyncio.sleep(min(left, 0.2))
