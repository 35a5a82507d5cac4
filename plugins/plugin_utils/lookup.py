# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base class of the lookups of jobs: options, the read, warnings, and one message for an error."""

from __future__ import annotations

import os
import typing as t

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

from ..module_utils import argument_spec, environment_variables, redaction, unexpected
from ..module_utils._http import certificate_file
from ..module_utils._module import dependencies, job_info
from ..module_utils._products.base import Product
from ..module_utils._products.enums import nearest
from ..module_utils.errors import CloudBackupError, sanitize

display = Display()


class JobsLookup(LookupBase):
    """Reads jobs with the options of the lookup; subclasses define the meaning of their terms."""

    def read(
        self,
        products: t.Callable[[], t.Sequence[Product]],
        variables: dict[str, t.Any] | None,
        given: dict[str, t.Any],
        services: t.Sequence[t.Any] = (),
    ) -> list[t.Any]:
        """Return the jobs of C(products), with the options C(given) as keywords.

        C(services) are added to the option of that name. Raise AnsibleLookupError with one message for any error.
        """
        given = environment_variables.given(argument_spec.CONNECTION, given)
        try:
            environment_variables.check(argument_spec.CONNECTION, given, os.environ)
        except CloudBackupError as error:
            raise AnsibleLookupError(str(error)) from None
        unset = environment_variables.defaults_of_blank(argument_spec.CONNECTION, os.environ)
        self.set_options(var_options=variables, direct={**unset, **given})
        # For a default of null, ansible-core takes the blank variable.
        params = {**self.get_options(), **{name: value for name, value in unset.items() if name not in given}}
        for name in sorted(given.keys() - params.keys()):
            # Ansible-core ignores unknown options: a misspelled filter would let everything through.
            raise AnsibleLookupError(sanitize(f"{name}: is not an option of this lookup{nearest(name, params)}"))
        if services:
            params["services"] = [*map(str, services), *(params.get("services") or ())]
        lacking = dependencies.missing(certificate=certificate_file.used(params, os.environ) is not None)
        if lacking is not None:
            raise AnsibleLookupError(lacking[0])
        redact = redaction.of_options(params)

        def warn(text: str) -> None:
            display.warning(sanitize(redact(text), None))

        try:
            result = job_info.read(products(), params, warn, show_trace=display.vvv, redact=redact)
        except CloudBackupError as error:
            raise AnsibleLookupError(redact(str(error))) from None
        except Exception as error:  # the last guard: a traceback would reach the user
            display.vvv(unexpected.trace(error))
            raise AnsibleLookupError(unexpected.message(error)) from None
        for warning in result.warnings:
            warn(warning)
        return list(result.jobs)
