# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Libraries that are missing."""

from __future__ import annotations

import sys

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils.errors import CloudBackupError
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.junit import to_junit
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.library import library
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.openmetrics import to_openmetrics
from reports import samples

MESSAGE = (
    "the Python library {} is needed on the controller and cannot be imported; "
    "requirements.txt of the collection avepoint.cloud_backup lists it"
)


@pytest.mark.parametrize("error", [ModuleNotFoundError("x"), ImportError("x"), SystemError("x")])
def test_a_library_that_cannot_be_imported_is_named(error: Exception) -> None:
    with pytest.raises(CloudBackupError) as caught, library("some-library"):
        raise error
    assert str(caught.value) == MESSAGE.format("some-library")


def test_a_library_that_can_be_imported_is_used() -> None:
    with library("some-library"):
        import json
    assert json


def test_every_format_names_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    report = samples.all_green()
    for name, module, render in (
        ("junitparser", "junitparser", to_junit),
        ("prometheus-client", "prometheus_client", to_openmetrics),
    ):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(CloudBackupError) as caught:
            render(report)
        assert str(caught.value) == MESSAGE.format(name)
