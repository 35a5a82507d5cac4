# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of AWX for a custom credential type, and what AWX does with a credential of it when a job starts.

``problems`` holds these rules; a type without problems is accepted by the API:

- the schema of the fields (``credential_inputs.py``),
- the schema of the injectors, and what their templates may refer to (``credential_injectors.py``).

``value_problems`` and ``saved`` hold the rules for the values of a credential (``credential_values.py``), without the
check of private keys. ``render`` makes the environment, files and extra variables of a job
(``credential_rendering.py``).

Not held, since they are not about these two fields: the kind of a custom type is ``cloud`` or ``net``, and its inputs
cannot be changed while a credential of it exists (awx/api/serializers.py: CredentialTypeSerializer.validate).
"""

from __future__ import annotations

from awx.credential_injectors import injector_problems
from awx.credential_inputs import input_problems
from awx.credential_rendering import Rendered, render
from awx.credential_values import saved, value_problems

__all__ = ["Rendered", "problems", "render", "saved", "value_problems"]


def problems(inputs: object, injectors: object) -> list[str]:
    """Return why the API refuses a credential type with these fields and injectors, one sentence each."""
    wrong = input_problems(inputs)
    # AWX judges no template while the fields are wrong (awx/main/fields.py: CredentialTypeInjectorField.validate).
    return wrong + injector_problems(injectors, fields=None if wrong else inputs)
