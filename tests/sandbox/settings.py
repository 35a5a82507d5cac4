# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parse the options of the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from . import times
from .paging import LINK_STYLES, LinkStyle
from .products import PRODUCTS
from .query import ApiVersion

_API_VERSIONS: Final[dict[str, tuple[ApiVersion, ...]]] = {
    "2024": ("2024",),
    "2025": ("2025",),
    "both": ("2024", "2025"),
}
Value = TypeVar("Value")
# Always the same, so that exported variables are valid for the next sandbox.
DEFAULT_PORT: Final = 8765


@dataclass(frozen=True)
class Settings:
    host: str
    port: int | None
    ready_file: Path | None
    seed: int
    now: int
    revisions: dict[str, tuple[ApiVersion, ...]]
    # Products whose API version 2025 is served at a former path instead.
    paths: dict[str, str]
    latency: float
    page_cap: int
    link_styles: dict[str, LinkStyle]
    tls: bool
    days: int
    jobs: dict[str, int]
    token_lifetime: float
    print_env: bool
    state_dir: Path | None
    parent_pid: int | None


def parse(arguments: Sequence[str] | None = None) -> Settings:
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        revisions = _per_product(options.revision, "2024")
        styles = _per_product(options.link_style, "")
        jobs = {name: int(text) for name, text in _per_product(options.jobs, "").items() if text}
        link_styles = {name: _link_style(name, text) for name, text in styles.items()}
        paths = {name: _former_path(name, text) for name, text in _per_product(options.path, "").items() if text}
        api_versions = {name: _one_of(_API_VERSIONS, text) for name, text in revisions.items()}
    except ValueError as error:
        parser.error(str(error))
    return Settings(
        host=options.host,
        port=options.port,
        ready_file=options.ready_file,
        seed=options.seed,
        now=times.now() if options.now is None else options.now,
        revisions=api_versions,
        paths=paths,
        latency=options.latency,
        page_cap=options.page_cap,
        link_styles=link_styles,
        tls=options.tls,
        days=options.days,
        jobs=jobs,
        token_lifetime=options.token_lifetime,
        print_env=options.print_env,
        state_dir=options.state_dir,
        parent_pid=options.parent_pid,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sandbox", description="A sandbox of the AvePoint job APIs, over real HTTP.")
    add = parser.add_argument
    add("--host", default="127.0.0.1")
    add(
        "--port",
        type=int,
        help=f"0 selects a free one; default {DEFAULT_PORT} with --print-env if it is free, otherwise 0",
    )
    add("--ready-file", type=Path, help="write addresses and credentials to this file when ready (JSON)")
    add("--seed", type=int, default=7)
    add("--now", type=times.parse_iso, help="the moment at which the data ends (ISO 8601)")
    add("--revision", action="append", default=[], metavar="[PRODUCT=]2024|2025|both")
    add(
        "--path",
        action="append",
        default=[],
        metavar="PRODUCT=PATH",
        help="serve API version 2025 only at this former path, such as m365=/backup/m365/jobs",
    )
    add("--latency", type=float, default=0.0, help="seconds to delay every API request")
    add("--page-cap", type=int, default=200, help="shorten larger pages to this, without notice")
    add("--link-style", action="append", default=[], metavar=f"[PRODUCT=]{'|'.join(LINK_STYLES)}")
    add("--tls", action="store_true", help="https, with a certificate authority of its own")
    add("--days", type=int, default=30, help="how far back the data goes")
    add("--jobs", action="append", default=[], metavar="PRODUCT=N", help="N synthetic jobs")
    add("--token-lifetime", type=float, default=3600.0)
    add("--print-env", action="store_true", help="print export lines for a shell")
    add("--state-dir", type=Path, help="keep the test certificates in this folder")
    add("--parent-pid", type=int, help="exit when this process ends")
    return parser


def _per_product(options: Sequence[str], default: str) -> dict[str, str]:
    """Return the value of each product from ``VALUE`` and ``PRODUCT=VALUE``; the latter takes precedence."""
    values = dict.fromkeys(PRODUCTS, default)
    for text in sorted(options, key=lambda option: "=" in option):
        name, equals, value = text.rpartition("=")
        if equals and name not in PRODUCTS:
            raise ValueError(f"there is no product {name!r}")
        values.update({name: value} if equals else dict.fromkeys(PRODUCTS, value))
    return values


def _former_path(name: str, text: str) -> str:
    """Return a former path of a product's API version 2025."""
    return _one_of({path: path for path in PRODUCTS[name].former_paths}, text)


def _link_style(name: str, text: str) -> LinkStyle:
    """Return the link style; a product without tokens keeps its own style if tokens are requested for all."""
    product = PRODUCTS[name]
    if not text or (text == "token" and product.token_name is None):
        return product.link_style
    return _one_of({style: style for style in LINK_STYLES}, text)


def _one_of(choices: dict[str, Value], text: str) -> Value:
    if text not in choices:
        raise ValueError(f"{text!r} is not one of {', '.join(choices)}")
    return choices[text]
