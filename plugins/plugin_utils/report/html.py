# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Render a report as one self-contained HTML page.

The environment of the templates escapes everything, and has neither the variables nor the filters and lookups of
Ansible. Text of the service is a value there, never a template.
"""

from __future__ import annotations

import functools
import re
import typing as t
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ...module_utils._compliance.period import find_zone
from ...module_utils.errors import OptionError
from ...module_utils.release import VERSION
from . import chart, display
from .models import Report
from .states import MEANINGS, PROBLEMS, STATES

TEMPLATES = Path(__file__).resolve().parents[3] / "roles" / "report" / "templates"
PAGE = "report.html.j2"
GENERATOR = f"avepoint.cloud_backup {VERSION}"
# No path of a file has these, and every template has one of them.
_TEMPLATE_TEXT = re.compile(r"[<{\n]")


def render(report: Report, template: str | None = None) -> str:
    """Return a report as a page, by the template of the role or by the user's: its text, or the path of its file.

    A user's template can extend C(report.html.j2) and replace its blocks. Raise OptionError if the file cannot be read
    or the template is wrong.
    """
    environment = _environment(report)
    if template is None:
        return environment.get_template(PAGE).render(report=report)
    text = template if _TEMPLATE_TEXT.search(template) else _read(template)
    try:
        return environment.from_string(text).render(report=report)
    except TemplateSyntaxError as error:
        raise OptionError("template", f"line {error.lineno}: {error.message}") from None
    except TemplateError as error:
        raise OptionError("template", error.message or type(error).__name__) from None
    # An expression of the user's template can raise anything.
    except Exception as error:
        raise OptionError("template", f"{type(error).__name__}: {error}") from None


def _read(path: str) -> str:
    try:
        return Path(path).expanduser().read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OptionError("template", f"the file {path!r} cannot be read: {reason}") from None


def _environment(report: Report) -> ImmutableSandboxedEnvironment:
    """Return the environment for one report, whose time zone its functions use."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    zone = find_zone(report.time_zone)
    environment.globals = {
        "range": range,
        "namespace": environment.globals["namespace"],
        "generator": GENERATOR,
        "meanings": MEANINGS,
        "problem_states": PROBLEMS,
        "states": STATES,
        "day_statuses": display.DAY_STATUSES,
        "day_bars": chart.day_bars,
        "swatch": chart.swatch,
        "trend": functools.partial(chart.trend, zone=zone),
        "moment": functools.partial(display.moment, zone=zone),
    }
    functions: tuple[t.Callable[..., t.Any], ...] = (
        *(display.ago, display.bad_days, display.counted, display.day, display.day_counts, display.duration),
        *(display.number, display.percent, display.runs, display.short_day, display.words),
    )
    environment.filters.update({function.__name__: function for function in functions})
    return environment
