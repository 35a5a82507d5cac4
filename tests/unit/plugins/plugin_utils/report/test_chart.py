# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The geometry of the charts."""

from __future__ import annotations

import itertools
import re
import zoneinfo

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report import chart
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.display import DAY_STATUSES
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.models import Outlier
from reports import parts

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


def starts(path: str) -> list[float]:
    """Return where the parts of a path begin, from the left."""
    return [float(x) for x in re.findall(r"M([\d.]+) ", path)]


def outlier(started_at: str, measure: str = "duration") -> Outlier:
    values = {"job_id": "1", "value": 9.0, "typical": 1.0, "text": ""}
    return Outlier.model_validate({**values, "started_at": started_at, "measure": measure})


def test_bars_have_a_path_for_each_status() -> None:
    bars = chart.day_bars(parts.days_of("gg.gf", None, 60))
    assert list(bars.paths) == ["good", "failed", "none"]
    assert starts(bars.paths["good"]) == [0, 18, 54]
    assert starts(bars.paths["failed"]) == [72]
    assert bars.width == 90


@pytest.mark.parametrize("days", [1, 30, 31, 60, 90])
def test_bars_fit_into_their_width(days: int) -> None:
    bars = chart.day_bars(parts.days_of("g" * days, None, 60))
    positions = starts(bars.paths["good"])
    width = float(re.findall(r"h([\d.]+)v", bars.paths["good"])[0])
    assert len(positions) == days
    assert all(following - position > width for position, following in itertools.pairwise(positions))
    assert positions[-1] + width <= bars.width <= 540


def test_no_days_have_no_bars() -> None:
    assert chart.day_bars([]) == (0, {})


def test_every_status_has_its_own_shape() -> None:
    assert len({chart.swatch(status) for status in DAY_STATUSES}) == len(DAY_STATUSES)


def test_a_trend_has_the_figures_beside_it() -> None:
    days = parts.days_of("ggg", 1000, 600)
    lengths = [day.longest_seconds for day in days]
    trend = chart.trend(days, [], "duration", BERLIN)
    assert trend is not None
    assert (trend.lowest, trend.highest, trend.last) == (min(lengths), max(lengths), lengths[-1])
    # From the left edge to the right one; the highest is at the top.
    points = [tuple(map(float, point.split())) for point in re.split("[ML]", trend.line)[1:]]
    assert [x for x, _y in points] == [5, 105, 205]
    assert points[lengths.index(max(lengths))][1] == 5
    assert all(5 <= y < chart.TREND_HEIGHT for _x, y in points)


def test_a_trend_has_gaps_and_dots() -> None:
    trend = chart.trend(parts.days_of("gg.g..ggg", 1000, 600), [], "objects", BERLIN)
    assert trend is not None
    assert len(starts(trend.line)) == len(starts(trend.area)) == 2
    assert starts(trend.dots) == [80]


@pytest.mark.parametrize("history", ["", "....", "g", "?>"])
def test_less_than_two_days_have_no_trend(history: str) -> None:
    assert chart.trend(parts.days_of(history, 10, 600), [], "duration", BERLIN) is None


def test_a_trend_of_nothing_but_zero_is_at_the_bottom() -> None:
    trend = chart.trend(parts.days_of("gg", 0, 600), [], "objects", BERLIN)
    assert trend is not None
    assert trend.line == "M5 40L205 40"


def test_outliers_are_marked_on_their_local_day() -> None:
    days = parts.days_of("ggg", 1000, 600)
    # In Berlin it is the 20th already.
    late = outlier("2026-11-19T23:30:00Z")
    trend = chart.trend(days, [late, outlier("2026-11-21T01:00:00Z", "objects"), outlier("")], "duration", BERLIN)
    assert trend is not None
    assert starts(trend.outliers) == [105]


def test_an_outlier_outside_of_the_days_has_no_mark() -> None:
    trend = chart.trend(parts.days_of("ggg", 1000, 600), [outlier("2026-10-01T00:00:00Z")], "duration", BERLIN)
    assert trend is not None
    assert trend.outliers == ""
