# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write evidence into a folder that is replaced as a whole, and only if it holds evidence."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
import typing as t

from ..errors import OptionError, sanitize
from . import evidence, evidence_check
from .evidence import FILES, MANIFEST

OPTION = "dest"
_LONGEST_NAME = 40
# Of the system call renameat2.
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def check(path: str) -> None:
    """Raise OptionError if evidence cannot be written to a folder; called before any request."""
    if "\0" in path:
        raise OptionError(OPTION, "a path cannot contain a NUL character")
    try:
        # Without a slash at its end, which would follow a link.
        _check(path, os.path.abspath(path))
    except OSError as error:
        raise OptionError(OPTION, f"{path} cannot be written: {sanitize(error)}") from None


def _check(path: str, place: str) -> None:
    """Do the same for a path as it was given and its absolute form. Raise OSError for one that cannot be read."""
    parent = os.path.dirname(place)
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        # A name that is too long is neither there nor not there.
        os.lstat(place)
    if os.path.islink(place):
        raise OptionError(OPTION, f"{path} is a symbolic link; name the folder that it points to")
    if os.path.lexists(place) and not os.path.isdir(place):
        raise OptionError(OPTION, f"{path} is not a folder")
    if not os.path.isdir(parent) or not os.access(parent, os.W_OK | os.X_OK):
        raise OptionError(OPTION, f"{parent} is not a writable folder")
    if os.path.ismount(place) or (os.path.isdir(place) and os.path.samefile(place, os.curdir)):
        what = "the current folder" if not os.path.ismount(place) else "a mount point"
        raise OptionError(OPTION, f"{path} is {what}, which cannot be replaced; name a folder in it")
    if os.path.isdir(place) and os.listdir(place):
        try:
            evidence_check.verify(place)
        except evidence_check.NotEvidence as problem:
            raise OptionError(
                OPTION, f"{path} is not empty and does not verify as evidence, so it is not replaced: {problem}"
            ) from None


class EvidenceFolder:
    """A new folder of evidence beside its destination, which it replaces once it is complete.

    A context manager that removes the new folder unless it has become the destination. Nothing is redacted here.
    """

    def __init__(self, path: str) -> None:
        self._path = os.path.abspath(path)
        # The name of a folder has a greatest length.
        name = os.path.basename(self._path)[:_LONGEST_NAME]
        self._folder = tempfile.mkdtemp(prefix=f".{name}-", dir=os.path.dirname(self._path))
        # Whatever the umask is, and only for the user.
        os.chmod(self._folder, 0o700)
        self._files: dict[str, dict[str, t.Any]] = {}

    def __enter__(self) -> EvidenceFolder:
        return self

    def __exit__(self, *_exc: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def copy(self, name: str, blocks: t.Iterable[list[str]]) -> t.Iterator[list[str]]:
        """Write blocks of lines into a file, and yield each once it is written."""
        digest, size = hashlib.sha256(), 0
        with self._open(name) as file:
            for lines in blocks:
                data = "".join(f"{line}\n" for line in lines).encode()
                file.write(data)
                digest.update(data)
                size += len(data)
                yield lines
            file.flush()
            os.fsync(file.fileno())
        self._files[name] = {"sha256": digest.hexdigest(), "size": size}

    def write(self, name: str, text: str) -> None:
        """Write text into a file."""
        for _lines in self.copy(name, [text.removesuffix("\n").split("\n")]):
            pass

    def complete(self, facts: t.Mapping[str, t.Any]) -> str:
        """Write the manifest, with the C(facts), and put the folder in its place; return the manifest's SHA-256.

        Raise OptionError if that place holds anything but evidence by now.
        """
        manifest = {**facts, "format": evidence.FORMAT, "files": {name: self._files[name] for name in FILES}}
        self.write(MANIFEST, evidence.to_text(evidence.seal(manifest)))
        check(self._path)
        try:
            self._replace()
        except OSError as error:
            raise OptionError(OPTION, f"{self._path} cannot be written: {sanitize(error)}") from None
        return str(self._files[MANIFEST]["sha256"])

    def _open(self, name: str) -> t.BinaryIO:
        # Only the user can read the folder; the files stay so where they are copied.
        handle = os.open(os.path.join(self._folder, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.fchmod(handle, 0o600)
        return os.fdopen(handle, "wb")

    def _replace(self) -> None:
        try:
            # Also in place of an empty folder.
            os.rename(self._folder, self._path)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            if not _exchange(self._folder, self._path):
                self._replace_in_two_steps()

    def _replace_in_two_steps(self) -> None:
        """Replace the destination where the system cannot exchange two folders: for a moment there is none."""
        former = f"{self._folder}-former"
        os.rename(self._path, former)
        try:
            os.rename(self._folder, self._path)
        except BaseException:
            # Also if the task is interrupted.
            os.rename(former, self._path)
            raise
        shutil.rmtree(former, ignore_errors=True)


def _exchange(one: str, other: str) -> bool:
    """Exchange two folders at once, as Linux can; return whether they are exchanged."""
    import ctypes  # only where evidence is replaced

    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError):
        return False
    return int(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)) == 0
