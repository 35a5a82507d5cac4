# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write what follows from the code: modules, lookups, fragments, tables of the README and of docs/api.

Options and enumerations are taken from plugins/module_utils, what is returned from
tools/reference/returns.yml, and the text around them from tools/templates. With --check nothing is
written; files that are not what they would be are named, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import re
import sys
import typing as t
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import jinja2
import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import interpreters, tree  # noqa: E402  # found only now that the root is on the path
from tools.markdown import fill, table  # noqa: E402  # likewise
from tools.yaml_text import dump  # noqa: E402  # likewise

sys.path.insert(0, str(tree.link()))

from ansible_collections.avepoint.cloud_backup.plugins.module_utils import argument_spec, environments, times  # noqa: E402  # likewise
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._compliance.catalogue import CATALOGUE, NOT_SHOWN  # noqa: E402  # likewise
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._jobs import job  # noqa: E402  # likewise
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._module import job_compliance, job_gate  # noqa: E402  # likewise
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.base import Product  # noqa: E402  # likewise
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.enums import (  # noqa: E402  # likewise
    Enumeration,
    EnumValue,
    OpenEnumeration,
)
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._products.registry import PRODUCTS, default_products  # noqa: E402  # likewise
from ansible_collections.avepoint.cloud_backup.plugins.module_utils._wait import spec  # noqa: E402  # likewise
from ansible_collections.avepoint.cloud_backup.plugins.module_utils.option import Option  # noqa: E402  # likewise
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report import build, csv_text, states  # noqa: E402  # likewise
from ansible_collections.avepoint.cloud_backup.plugins.plugin_utils.report.openmetrics import METRICS, Metric  # noqa: E402  # likewise
from tools import api_pages, key_docs, report_schema  # noqa: E402  # likewise
from tools.awx import data_files, page_tables  # noqa: E402  # likewise

VERSION = "0.1.0"
HEADER = "\n".join(Path(__file__).read_text(encoding="utf-8").splitlines()[:3])
SHEBANG = "#!/usr/bin/python"
GENERATED = "# Written by tools/generate.py: change the code and the templates that it reads, not this file."
# Ansible adds to a result with `dest` what it finds of the file.
OF_DEST = ("dest", "sha256", "state", "mode", "owner", "group", "uid", "gid", "size")
# The modules that read several products in one task.
SEVERAL_PRODUCTS = ("job_compliance", "job_gate", "job_info")
ACCESS = {
    "check_mode": ("full", "Can run in check mode and return what it would without it; no file is written then."),
    "diff_mode": ("none", "Will return details on what has changed, in diff mode."),
}
REQUIREMENTS = [
    "python >= 3.10",
    "requests",
    "urllib3 >= 2.2",
    "pydantic >= 2",
    "tenacity",
    "PyJWT and cryptography, for O(certificate_path)",
]


def option_docs(given: t.Iterable[Option], *, lookup: bool) -> dict[str, t.Any]:
    """The documentation of options."""
    return {option.name: _option(option, lookup) for option in given}


def _option(option: Option, lookup: bool) -> dict[str, t.Any]:
    lines = list(option.description)
    if option.env and not lookup:
        lines.append(f"Taken from the environment variable E({option.env}) if not given.")
    docs: dict[str, t.Any] = {"description": lines, "type": option.type}
    if option.required:
        docs["required"] = True
    if option.elements:
        docs["elements"] = option.elements
    if option.choices:
        docs["choices"] = list(option.choices)
    if option.default is not None:
        docs["default"] = option.default
    if option.env and lookup:
        docs["env"] = [{"name": option.env}]
    return docs


def listed(values: Enumeration, what: str) -> str:
    """Return one sentence that names the values of an enumeration."""
    if isinstance(values, OpenEnumeration):
        return f"The vendor publishes no list of {what}; any name is taken as it is, in lower case with underscores."
    names = dict.fromkeys(f"V({member.name})" for member in values.values)
    return f"The product's {what} are {', '.join(names)}."


