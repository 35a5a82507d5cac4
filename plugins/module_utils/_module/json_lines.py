# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs in a file: JSON Lines, replaced in one step."""

from __future__ import annotations

import json
import os
import tempfile
import typing as t
from datetime import datetime, timezone

from .. import times
from .._jobs.job import Job
from ..errors import OptionError, sanitize
from . import file_attributes
from .base_module import CloudBackupModule


def check(path: str) -> None:
    """OptionError where the file could not be written; asked before the service is."""
    if "\0" in path:
        raise OptionError("dest", "no path holds a NUL")
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path):
        raise OptionError("dest", f"{path} is a folder; the name of a file is expected")
    if os.path.lexists(path) and not os.path.isfile(path):
        raise OptionError("dest", f"{path} is no regular file")
    if not os.path.isdir(folder) or not os.access(folder, os.W_OK):
        raise OptionError("dest", f"{folder} is no folder that can be written to")


def not_replaced(path: str, unread: t.Sequence[str]) -> str:
    """Return the warning that the file was not replaced because these products could not be read."""
    cause = f"dest: {', '.join(unread)} could not be read, so {path}"
    try:
        written = os.stat(path).st_mtime
    except OSError:
        return f"{cause} was not created; there is no such file"
    moment = times.show(datetime.fromtimestamp(written, timezone.utc))
    return f"{cause} was left as it was: it is older than this read, last written at {moment}"


def as_it_is(module: CloudBackupModule, path: str) -> dict[str, t.Any]:
    """Return C(dest), with its C(sha256) where it is there, of a file that is not written."""
    return {"dest": path, **({"sha256": module.sha256(path)} if os.path.exists(path) else {})}


class AtomicFile:
    """A file that takes the place of another one when it is whole: no half file is ever seen.

    A context manager, at whose end the draft is gone.
    """

    def __init__(self, module: CloudBackupModule, path: str) -> None:
        self._module = module
        self._path = path
        handle, self._draft = tempfile.mkstemp(prefix="jobs-", dir=module.tmpdir)
        self._file = os.fdopen(handle, "w", encoding="utf-8")

    def __enter__(self) -> AtomicFile:
        return self

    def __exit__(self, *_exc: object) -> None:
        try:
            self._file.close()
        finally:
            if os.path.exists(self._draft):
                os.unlink(self._draft)

    def copy(self, lines: t.Iterable[str]) -> t.Iterator[Job]:
        """Write line after line, and give each on as the job that it is."""
        for line in lines:
            self._file.write(f"{line}\n")
            yield json.loads(line)

    def keep(self) -> dict[str, t.Any]:
        """Put the draft in the file's place unless that is just the same, and set the file's attributes.

        Returns C(changed), and C(dest) with its C(sha256). Heeds check mode.
        """
        self._file.close()
        module, path = self._module, self._path
        checksum = module.sha256(self._draft)
        is_there = os.path.exists(path)
        new_content = not is_there or module.sha256(path) != checksum
        # Before new content comes too: others may be meant not to read it.
        changed = file_attributes.set_on(module, path) if is_there else False
        if new_content and not module.check_mode:
            self._move()
        changed = file_attributes.set_on(module, path) or changed
        return {"changed": new_content or changed, "dest": path, "sha256": checksum}

    def _move(self) -> None:
        # A new file gets the permissions that the umask leaves, for a moment at least.
        umask = os.umask(0o177)
        try:
            self._module.atomic_move(self._draft, self._path)
        except Exception as error:  # what it raises differs from one ansible-core to the next
            raise OptionError("dest", f"{self._path} cannot be written: {sanitize(error)}") from None
        finally:
            os.umask(umask)
