# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the main function of a module in this process."""

from __future__ import annotations

import contextlib
import marshal
import re
import typing as t
from dataclasses import dataclass

from ansible import constants
from ansible.errors import AnsibleError

from ..module_utils._module.base_module import CloudBackupModule
from . import core_json, process_state

# What Python writes for a number: masking removes a secret of these characters from numbers too.
_NUMBER = re.compile(r"[-+.0-9a-fin]+", re.ASCII)
# And a secret that is a part of these words from booleans and nulls, before ansible-core 2.19.
_WORDS = ("True", "False", "None")


@dataclass
class Ended:
    """What a module returned; its jobs are separate where they need not be masked."""

    returned: dict[str, t.Any] | None = None
    jobs: list[t.Any] | None = None


def run(
    main: t.Callable[..., None], arguments: dict[str, t.Any], environ: t.Mapping[str, str], folder: str
) -> tuple[dict[str, t.Any], list[t.Any] | None]:
    """Run a module with these arguments and additional environment variables in a folder.

    Return what it returned, and separately its jobs unless they need to be masked.
    """
    ended = Ended()

    class Module(InProcessModule):
        """The module of this run."""

        def end(self, returned: dict[str, t.Any], jobs: list[t.Any] | None) -> None:
            ended.returned, ended.jobs = returned, jobs

    # A folder that ansible-core removes at its end, however the task ends.
    arguments["_ansible_tmpdir"] = constants.DEFAULT_LOCAL_TMP
    encoded = core_json.encode_arguments(arguments)
    with process_state.separate(encoded, environ, folder), contextlib.suppress(SystemExit):
        main(Module)
    if ended.returned is None:
        raise AnsibleError("the module ended without a result")
    return ended.returned, ended.jobs


class InProcessModule(CloudBackupModule):
    """A module that hands its result over instead of printing it."""

    own_process = False

    def end(self, returned: dict[str, t.Any], jobs: list[t.Any] | None) -> None:
        """Take the result."""
        raise NotImplementedError

    def _return_formatted(self, kwargs: dict[str, t.Any]) -> None:
        jobs = kwargs.get("jobs")
        self._jobs = None
        # Masking and encoding copy every value, which takes longer than reading the jobs.
        if isinstance(jobs, list) and not contains(jobs, {*self.no_log_values, core_json.TYPE_PREFIX}):
            self._jobs = kwargs.pop("jobs")
        super()._return_formatted(kwargs)

    def _record_module_result(self, o: dict[str, t.Any]) -> None:
        """Take the result, from ansible-core 2.19 on."""
        self.end(o, self._jobs)

    def jsonify(self, data: t.Any) -> str:
        """Take the result, before ansible-core 2.19."""
        self.end(data, self._jobs)
        return ""


def contains(jobs: list[t.Any], secrets: t.Iterable[str]) -> bool:
    """Return whether masking could change a value of the jobs; true if in doubt."""
    found = [secret for secret in secrets if secret]
    if any(_NUMBER.fullmatch(secret) or any(secret in word for word in _WORDS) for secret in found):
        return True
    data = marshal.dumps(jobs)
    return any(secret.encode("utf-8", "surrogatepass") in data for secret in found)