def normal_words(values: Enumeration) -> str:
    """Return one sentence with the values that each normalised name stands for, where it is not itself."""
    words: dict[str, dict[str, None]] = {}
    for member in values.values:
        words.setdefault(member.normalized, {})[_named(values, member)] = None
    meanings = [
        f"V({word}) stands for {', '.join(names)}" for word, names in words.items() if list(names) != [f"V({word})"]
    ]
    return f"Of the normalised names, {'; '.join(meanings)}." if meanings else ""


def _named(values: Enumeration, member: EnumValue) -> str:
    """Return a value; with its API version where another one gives the same number another normalised name."""
    others = {other.normalized for other in values.values if other.code == member.code}
    when = f" (in API version {member.until or member.since})" if len(others) > 1 else ""
    return f"V({member.name}){when}"


def of_some_versions(product: Product, values: Enumeration) -> str:
    """Return one sentence with the values that some of the product's API versions do not have."""
    if isinstance(values, OpenEnumeration):
        return ""
    having: dict[tuple[str, ...], dict[str, None]] = {}
    for name in dict.fromkeys(value.name for value in values.values):
        known = [one for one in values.values if one.name == name]
        versions = tuple(v for v in product.api_versions if any(product.knows(one, v) for one in known))
        if len(versions) < len(product.api_versions):
            having.setdefault(versions, {})[f"V({name})"] = None
    parts = [
        f"API version {' and '.join(versions)} alone has {', '.join(names)}"
        for versions, names in sorted(having.items())
    ]
    return f"Of them, {'; '.join(parts)}. They are not requested from a tenant that has another one." if parts else ""


def product_filters(product: Product) -> list[Option]:
    """Return the filters with the product's own values; the others are in the fragment."""
    values = {"job_types": product.job_types, "services": product.services, "statuses": product.statuses}
    names = {"job_types": "job types", "services": "services", "statuses": "statuses"}
    filters = []
    for option in argument_spec.FILTERS:
        known = values.get(option.name)
        if option.name == "services" and known is None:
            description: tuple[str, ...] = (
                "Jobs of this product have no services, so this is an error; leave it out.",
            )
        elif known is not None:
            parts = (listed(known, names[option.name]), of_some_versions(product, known), normal_words(known))
            description = (*option.description, *filter(None, parts))
        else:
            continue
        filters.append(Option(option.name, description, option.type, option.elements))
    return filters


def own_options(given: t.Iterable[Option]) -> list[Option]:
    """The options of a module besides those of the connection, with the keys of what is a list of mappings."""
    connection = {option.name for option in argument_spec.CONNECTION}
    return [key_docs.with_keys(option) for option in given if option.name not in connection]


def google_cloud_products() -> list[str]:
    """The names of the products that are available in data centres of Google Cloud."""
    return [product.name for product in PRODUCTS.values() if product.in_google_cloud]


def connection_options() -> list[Option]:
    """The connection options; that of the data centre names the products that are available in Google Cloud."""
    prefix, products = environments.GOOGLE_CLOUD_PREFIX, ", ".join(google_cloud_products())
    known = f"Those that begin with V({prefix}) are available to these products only: {products}."
    return [
        replace(option, description=(*option.description, known)) if option.name == "data_center" else option
        for option in argument_spec.CONNECTION
    ]


def remarks(product: Product) -> list[str]:
    """Return what a user has to know of a product, as far as its declarations say it."""
    silent = [name for name, version in product.api_versions.items() if not version.rows_have_job_type]
    if not silent or product.services is None:
        return []
    when = "" if len(silent) == len(product.api_versions) else f" in API version {' and '.join(silent)}"
    return [
        f"A job of this product{when} contains neither its service nor its type.",
        "With O(services) or O(job_types) given, each value is requested on its own and the jobs are labelled with it.",
    ]


def notes_of_products() -> list[str]:
    """Return what differs from one product to another where several are read."""
    plain = [product.name for product in PRODUCTS.values() if product.services is None]
    return [
        *(f"O(services) does not filter {name}, whose jobs have no services." for name in plain),
        *(
            f"Of {product.name}, the jobs with C({option.name}={option.default}) are read; for others see "
            f"M(avepoint.cloud_backup.{product.name}_job_info)."
            for product in PRODUCTS.values()
            for option in product.options
            if option.default is not None
        ),
    ]


