# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notification templates (AWX 24.6.1: awx/api/serializers.py, NotificationTemplateSerializer;
awx/main/models/notifications.py, NotificationTemplate.save, JobNotificationMixin.context_stub;
awx/main/notifications/email_backend.py, slack_backend.py, webhook_backend.py, `init_parameters`).

Of the other types, only the name is known here, so they are refused.
"""

from __future__ import annotations

import typing as t

from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..refusal import Refusal, invalid
from ..resource import Change
from ..state import Item, State, Values
from .credentials import HIDDEN
from .message_context import CONTEXT

TYPES: t.Final = (
    *("awssns", "email", "grafana", "irc", "mattermost", "pagerduty", "rocketchat", "slack", "twilio", "webhook"),
)
_NO_DEFAULT: t.Final = object()
_PASSWORD: t.Final = "password"
_KINDS: t.Final[dict[str, type]] = {
    "string": str,
    "int": int,
    "bool": bool,
    "list": list,
    _PASSWORD: str,
    "object": dict,
}
# The type and the default of each parameter.
_PARAMETERS: t.Final[dict[str, dict[str, tuple[str, t.Any]]]] = {
    "email": {
        "host": ("string", _NO_DEFAULT),
        "port": ("int", _NO_DEFAULT),
        "username": ("string", _NO_DEFAULT),
        "password": (_PASSWORD, _NO_DEFAULT),
        "use_tls": ("bool", _NO_DEFAULT),
        "use_ssl": ("bool", _NO_DEFAULT),
        "sender": ("string", _NO_DEFAULT),
        "recipients": ("list", _NO_DEFAULT),
        "timeout": ("int", 30),
    },
    "slack": {"token": (_PASSWORD, _NO_DEFAULT), "channels": ("list", _NO_DEFAULT)},
    "webhook": {
        "url": ("string", _NO_DEFAULT),
        "http_method": ("string", "POST"),
        "disable_ssl_verification": ("bool", False),
        "username": ("string", ""),
        "password": (_PASSWORD, ""),
        "headers": ("object", _NO_DEFAULT),
    },
}
EVENTS: t.Final = ("started", "success", "error", "workflow_approval")
_APPROVALS: t.Final = ("running", "approved", "timed_out", "denied")
_PARTS: t.Final = ("message", "body")


def check(change: Change) -> None:
    kind = change["notification_type"]
    if kind not in _PARAMETERS:
        raise invalid(notification_type=f"This stub does not know the parameters of {kind}.")
    if "notification_configuration" in change.given:
        _check_configuration(change, _PARAMETERS[kind])
    if change.given.get("messages") is not None:
        problems = list(_message_problems(change["messages"]))
        if problems:
            raise Refusal(400, {"messages": problems})
    if change.item:
        _keep_messages(change)


def _is_of(value: t.Any, kind: type) -> bool:
    """Return whether a value has a type; in Python true is a number, in JSON it is not."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _check_configuration(change: Change, parameters: dict[str, tuple[str, t.Any]]) -> None:
    given = change["notification_configuration"]
    problems = []
    for name, (kind, default) in parameters.items():
        if name not in given and default is not _NO_DEFAULT:
            given[name] = default
        if name not in given:
            problems.append(f"{name} is missing.")
        elif not _is_of(given[name], _KINDS[kind]):
            problems.append(f"{name} is not of the type {kind}.")
        elif kind == "list" and not given[name]:
            problems.append(f"{name} is empty.")
        elif name == "http_method" and given[name].lower() not in ("put", "post"):
            problems.append("http_method is neither PUT nor POST.")
        elif kind == _PASSWORD and given[name] == HIDDEN and change.item:
            given[name] = change.item["notification_configuration"][name]
    unknown = [name for name in given if name not in parameters]
    problems += [f"There is no parameter {name}. AWX ignores it; this stub does not." for name in unknown]
    if problems:
        raise Refusal(400, {"__all__": problems})


def _message_problems(messages: Values) -> t.Iterator[str]:
    for event, parts in messages.items():
        if event not in EVENTS:
            yield f"{event} is not one of {EVENTS}."
        elif parts is not None and not isinstance(parts, dict):
            yield f"{event} is not a JSON object."
        elif event == "workflow_approval":
            yield from _approval_problems(parts or {})
        else:
            yield from _part_problems(parts or {})


def _approval_problems(events: Values) -> t.Iterator[str]:
    for event, parts in events.items():
        if event not in _APPROVALS:
            yield f"{event} is not one of {_APPROVALS}."
        elif parts is not None and not isinstance(parts, dict):
            yield f"{event} is not a JSON object."
        else:
            yield from _part_problems(parts or {})


def _part_problems(parts: Values) -> t.Iterator[str]:
    for name, text in parts.items():
        if name not in _PARTS:
            yield f"{name} is not one of {_PARTS}."
        elif text is not None and not isinstance(text, str):
            yield f"{name} is not a string."
        elif text and name == "message" and "\n" in text:
            yield "A message has no second line; a body may have."
        elif text:
            yield from rendering_problems(text)


def rendering_problems(text: str) -> t.Iterator[str]:
    """Yield why a message cannot be rendered with what AWX knows of a job that has no artifacts yet."""
    try:
        ImmutableSandboxedEnvironment(undefined=StrictUndefined).from_string(text).render(CONTEXT)
    except SecurityError as error:
        yield f"It is not safe: {error}"
    except TemplateError as error:
        yield f"It cannot be rendered: {error}"


def _keep_messages(change: Change) -> None:
    """Keep the former messages that are not replaced (NotificationTemplate.save)."""
    old, new = (change.item["messages"] if change.item else None), change["messages"]
    if old is None or new is None:
        return
    merged = {event: _merged(old.get(event), new.get(event)) for event in EVENTS}
    change.given["messages"] = merged


def _merged(old: Values | None, new: Values | None) -> Values | None:
    if not new or not old:
        return new or old
    return {**old, **new}


def show(state: State, item: Item) -> Values:
    """Hide the passwords. An empty one is not encrypted, so it is shown."""
    configuration = dict(item["notification_configuration"])
    for name, (kind, _default) in _PARAMETERS[item["notification_type"]].items():
        if kind == _PASSWORD and configuration.get(name):
            configuration[name] = HIDDEN
    return {"notification_configuration": configuration}
