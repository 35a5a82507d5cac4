# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the finder of compiled files stands among the others."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils import bytecode


class Other:
    """A finder of another program; ansible-test's must stay the first."""


class _AnsibleCollectionFinder:
    """The loader of ansible-core."""


class CompiledFiles:
    """The finder, of a collection that was loaded before."""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([Other, _AnsibleCollectionFinder, Other], ["Other", "CompiledFiles", "_AnsibleCollectionFinder", "Other"]),
        ([_AnsibleCollectionFinder], ["CompiledFiles", "_AnsibleCollectionFinder"]),
        ([CompiledFiles, _AnsibleCollectionFinder], ["CompiledFiles", "_AnsibleCollectionFinder"]),
        ([Other], ["Other"]),
    ],
)
def test_the_finder_is_once_before_the_loader_of_ansible_core(before: list[type[t.Any]], after: list[str]) -> None:
    finders = [finder() for finder in before]
    bytecode.install(finders)
    assert [type(finder).__name__ for finder in finders] == after