def example_service(product: Product) -> str | None:
    """Return a service for the examples."""
    if product.services is None:
        return None
    values = product.services.values
    return values[0].name if values else product.example_service


class Writer:
    """All files that are generated, by their path."""

    def __init__(self) -> None:
        self.files: dict[Path, str] = {}
        returns = (ROOT / "tools/reference/returns.yml").read_text(encoding="utf-8")
        self._returns = yaml.safe_load(returns.replace("JOB_TYPES", _words(job.JOB_TYPES)))
        # Python and Markdown are written, no HTML: nothing is to be escaped.
        self._templates = jinja2.Environment(
            loader=jinja2.FileSystemLoader(ROOT / "tools/templates"),
            keep_trailing_newline=True,
            trim_blocks=True,
            undefined=jinja2.StrictUndefined,
            autoescape=False,
        )

    def add(self, path: str, template: str, **values: t.Any) -> None:
        """A file from a template."""
        common = {"shebang": SHEBANG, "header": HEADER, "generated": GENERATED, "version": VERSION}
        self.files[ROOT / path] = self._templates.get_template(template).render(**common, **values)

    def returns(self, *keys: str) -> str:
        """RETURN of a module."""
        return dump({key: self._returns[key] for key in keys})

    def gate_returns(self) -> str:
        """RETURN of the module that judges: everything comes also when it fails over the verdicts."""
        returned = self._returns["passed"]["returned"]
        keys = ("msg", "passed", "verdicts", "summary", "queries")
        return dump({key: {**self._returns[key], "returned": returned} for key in keys})

    def compliance_returns(self) -> str:
        """RETURN of the module that judges a period: everything comes also when it fails over the result."""
        keys = ("compliant", "period", "counts", "subjects", "controls", "exclusions", "evidence")
        returned = self._returns["compliant"]["returned"]
        description = [
            "Whether everything is compliant, and one line for each subject that is not.",
            "With O(enforce=true), the message that the task fails with.",
        ]
        message = {
            "description": description,
            "returned": returned,
            "type": "str",
            "sample": "Compliant: 12 of 12 subjects",
        }
        shared = {key: {**self._returns[key], "returned": returned} for key in ("summary", "queries")}
        return dump({"msg": message, **{key: self._returns[key] for key in keys}, **shared})

    def wait_returns(self) -> str:
        """RETURN of the module that waits: jobs come also when it fails."""
        keys = ("outcome", "timed_out", "elapsed_seconds", "missing", "progress")
        jobs = {**self._returns["jobs"], "returned": self._returns["outcome"]["returned"]}
        return dump({"jobs": jobs, **{key: self._returns[key] for key in keys}})

    def lookup_returns(self) -> str:
        """RETURN of a lookup: its list of jobs."""
        jobs = self._returns["jobs"]
        return dump({"_raw": {**jobs, "returned": "success"}}).replace("O(dest)", "C(dest)")

    def fragments(self) -> None:
        """The fragments that modules and lookups share."""
        attributes = {name: {"description": text, "support": support} for name, (support, text) in ACCESS.items()}
        group = {
            "description": "Use C(group/avepoint.cloud_backup.all) in C(module_defaults) to set defaults for all.",
            "support": "full",
            "membership": ["avepoint.cloud_backup.all"],
        }
        self.add(
            "plugins/doc_fragments/attributes.py",
            "fragment.py.j2",
            about="What modules can do.",
            modules=dump({"attributes": {**attributes, "action_group": group}}),
            plugins="",
        )
        self._fragment(
            "connection",
            "Where the services are, and who is asking.",
            connection_options(),
            requirements=REQUIREMENTS,
        )
        self._fragment("query", "Which jobs to read, and how.", argument_spec.QUERY)

    def _fragment(self, name: str, about: str, given: t.Iterable[Option], **more: t.Any) -> None:
        self.add(
            f"plugins/doc_fragments/{name}.py",
            "fragment.py.j2",
            about=about,
            modules=dump({"options": option_docs(given, lookup=False), **more}),
            plugins=dump({"options": option_docs(given, lookup=True), **more}),
        )

    def product(self, product: Product) -> None:
        """The module and the lookup of a product."""
        own = [*product_filters(product), *product.options]
        values = {
            "product": product,
            "remarks": remarks(product),
            "example_service": example_service(product),
            "runs": " or ".join(product.default_job_types),
        }
        self.add(
            f"plugins/modules/{product.name}_job_info.py",
            "product_module.py.j2",
            own_options=dump(option_docs([*own, *argument_spec.FILE], lookup=False), 2),
            returns=self.returns("jobs", "summary", "queries", *OF_DEST),
            **values,
        )
        self.add(
            f"plugins/lookup/{product.name}_jobs.py",
            "product_lookup.py.j2",
            own_options=dump(option_docs(own, lookup=True), 2),
            terms=self._terms(product),
            returns=self.lookup_returns(),
            **values,
        )

    @staticmethod
    def _terms(product: Product) -> str:
        if product.services is None:
            return "Jobs of this product have no services, so there are no terms."
        return "The services to read, none for all of them."

    def all(self) -> None:
        """Every file."""
        self.fragments()
        for product in PRODUCTS.values():
            self.product(product)
        self.add("plugins/module_utils/_products/shipped.py", "shipped.py.j2", names=sorted(PRODUCTS))
        names = [product.name for product in default_products()]
        more = [name for name in PRODUCTS if name not in names]
        by_name = f" V({'), V('.join(more)}) only where named." if more else ""
        choose = Option(
            "products",
            (*argument_spec.PRODUCTS.description, f"All of V({'), V('.join(names)}) if not given.{by_name}"),
            "list",
            "str",
        )
        several = [choose, *argument_spec.FILE, argument_spec.ON_ERROR]
        self.add(
            "plugins/modules/job_info.py",
            "job_info.py.j2",
            own_options=dump(option_docs(several, lookup=False), 2),
            products=PRODUCTS.values(),
            notes_of_products=notes_of_products(),
            returns=self.returns("jobs", "summary", "queries", "errors", *OF_DEST),
        )
        self.add(
            "plugins/modules/login.py",
            "login.py.j2",
            own_options=dump(option_docs([choose, argument_spec.LOGIN_TIMEOUT], lookup=False), 2),
            separate=[product.name for product in PRODUCTS.values() if product.scope_alone],
            returns=self.returns("access_token", "expires_at"),
        )
        self.add(
            "plugins/modules/job_gate.py",
            "job_gate.py.j2",
            own_options=dump(option_docs(own_options(job_gate.gate_options()), lookup=False), 2),
            returns=self.gate_returns(),
        )
        self.add(
            "plugins/modules/job_compliance.py",
            "job_compliance.py.j2",
            own_options=dump(option_docs(own_options(job_compliance.compliance_options()), lookup=False), 2),
            returns=self.compliance_returns(),
        )
        self.add(
            "plugins/modules/job_wait.py",
            "job_wait.py.j2",
            own_options=dump(option_docs(own_options(spec.wait_options()), lookup=False), 2),
            returns=self.wait_returns(),
        )
        self.add("plugins/lookup/jobs.py", "jobs.py.j2", names=names, more=more, returns=self.lookup_returns())
        self.actions()
        self.metadata()
        self.sidecars()
        self.awx()
        self.readme()
        self.compliance_page()
        self.tables("roles/report/README.md", {"states": states_table()})
        self.api_pages()
        self.files[ROOT / "docs/schemas/report.json"] = report_schema.schema()

    def _modules(self) -> list[str]:
        return sorted(path.stem for path in self.files if path.parent == ROOT / "plugins/modules")

    def actions(self) -> None:
        """The action plugin of each module."""
        for module in self._modules():
            several = module in SEVERAL_PRODUCTS
            self.add(f"plugins/action/{module}.py", "action.py.j2", module=module, several=several)

    def metadata(self) -> None:
        """The action group of meta/runtime.yml, the tags of galaxy.yml, and what names its version."""
        modules = self._modules()
        tags = [
            "avepoint",
            "backup",
            "cloud",
            *(product.tag for product in PRODUCTS.values() if product.tag),
            "monitoring",
        ]
        self._list("meta/runtime.yml", "  all:", 4, modules)
        self._list("galaxy.yml", "tags:", 2, tags)
        release = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
        self.add("plugins/module_utils/release.py", "release.py.j2", release=release)
        self.add(
            "playbooks/files/ee/execution-environment.yml",
            "execution-environment.yml.j2",
            release=release,
            core=interpreters.newest_core(),
        )

    def awx(self) -> None:
        """The AWX configuration in playbooks/vars/awx, and the tables of its page."""
        self.files |= {ROOT / path: text for path, text in data_files.files().items()}
        self.tables("docs/awx.md", page_tables.blocks())

    def _list(self, page: str, key: str, indent: int, items: t.Iterable[str]) -> None:
        """A list in a YAML file whose other lines are written by hand."""
        text = (ROOT / page).read_text(encoding="utf-8")
        lines = "".join(f"{' ' * indent}- {item}\n" for item in items)
        self.files[ROOT / page] = re.sub(rf"(?m)^{key}\n(?: {{{indent}}}- .*\n)+", f"{key}\n{lines}", text)

    def sidecars(self) -> None:
        """The documentation of the filters and tests, one file for each template."""
        summary = self._returns["summary"]
        lacks = (
            "A job read back from a file may lack C(raw) and C(subject), but no other key. Any other value is an error."
        )
        values = {
            "one": _input("dict", ["A job as the modules and the lookups of this collection return it.", lacks]),
            "several": _input(
                "list", ["A list of jobs as the modules and the lookups of this collection return it.", lacks]
            ),
            "either": _input(
                "raw", ["A job or a list of jobs as the modules and the lookups of this collection return it.", lacks]
            ),
            "finished": _words(status for status in job.STATUSES if status in job.FINISHED),
            "unfinished": _words(status for status in job.STATUSES if status not in job.FINISHED),
            "tolerance": times.CLOCK_TOLERANCE // timedelta(minutes=1),
            "reportable": _input(
                "raw",
                [
                    "A report, or what P(avepoint.cloud_backup.report#filter) makes one from; a result of job_info, "
                    "job_gate or job_compliance, or a list of jobs.",
                    "Any other value is an error.",
                ],
            ),
            "csv_tables": csv_text.TABLES,
            "csv_columns": dump([_columns(table, names) for table, names in csv_text.COLUMNS.items()], 4),
            "metrics": dump([_metric(metric) for metric in METRICS], 4),
            "report": dump(report_schema.returned(), 6),
            "report_title": build.TITLE,
            "report_tenant": build.TENANT,
            "returns": dump({"_value": {key: summary[key] for key in ("description", "type", "contains")}}, 2),
        }
        for template in sorted((ROOT / "tools/templates/sidecars").iterdir()):
            kind, _mark, name = template.stem.partition("_")
            self.add(f"plugins/{kind}/{name}", f"sidecars/{template.name}", **values)

    def readme(self) -> None:
        """The tables of the README, between their marks."""
        self.tables(
            "README.md",
            {
                "modules": modules_table(),
                "scopes": scopes_table(),
                "connection": connection_table(),
                "environments": environments_table(),
                "data centers": data_centers_table(),
            },
        )

    def compliance_page(self) -> None:
        """The tables of docs/compliance.md, between their marks."""
        self.tables("docs/compliance.md", {"controls": controls_table(), "not shown": not_shown_table()})

    def api_pages(self) -> None:
        """The tables of docs/api, between their marks."""
        pages = api_pages.pages()
        pages["docs/api/authentication.md"] = {"environments": environments_table(), "scopes": scopes_table()}
        for page, blocks in pages.items():
            self.tables(page, blocks)

    def tables(self, page: str, blocks: t.Mapping[str, str]) -> None:
        """The generated tables of a page whose text is written by hand."""
        path = ROOT / page
        self.files[path] = fill(page, path.read_text(encoding="utf-8"), blocks)


