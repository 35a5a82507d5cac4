# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of all modules: sanitizes text, and removes secrets from everything that leaves the module."""

from __future__ import annotations

import functools
import typing as t

from ansible.module_utils.basic import AnsibleModule

from .. import argument_spec, environment_variables, redaction
from ..errors import sanitize
from ..secret_forms import SHORTEST

# Returned unchanged: data of the service or of the user, and times. All other text in a result is for people.
DATA = frozenset(
    {
        *("access_token", "dest", "job_ids", "jobs", "missing", "organization_id", "policy", "rule", "summary"),
        *("days", "last_success", "missed", "next_success", "period", "restore_tests"),
    }
)
_ADDRESSES = ("api_url", "identity_url")


class CloudBackupModule(AnsibleModule):
    """An Ansible module whose messages, warnings, texts and log contain no secrets and no control characters."""

    # Whether an interrupt of the process concerns only this module.
    own_process = True
    # ansible-core does not declare it.
    params: dict[str, t.Any]

    @functools.cached_property
    def redact(self) -> redaction.Redactor:
        """The redactor of the secrets of this task; tokens are added to it when they are obtained."""
        return redaction.of_options(self.params or {})

    def _load_params(self) -> None:
        """Take the options; a blank one of the connection counts as not given, whatever its type is."""
        super()._load_params()
        self.params = environment_variables.given(argument_spec.CONNECTION, self.params)

    def exit_json(self, **kwargs: t.Any) -> t.NoReturn:
        """End with a result."""
        self._remove_user_parts()
        super().exit_json(**{key: self._value(key, value) for key, value in kwargs.items()})
        raise SystemExit  # unreachable: the process has ended

    def fail_json(self, msg: str, **kwargs: t.Any) -> t.NoReturn:
        """End with an error; newlines in the message are kept."""
        self._remove_user_parts()
        trace = kwargs.pop("exception", None)
        values = {key: self._value(key, value) for key, value in kwargs.items()}
        if isinstance(trace, str):
            values["exception"] = self.redact(trace)
        super().fail_json(msg=self._text(str(msg)), **values)
        raise SystemExit  # unreachable: the process has ended

    def warn(self, warning: str, **kwargs: t.Any) -> None:
        """Warn the user."""
        super().warn(self._text(str(warning)), **kwargs)

    def log(self, msg: str, log_args: t.Mapping[str, t.Any] | None = None) -> None:
        """Write to the system's log, to which ansible-core also writes the options."""
        args = dict(log_args or {})
        for name in _ADDRESSES:
            if "@" in str(args.get(name) or ""):
                shown = redaction.without_user(str(args[name]))
                msg, args[name] = msg.replace(str(args[name]), shown), shown
        super().log(msg, args or log_args)

    def _value(self, key: str, value: t.Any) -> t.Any:
        if key in DATA:
            return value
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {name: self._value(name, each) for name, each in value.items()}
        return [self._value("", item) for item in value] if isinstance(value, list) else value

    def _text(self, text: str) -> str:
        return "\n".join(map(_line, self.redact(text).split("\n")))

    def _remove_user_parts(self) -> None:
        """Remove user names and passwords from the URLs in the options, which ansible-core returns as C(invocation)."""
        for name in _ADDRESSES:
            url = (self.params or {}).get(name)
            part = redaction.user_part(url) if isinstance(url, str) else None
            if isinstance(url, str) and part is not None:
                # The redactor is created from the options before they are changed.
                self.redact.add(part)
                self.params[name] = redaction.without_user(url)
                if len(part) >= SHORTEST:
                    self.no_log_values.add(part)


def _line(line: str) -> str:
    """Return a sanitized line with its indentation."""
    return " " * (len(line) - len(line.lstrip(" "))) + sanitize(line, None)
