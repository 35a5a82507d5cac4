#!/usr/bin/python
# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/generate.py: change the code and the templates that it reads, not this file.

from __future__ import annotations

DOCUMENTATION = r"""
module: login
short_description: Get an access token for AvePoint Cloud Backup
version_added: 0.1.0
description:
  - Gets one access token for the scopes of O(products), for the option O(access_token) of other modules.
  - Other modules get their tokens themselves; this one is for playbooks that read often, or that give a short-lived
    token to hosts that must not have the client secret.
author:
  - The avepoint.cloud_backup authors (@avepoint)
extends_documentation_fragment:
  - avepoint.cloud_backup.attributes
  - avepoint.cloud_backup.connection
options:
  products:
    description:
      - The products to read.
      - All of V(m365), V(google), V(dynamics365), V(salesforce), V(iaas) if not given. V(aos_scan) only where named.
    type: list
    elements: str
  read_timeout:
    description:
      - How long the login may take in total, such as V(90s), V(30m) or V(2h), including repeated requests.
    type: str
    default: 30m
notes:
  - The vendor states that the scope of dynamics365 does not work together with others; get a separate token for it.
  - The token is a secret. Register it with C(no_log=true) on the task.
seealso:
  - module: avepoint.cloud_backup.job_info
"""

EXAMPLES = r"""
- name: Get a token for two products
  avepoint.cloud_backup.login:
    products: [m365, google]
  register: login
  no_log: true

- name: Read with it
  avepoint.cloud_backup.job_info:
    products: [m365, google]
    access_token: "{{ login.access_token }}"
  register: result
"""

RETURN = r"""
access_token:
  description: The token, for the option O(access_token) of other modules. It is a secret.
  returned: success
  type: str
  sample: eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ
expires_at:
  description: When the token expires, in UTC.
  returned: success
  type: str
  sample: '2026-11-22T02:00:00Z'
"""

from ..module_utils import argument_spec
from ..module_utils._module import login
from ..module_utils._module.base import run_module
from ..module_utils._module.base_module import CloudBackupModule


def main(module_class: type[CloudBackupModule] = CloudBackupModule) -> None:
    """Get a token."""
    spec = argument_spec.argument_spec(login.login_options())
    run_module(module_class(argument_spec=spec, supports_check_mode=True), login.run)


if __name__ == "__main__":
    main()
