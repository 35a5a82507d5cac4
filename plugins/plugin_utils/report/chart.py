# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The geometry of the charts, as SVG paths: the bars of days, and the trend of a figure.

A path has all bars of one status, so that a page with thousands of days stays small. Each status has its own shape, not
only its own colour.
"""

from __future__ import annotations

import typing as t
from datetime import tzinfo

from ...module_utils import times
from .display import DAY_STATUSES, consecutive
from .models import Day, Outlier

Measure = t.Literal["duration", "objects"]

HEIGHT = 28
# A chart of days is this wide at most, a day of it that much.
_WIDTH, _WIDEST_DAY = 540, 18
TREND_WIDTH, TREND_HEIGHT = 210, 40
# Room for the marks at the edges of a trend.
_MARGIN = 5


class Bars(t.NamedTuple):
    """The chart of a subject's days: its width, and a path for each status."""

    width: float
    paths: dict[str, str]


class Trend(t.NamedTuple):
    """The chart of a figure, and the figures to print beside it.

    C(dots) are the days between two without the figure, which have no line.
    """

    line: str
    dots: str
    area: str
    outliers: str
    lowest: float
    highest: float
    last: float


def day_bars(days: t.Sequence[Day]) -> Bars:
    """Return the chart of the days of a subject."""
    pitch = min(_WIDEST_DAY, _WIDTH / max(1, len(days)))
    width = round(pitch * 0.76, 1)
    paths: dict[str, str] = {}
    for status in DAY_STATUSES:
        path = "".join(
            _SHAPES[status](round(number * pitch, 1), width)
            for number, each in enumerate(days)
            if each.status == status
        )
        if path:
            paths[status] = path
    return Bars(round(pitch * len(days), 1), paths)


def swatch(status: str) -> str:
    """Return the path of a single day, for the key of the chart."""
    return _SHAPES[status](0, 10)


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:.4g} {y:.4g}h{width:.4g}v{height:.4g}h-{width:.4g}z"


def _full(x: float, width: float) -> str:
    return _box(x, 0, width, HEIGHT)


def _interrupted(x: float, width: float) -> str:
    """Return a bar with a gap, like an exclamation mark."""
    return _box(x, 0, width, 18) + _box(x, 22, width, 6)


def _low(x: float, width: float) -> str:
    """Return a bar with its upper half cut off diagonally."""
    return f"M{x:.4g} 6l{width:.4g} 8v14h-{width:.4g}z"


def _hollow(x: float, width: float) -> str:
    """Return the outline of a bar: the inner box runs the other way, so that it is left out."""
    edge = min(2.0, width / 4)
    inner = f"M{x + edge:.4g} {edge:.4g}v{HEIGHT - 2 * edge:.4g}h{width - 2 * edge:.4g}v-{HEIGHT - 2 * edge:.4g}z"
    return _full(x, width) + inner


def _stripes(x: float, width: float) -> str:
    return "".join(_box(x, y, width, 2) for y in range(1, HEIGHT, 6))


def _stub(x: float, width: float) -> str:
    return _box(x, HEIGHT - 4, width, 4)


def _dots(x: float, width: float) -> str:
    side = min(4.0, width)
    return "".join(_box(x + (width - side) / 2, y, side, 4) for y in (2, 12, 22))


def _dot(x: float, width: float) -> str:
    side = min(3.0, width)
    return _box(x + (width - side) / 2, HEIGHT - 3, side, 3)


_SHAPES: dict[str, t.Callable[[float, float], str]] = {
    "good": _full,
    "warning": _interrupted,
    "failed": _low,
    "missed": _hollow,
    "none": _stub,
    "excluded": _stripes,
    "unknown": _dots,
    "future": _dot,
}


def trend(days: t.Sequence[Day], outliers: t.Sequence[Outlier], measure: Measure, zone: tzinfo) -> Trend | None:
    """Return the chart of the longest run or of the objects of each day; None if fewer than two days have the figure.

    The line starts at zero and has a gap where a day has no figure.
    """
    values = [each.longest_seconds if measure == "duration" else each.objects for each in days]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    points = {
        number: _point(number, value, len(values), max(known))
        for number, value in enumerate(values)
        if value is not None
    }
    marked = {_date(each, zone) for each in outliers if each.measure == measure and each.started_at}
    runs = [[points[number] for number in run] for run in consecutive(points)]
    return Trend(
        line="".join(_line(run) for run in runs if len(run) > 1),
        dots="".join(f"M{x:g} {y:g}h0" for run in runs if len(run) == 1 for x, y in run),
        area="".join(_area(run) for run in runs if len(run) > 1),
        outliers="".join(_diamond(*points[n]) for n, each in enumerate(days) if n in points and each.date in marked),
        lowest=min(known),
        highest=max(known),
        last=known[-1],
    )


def _point(number: int, value: float, days: int, highest: float) -> tuple[float, float]:
    x = _MARGIN + number * (TREND_WIDTH - 2 * _MARGIN) / max(1, days - 1)
    y = TREND_HEIGHT - value / (highest or 1) * (TREND_HEIGHT - _MARGIN)
    return round(x, 1), round(y, 1)


def _line(points: t.Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _area(points: t.Sequence[tuple[float, float]]) -> str:
    return f"{_line(points)}V{TREND_HEIGHT}H{points[0][0]:g}z"


def _diamond(x: float, y: float) -> str:
    return f"M{x:g} {y - 5:g}l5 5-5 5-5-5z"


def _date(outlier: Outlier, zone: tzinfo) -> str:
    return str(times.parse_iso(outlier.started_at).astimezone(zone).date())