def _input(kind: str, description: t.Sequence[str]) -> str:
    """What a filter or a test works on."""
    docs: dict[str, t.Any] = {"description": list(description), "type": kind}
    if kind == "list":
        docs["elements"] = "dict"
    return dump({"_input": {**docs, "required": True}}, 4)


def _columns(table: str, names: t.Iterable[str]) -> str:
    """One sentence with the columns of a table of CSV text."""
    return f"The columns of V({table}) are C({'), C('.join(names)})."


def _metric(metric: Metric) -> str:
    """One line with a metric, its labels and its help."""
    labels = f"{{{', '.join(metric.labels)}}}" if metric.labels else ""
    return f"C({metric.full_name}{labels}) - {metric.help}"


def _words(words: t.Iterable[str]) -> str:
    """Values one after the other, the last with an or."""
    *most, last = (f"V({word})" for word in words)
    return f"{', '.join(most)} or {last}"


def modules_table() -> str:
    """Each product with its module and its lookup."""
    rows = [[product.title, f"`{product.name}_job_info`", f"`{product.name}_jobs`"] for product in PRODUCTS.values()]
    rows.append(["several at once", "`job_info`", "`jobs`"])
    rows.append(["rules to pass or to stop on", "`job_gate`", ""])
    rows.append(["policies over a period, with evidence", "`job_compliance`", ""])
    rows.append(["runs to wait for", "`job_wait`", ""])
    rows.append(["an access token", "`login`", ""])
    return table(["product", "module", "lookup"], rows)


