# This file is private to avepoint.cloud_backup: it can change with any release, so import it from nowhere else.
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verify the files of evidence by its manifest, and read them."""

from __future__ import annotations

import hashlib
import json
import os
import typing as t

from .._jobs import validate
from .._jobs.job import Counts, Job
from .._products.registry import PRODUCTS
from ..errors import CloudBackupError, OptionError, sanitize
from . import evidence, inputs
from .evidence import FILES, MANIFEST
from .inputs import Inputs

_BLOCK = 1024 * 1024
# A manifest is a page of text; a longer one is none.
_LONGEST_MANIFEST = 1024 * 1024


class NotEvidence(CloudBackupError):
    """A folder does not hold evidence, or not all of it as it was written; the message names the file."""


def verify(path: str) -> tuple[dict[str, t.Any], str]:
    """Return the manifest of evidence and its SHA-256. Raise NotEvidence if a file is not as the manifest says."""
    manifest, digest = _manifest(path)
    found = _names(path)
    for name in sorted({*FILES, *manifest["files"]} - found):
        raise NotEvidence(f"the file {sanitize(name, 80)} is missing")
    for name in sorted(found - {*FILES, MANIFEST}):
        raise NotEvidence(f"the file {sanitize(name, 80)} is not one of the evidence")
    if set(manifest["files"]) != set(FILES):
        raise NotEvidence(f"{MANIFEST} does not list exactly {', '.join(FILES)}")
    for name in FILES:
        stated, actual = manifest["files"][name], _digest(path, name)
        if not isinstance(stated, dict) or actual != (stated.get("sha256"), stated.get("size")):
            raise NotEvidence(f"the file {name} is not the one that {MANIFEST} lists")
    return manifest, digest


def _names(path: str) -> set[str]:
    """Return the names in a folder; all have to be regular files."""
    try:
        entries = list(os.scandir(path))
    except (OSError, ValueError) as error:
        raise NotEvidence(f"{path} cannot be read: {sanitize(error)}") from None
    for entry in entries:
        if not entry.is_file(follow_symlinks=False):
            raise NotEvidence(f"the file {sanitize(entry.name, 80)} is not a regular file")
    return {entry.name for entry in entries}


def _manifest(path: str) -> tuple[dict[str, t.Any], str]:
    if MANIFEST not in _names(path):
        raise NotEvidence(f"the file {MANIFEST} is missing")
    try:
        with _open(path, MANIFEST) as file:
            data = file.read(_LONGEST_MANIFEST)
        manifest = json.loads(data)
    except (OSError, ValueError, RecursionError):
        manifest = None
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise NotEvidence(f"the file {MANIFEST} is not a manifest")
    if manifest.get("format") != evidence.FORMAT:
        written = sanitize(manifest.get("format"), 20)
        raise NotEvidence(f"{MANIFEST} has the format {written}, and this version reads the format {evidence.FORMAT}")
    if evidence.to_text(evidence.seal(manifest)).encode() != data:
        raise NotEvidence(f"the file {MANIFEST} is not as it was written: its checksum does not fit")
    return manifest, hashlib.sha256(data).hexdigest()


def _open(path: str, name: str) -> t.BinaryIO:
    # A pipe in place of a file is not waited for.
    return os.fdopen(os.open(os.path.join(path, name), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")


def _digest(path: str, name: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    try:
        with _open(path, name) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
    except OSError as error:
        raise NotEvidence(f"the file {name} cannot be read: {sanitize(error)}") from None
    return digest.hexdigest(), size


def read_text(path: str, name: str) -> str:
    """Return the text of a file. Raise NotEvidence if it cannot be read."""
    try:
        with _open(path, name) as file:
            return file.read().decode()
    except (OSError, ValueError) as error:
        raise NotEvidence(f"the file {name} cannot be read: {sanitize(error)}") from None


def read_jobs(path: str) -> t.Iterator[Job]:
    """Yield the jobs of evidence. Raise NotEvidence for one that cannot be judged."""
    try:
        with _open(path, evidence.JOBS) as file:
            for number, line in enumerate(file, 1):
                try:
                    yield _job(line)
                except (ValueError, RecursionError, validate.NotJobs) as error:
                    raise NotEvidence(f"the file {evidence.JOBS}, line {number}: {sanitize(error, 200)}") from None
    except OSError as error:
        raise NotEvidence(f"the file {evidence.JOBS} cannot be read: {sanitize(error)}") from None


def _job(line: bytes) -> Job:
    """Return the job of a line. Raise ValueError or NotJobs for one that no read returns."""
    job = validate.one(json.loads(line))
    if job["product"] not in PRODUCTS:
        raise ValueError(f"{sanitize(job['product'], 80)} is not a product")
    units = job["counts_by_unit"]
    if not isinstance(units, dict) or not all(map(_is_counts, (job["counts"], *units.values()))):
        raise ValueError("its counts are not as a read returns them")
    seconds = job["duration_seconds"]
    raw = (job["status_raw"], job["job_type_raw"], job["service_raw"])
    if not (seconds is None or type(seconds) in (int, float)) or any(isinstance(each, (dict, list)) for each in raw):
        raise ValueError("its values are not as a read returns them")
    return job


def _is_counts(value: object) -> bool:
    """Return whether a value is counts, in the order in which they are written."""
    return (
        isinstance(value, dict)
        and list(value) == list(Counts.__annotations__)
        and all(
            each is None or (isinstance(each, int) and not isinstance(each, bool) and each >= 0)
            for each in value.values()
        )
    )


def read_inputs(path: str) -> Inputs:
    """Return the policies and whatever else the judgement depends on. Raise NotEvidence if they cannot be read."""
    try:
        return inputs.from_json(json.loads(read_text(path, evidence.INPUTS)))
    except OptionError as error:
        raise NotEvidence(f"the file {evidence.INPUTS}: {error}") from None
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
        raise NotEvidence(f"the file {evidence.INPUTS} cannot be read") from None


def compare_manifest(manifest: t.Mapping[str, t.Any], facts: t.Mapping[str, t.Any]) -> None:
    """Raise NotEvidence if a manifest does not state the moment and period of the C(facts)."""
    for key in ("created_at", "period"):
        if manifest.get(key) != facts[key]:
            raise NotEvidence(f"the file {MANIFEST} states another {key} than {evidence.INPUTS}")


def read_queries(path: str) -> list[dict[str, t.Any]]:
    """Return the reads of evidence. Raise NotEvidence if they cannot be read."""
    try:
        queries = json.loads(read_text(path, evidence.QUERIES))
    except (ValueError, RecursionError):
        queries = None
    if not isinstance(queries, list):
        raise NotEvidence(f"the file {evidence.QUERIES} cannot be read")
    return queries


def compare(path: str, name: str, text: str) -> None:
    """Raise NotEvidence if a file is not exactly this text, which was made again."""
    written = read_text(path, name)
    if written == text:
        return
    lines = zip(written.split("\n"), text.split("\n"), strict=False)
    place = next((number for number, (one, other) in enumerate(lines, 1) if one != other), "the last")
    raise NotEvidence(f"the file {name} differs from what the jobs and policies give, at line {place}")
