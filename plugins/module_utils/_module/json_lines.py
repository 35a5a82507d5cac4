# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs in a JSON Lines file that is replaced atomically."""

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
    """Raise OptionError if the file cannot be written; called before any request."""
    if "\0" in path:
        raise OptionError("dest", "a path cannot contain a NUL character")
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path):
        raise OptionError("dest", f"{path} is a folder, not a file")
    if os.path.lexists(path) and not os.path.isfile(path):
        raise OptionError("dest", f"{path} is not a regular file")
    if not os.path.isdir(folder) or not os.access(folder, os.W_OK):
        raise OptionError("dest", f"{folder} is not a writable folder")


def not_replaced(path: str, unread: t.Sequence[str]) -> str:
    """Return the warning that the file was not replaced because these products could not be read."""
    cause = f"dest: {', '.join(unread)} could not be read, so {path}"
    try:
        written = os.stat(path).st_mtime
    except OSError:
        return f"{cause} was not created; there is no such file"
    moment = times.format_moment(datetime.fromtimestamp(written, timezone.utc))
    return f"{cause} was left as it was: it is older than this read, last written at {moment}"


def unchanged(module: CloudBackupModule, path: str) -> dict[str, t.Any]:
    """Return C(dest), with C(sha256) if the file exists, for a file that is not written."""
    return {"dest": path, **({"sha256": module.sha256(path)} if os.path.exists(path) else {})}


class AtomicFile:
    """A file that replaces another one atomically, once it is complete.

    A context manager that removes its temporary file at its end.
    """

    def __init__(self, module: CloudBackupModule, path: str) -> None:
        self._module = module
        self._path = path
        handle, self._temporary = tempfile.mkstemp(prefix="jobs-", dir=module.tmpdir)
        self._file = os.fdopen(handle, "w", encoding="utf-8")

    def __enter__(self) -> AtomicFile:
        return self

    def __exit__(self, *_exc: object) -> None:
        try:
            self._file.close()
        finally:
            if os.path.exists(self._temporary):
                os.unlink(self._temporary)

    def copy(self, lines: t.Iterable[str]) -> t.Iterator[Job]:
        """Write the lines, and yield the job of each."""
        for line in lines:
            self._file.write(f"{line}\n")
            yield json.loads(line)

    def replace(self) -> dict[str, t.Any]:
        """Replace the file unless its content is the same, and set its attributes; in check mode change nothing.

        Return C(changed), C(dest) and C(sha256).
        """
        self._file.close()
        module, path = self._module, self._path
        checksum = module.sha256(self._temporary)
        exists = os.path.exists(path)
        new_content = not exists or module.sha256(path) != checksum
        # Also before the new content is written: it may not be meant for the readers of the old one.
        changed = file_attributes.set_on(module, path) if exists else False
        if new_content and not module.check_mode:
            self._move()
        changed = file_attributes.set_on(module, path) or changed
        return {"changed": new_content or changed, "dest": path, "sha256": checksum}

    def _move(self) -> None:
        # Until its attributes are set, a new file has the permissions that the umask leaves.
        umask = os.umask(0o177)
        try:
            # ansible-core looks at the folder of a new file, which a bare name does not contain.
            self._module.atomic_move(self._temporary, os.path.abspath(self._path))
        except Exception as error:  # its exceptions differ between versions of ansible-core
            raise OptionError("dest", f"{self._path} cannot be written: {sanitize(error)}") from None
        finally:
            os.umask(umask)
