# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of every module: the one way out, where text is made fit to be shown and secrets are removed."""

from __future__ import annotations

import functools
import typing as t

from ansible.module_utils.basic import AnsibleModule

from .. import redaction
from ..errors import sanitize

# Returned as it is: data of the service or of the user. All other text in a result is there to be read.
DATA = frozenset({"access_token", "dest", "job_ids", "jobs", "missing", "organization_id", "rule", "summary"})
_ADDRESSES = ("api_url", "identity_url")


class CloudBackupModule(AnsibleModule):
    """An Ansible module whose messages, warnings, texts and log hold no secret and nothing unfit to be shown."""

    @functools.cached_property
    def redact(self) -> redaction.Redactor:
        """What removes the secrets of this task; it learns those that come later, such as tokens."""
        return redaction.of_options(self.params or {})

    def exit_json(self, **kwargs: t.Any) -> t.NoReturn:
        """Return a result without error."""
        self._conceal_users()
        super().exit_json(**{key: self._value(key, value) for key, value in kwargs.items()})
        raise SystemExit  # never reached: the process has ended

    def fail_json(self, msg: str, **kwargs: t.Any) -> t.NoReturn:
        """Return a result with an error; newlines in the message are kept."""
        self._conceal_users()
        trace = kwargs.pop("exception", None)
        told = {key: self._value(key, value) for key, value in kwargs.items()}
        if isinstance(trace, str):
            told["exception"] = self.redact(trace)
        super().fail_json(msg=self._text(str(msg)), **told)
        raise SystemExit  # never reached: the process has ended

    def warn(self, warning: str, **kwargs: t.Any) -> None:
        """Warn the user."""
        super().warn(self._text(str(warning)), **kwargs)

    def log(self, msg: str, log_args: t.Mapping[str, t.Any] | None = None) -> None:
        """Write to the system's log, where ansible-core writes the options too."""
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
            return {name: self._value(name, member) for name, member in value.items()}
        return [self._value("", item) for item in value] if isinstance(value, list) else value

    def _text(self, text: str) -> str:
        return "\n".join(map(_line, self.redact(text).split("\n")))

    def _conceal_users(self) -> None:
        """Take the user parts out of the options, which ansible-core returns as C(invocation)."""
        for name in _ADDRESSES:
            url = (self.params or {}).get(name)
            part = redaction.user_part(url) if isinstance(url, str) else None
            if isinstance(url, str) and part is not None:
                # Made before the options are changed, so that it knows the user parts.
                self.redact.add(part)
                self.params[name] = redaction.without_user(url)
                if len(part) >= redaction.SHORTEST:
                    self.no_log_values.add(part)


def _line(line: str) -> str:
    """Return a line fit to be shown, indented as it was."""
    return " " * (len(line) - len(line.lstrip(" "))) + sanitize(line, None)