def controls_table() -> str:
    """Each control of the catalogue, and the requirements that give evidence for it."""
    rows = [
        [control.framework, control.control, control.title, ", ".join(f"`{key}`" for key in control.requirements)]
        for control in CATALOGUE
    ]
    return table(["framework", "control", "title", "evidence"], rows)


def not_shown_table() -> str:
    """What the history of jobs cannot show, with the reason."""
    return table(["", "reason"], [list(row) for row in NOT_SHOWN])


def states_table() -> str:
    """Each state of a subject in a report, worst first."""
    return table(["state", ""], [[f"`{name}`", meaning.description] for name, meaning in states.MEANINGS.items()])


def scopes_table() -> str:
    """Each product's scope, and whether it grants more than reading."""
    return table(
        ["product", "scope", ""],
        [
            [
                product.title,
                f"`{product.scope}`",
                "grants writing too; there is none that only reads" if product.scope_writes else "reads",
            ]
            for product in PRODUCTS.values()
        ],
    )


def connection_table() -> str:
    """The connection options and their variables."""
    rows = []
    for option in argument_spec.CONNECTION:
        default = "" if option.default is None else f"`{str(option.default).lower()}`"
        others = [f"`{choice}`" for choice in option.choices or () if choice != option.default]
        values = f"{default} (or {', '.join(others)})" if others else default
        rows.append([f"`{option.name}`", f"`{option.env}`", values])
    return table(["option", "variable", "default"], rows)


def environments_table() -> str:
    """The environments with the hosts of tokens and of the API."""
    rows = []
    for name, known in environments.ENVIRONMENTS.items():
        hosts = [known.api, *([known.api_of.format("{dc}")] if known.api_of else [])]
        rows.append([f"`{name}`", known.title, f"`{known.identity}`", "<br>".join(f"`{host}`" for host in hosts)])
    return table(["`environment`", "", "tokens", "API"], rows)


def data_centers_table() -> str:
    """The data centres of the commercial environment, and the products that run there."""
    rows = []
    in_google_cloud = google_cloud_products()
    for name, place in environments.DATA_CENTERS.items():
        rows.append(
            [
                f"`{name}`",
                place,
                ", ".join(in_google_cloud) if name.startswith(environments.GOOGLE_CLOUD_PREFIX) else "all",
            ]
        )
    return table(["`data_center`", "place", "products"], rows)


def main() -> int:
    """Write or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, and fail if anything would change")
    check = parser.parse_args().check
    writer = Writer()
    writer.all()
    stale = [
        path for path, text in writer.files.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        if check:
            print(f"{path.relative_to(ROOT)} is not what tools/generate.py would write")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(writer.files[path], encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
