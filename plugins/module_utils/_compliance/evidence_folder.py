# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write evidence into a folder that is replaced as a whole, and only if it holds evidence."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import typing as t

from ..errors import OptionError, sanitize
from . import evidence, evidence_check
from .evidence import FILES, MANIFEST

OPTION = "dest"


def check(path: str) -> None:
    """Raise OptionError if evidence cannot be written to a folder; called before any request."""
    if "\0" in path:
        raise OptionError(OPTION, "a path cannot contain a NUL character")
    parent = os.path.dirname(os.path.abspath(path))
    if os.path.islink(path):
        raise OptionError(OPTION, f"{path} is a symbolic link; name the folder that it points to")
    if os.path.lexists(path) and not os.path.isdir(path):
        raise OptionError(OPTION, f"{path} is not a folder")
    if not os.path.isdir(parent) or not os.access(parent, os.W_OK):
        raise OptionError(OPTION, f"{parent} is not a writable folder")
    if os.path.isdir(path) and os.listdir(path):
        try:
            evidence_check.verify(path)
        except evidence_check.NotEvidence as problem:
            raise OptionError(
                OPTION, f"{path} is not empty and does not verify as evidence, so it is not replaced: {problem}"
            ) from None


class EvidenceFolder:
    """A new folder of evidence beside its destination, which it replaces once it is complete.

    A context manager that removes the new folder unless it has become the destination. C(redact) removes secrets.
    """

    def __init__(self, path: str, redact: t.Callable[[str], str]) -> None:
        self._path = os.path.abspath(path)
        self._redact = redact
        name = os.path.basename(self._path)
        self._folder = tempfile.mkdtemp(prefix=f".{name}-", dir=os.path.dirname(self._path))
        self._files: dict[str, dict[str, t.Any]] = {}

    def __enter__(self) -> EvidenceFolder:
        return self

    def __exit__(self, *_exc: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def copy(self, name: str, lines: t.Iterable[str]) -> t.Iterator[str]:
        """Write the lines into a file, and yield each as it was written."""
        digest, size = hashlib.sha256(), 0
        with self._open(name) as file:
            for line in lines:
                shown = self._redact(line)
                data = f"{shown}\n".encode()
                file.write(data)
                digest.update(data)
                size += len(data)
                yield shown
            file.flush()
            os.fsync(file.fileno())
        self._files[name] = {"sha256": digest.hexdigest(), "size": size}

    def write(self, name: str, text: str) -> None:
        """Write text into a file."""
        for _line in self.copy(name, text.removesuffix("\n").split("\n")):
            pass

    def complete(self, facts: t.Mapping[str, t.Any]) -> str:
        """Write the manifest, with the C(facts), and put the folder in its place; return the manifest's SHA-256."""
        manifest = {**facts, "format": evidence.FORMAT, "files": {name: self._files[name] for name in FILES}}
        self.write(MANIFEST, evidence.to_text(manifest))
        try:
            self._replace()
        except OSError as error:
            raise OptionError(OPTION, f"{self._path} cannot be written: {sanitize(error)}") from None
        return str(self._files[MANIFEST]["sha256"])

    def _open(self, name: str) -> t.BinaryIO:
        # Only the user can read the folder; the files stay so where they are copied.
        handle = os.open(os.path.join(self._folder, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        return os.fdopen(handle, "wb")

    def _replace(self) -> None:
        former = f"{self._folder}-former"
        if os.path.isdir(self._path):
            os.rename(self._path, former)
        try:
            os.rename(self._folder, self._path)
        except OSError:
            if os.path.isdir(former):
                os.rename(former, self._path)
            raise
        shutil.rmtree(former, ignore_errors=True)
