# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of docs/api, and what is written there by hand of the members of a job."""

from __future__ import annotations

import importlib
import re
import types
import typing as t
from pathlib import Path

import pytest

from ansible_collections.avepoint.cloud_backup.plugins.module_utils._http import fields
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs import job
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.base import Product
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS
from tools import api_pages, markdown

ROOT = Path(__file__).resolve().parents[3]
MODULES = "ansible_collections.avepoint.cloud_backup.plugins.module_utils._products"


def cells(table: str) -> list[list[str]]:
    """Return the rows of a table with their cells, without the head."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def members(page: str) -> list[tuple[list[str], list[str]]]:
    """Return each row of the table of the members of a job: the members and the return keys."""
    section = page.partition("## Members of a job")[2].partition("\n## ")[0]
    rows = cells("\n".join(line for line in section.splitlines() if line.startswith("|")))
    return [tuple(re.findall(r"`([A-Za-z_.]+)`", re.sub(r"\(.*?\)", "", cell)) for cell in row) for row in rows]  # type: ignore[misc]  # each row has two cells


def read_by(model: type[fields.WireModel]) -> set[str]:
    """Return the members that a model reads, in lower case, those of an inner object after its name."""
    found: set[str] = set()
    for info in model.model_fields.values():
        alias = info.validation_alias
        names = {alias} if isinstance(alias, str) else set(alias.choices)  # type: ignore[union-attr]  # no other kind is used
        inner = next(filter(None, map(inner_model, parts(info.annotation))), None)
        found |= {f"{name}.{part}" for name in names for part in read_by(inner)} if inner else names
    return found


def parts(annotation: t.Any) -> list[t.Any]:
    """Return an annotation with all annotations inside it."""
    return [annotation, *(part for inner in t.get_args(annotation) for part in parts(inner))]


def inner_model(annotation: t.Any) -> type[fields.WireModel] | None:
    """Return the annotation if it is a model."""
    is_model = isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias)
    return annotation if is_model and issubclass(annotation, fields.WireModel) else None


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=list(PRODUCTS))
def test_members_are_those_that_the_code_reads(product: Product) -> None:
    """The page of a product has each member that its row model reads, and no other."""
    row = importlib.import_module(f"{MODULES}.{product.name}")._Row
    fields.build(row)
    page = (ROOT / api_pages.FOLDER / f"{product.name}.md").read_text(encoding="utf-8")
    documented = {name.lower() for names, _keys in members(page) for name in names}
    assert documented == read_by(row)


@pytest.mark.parametrize("product", PRODUCTS.values(), ids=list(PRODUCTS))
def test_members_go_to_keys_that_a_job_has(product: Product) -> None:
    page = (ROOT / api_pages.FOLDER / f"{product.name}.md").read_text(encoding="utf-8")
    keys = {key for _names, found in members(page) for key in found}
    assert keys
    assert keys <= set(t.get_type_hints(job.Job))


def test_each_product_has_its_statuses_as_the_code_normalises_them() -> None:
    for product in PRODUCTS.values():
        blocks = api_pages.pages()[f"{api_pages.FOLDER}/{product.name}.md"]
        documented = {number: normal.strip("`") for number, _name, normal in cells(blocks["statuses"])}
        assert documented == {str(member.code): member.normalized for member in product.statuses.values}


def test_a_form_of_both_versions_has_one_column() -> None:
    google, m365 = (api_pages.requests_table(PRODUCTS[name]).splitlines()[0] for name in ("google", "m365"))
    assert google == "|  | API version 2024 and 2025 |"
    assert m365 == "|  | API version 2024 | API version 2025 |"


def test_a_number_with_two_meanings_has_a_row_for_each_version() -> None:
    iaas = PRODUCTS["iaas"]
    rows = cells(api_pages.values_table(iaas, iaas.job_types, "`job_type`"))
    assert [row[2:] for row in rows if row[0] == "20012"] == [
        ["`backup`", "`azure_sql`", "2024", "yes"],
        ["`monitoring`", "`azure_sql`", "2025", "yes"],
    ]


def test_the_page_of_a_product_without_services_has_none() -> None:
    assert "service" not in api_pages.requests_table(PRODUCTS["salesforce"])


def test_blocks_are_written_between_their_marks_alone() -> None:
    text = "before\n<!-- a -->\nold\n<!-- end of a -->\nafter\n"
    assert markdown.fill("page.md", text, {"a": "new"}) == "before\n<!-- a -->\n\nnew\n\n<!-- end of a -->\nafter\n"


def test_a_page_without_marks_is_an_error() -> None:
    with pytest.raises(SystemExit, match=r"page\.md has no marks for the table a"):
        markdown.fill("page.md", "text", {"a": "new"})


def test_links_between_pages_lead_somewhere() -> None:
    for page in (ROOT / api_pages.FOLDER).glob("*.md"):
        for target in re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text(encoding="utf-8")):
            path, _mark, anchor = target.partition("#")
            linked = (page.parent / path) if path else page
            heads = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
            assert not anchor or anchor in {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
