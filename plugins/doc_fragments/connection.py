# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/generate.py: change the code and the templates that it reads, not this file.

from __future__ import annotations


class ModuleDocFragment:
    """Where the services are, and who is asking."""

    # For modules.
    DOCUMENTATION = r"""
options:
  api_url:
    description:
      - The address of the API, such as V(https://graph-us.avepointonlineservices.com), without a path. A path is
        needed only if a gateway of your own serves the API below one.
      - Taken from O(environment) and O(data_center) if not given.
      - Plain V(http://) is accepted for loopback addresses only.
      - Taken from the environment variable E(AVEPOINT_API_URL) if not given.
    type: str
  data_center:
    description:
      - The tenant's data centre as in the host name of the API, such as V(us) for US East.
      - Without it, the host without a data centre is used, which partners and some tenants need.
      - Known data centres are V(au) (Australia), V(ca) (Canada Central, Toronto), V(ch) (Switzerland North, Zurich),
        V(de) (Germany West Central, Frankfurt), V(fr) (France Central, Paris), V(jp) (Japan West, Osaka), V(kr)
        (Korea Central, Seoul), V(ne) (Ireland), V(qa) (Qatar Central, Doha), V(sg) (Singapore), V(uae) (United
        Arab Emirates, Dubai), V(uk) (UK South, London), V(us) (US East), V(we) (Netherlands), V(za) (South Africa
        North, Johannesburg), V(gcp-au) (Google Cloud, Sydney), V(gcp-jp) (Google Cloud, Tokyo), V(gcp-kr) (Google
        Cloud, Seoul), V(gcp-us) (Google Cloud, Moncks Corner), V(gcp-we) (Google Cloud, Eemshaven).
      - The task warns about a data centre that is not known in the O(environment).
      - All tenants of V(environment=us_government), V(environment=aos2) and V(environment=fedramp) share one host,
        so this option has no effect there.
      - The data centres of V(environment=ibm) are not published and not checked.
      - 'Those that begin with V(gcp-) are available to these products only: m365, google, aos_scan.'
      - Taken from the environment variable E(AVEPOINT_DATA_CENTER) if not given.
    type: str
  environment:
    description:
      - The AvePoint Online Services environment that the tenant belongs to.
      - It determines where tokens are issued and where the API is, unless O(identity_url) and O(api_url) do.
      - V(commercial) (the commercial cloud) has its API at V(https://graph.avepointonlineservices.com), or with
        O(data_center) V(https://graph-{dc}.avepointonlineservices.com); tokens come from V(https://identity.avepointonlineservices.com).
      - V(us_government) (US Government) has its API at V(https://graph-gov.avepointonlineservices.com); tokens
        come from V(https://identity-gov.avepointonlineservices.com).
      - V(aos2) (AOS2) has its API at V(https://graph-aos2.avepointonlineservices.com); tokens come from V(https://identity-aos2.avepointonlineservices.com).
      - V(fedramp) (FedRAMP (Project Hosts)) has its API at V(https://graphusgovapi.online15.net); tokens come from
        V(https://identity.online15.net).
      - V(ibm) (IBM Storage Protect for Cloud) has its API at V(https://graph.sp4c.storage-defender.ibm.com), or
        with O(data_center) V(https://{dc}-graph.sp4c.storage-defender.ibm.com); tokens come from V(https://identity.sp4c.storage-defender.ibm.com).
      - Taken from the environment variable E(AVEPOINT_ENVIRONMENT) if not given.
    type: str
    choices:
      - commercial
      - us_government
      - aos2
      - fedramp
      - ibm
    default: commercial
  identity_url:
    description:
      - The address of the token service; tokens are requested at C(/connect/token) below it.
      - Taken from O(environment) if not given. Plain V(http://) is accepted for loopback addresses only.
      - Taken from the environment variable E(AVEPOINT_IDENTITY_URL) if not given.
    type: str
  client_id:
    description:
      - The client ID of the app that is registered in AvePoint Online Services.
      - Taken from the environment variable E(AVEPOINT_CLIENT_ID) if not given.
    type: str
  client_secret:
    description:
      - The client secret of the app.
      - Give one of O(client_secret), O(certificate_path) and O(access_token). One that is given as an option takes
        precedence over those of another kind in the environment.
      - Blank text counts as not given, here as in every option of the connection and in its variable.
      - Taken from the environment variable E(AVEPOINT_CLIENT_SECRET) if not given.
    type: str
  certificate_path:
    description:
      - A file with the app's certificate and its private key, as PEM (both in one file) or PFX.
      - The key must be an RSA key. The file is read on the host where the task runs.
      - A file that is empty counts as not given.
      - Taken from the environment variable E(AVEPOINT_CERTIFICATE_PATH) if not given.
    type: path
  certificate_password:
    description:
      - The password of the private key or of the PFX file, if it has one.
      - Taken from the environment variable E(AVEPOINT_CERTIFICATE_PASSWORD) if not given.
    type: str
  access_token:
    description:
      - A token obtained elsewhere, such as from M(avepoint.cloud_backup.login). It is not renewed.
      - Taken from the environment variable E(AVEPOINT_ACCESS_TOKEN) if not given.
    type: str
  validate_certs:
    description:
      - Whether the certificates of the services are verified. Leave this on.
      - Taken from the environment variable E(AVEPOINT_VALIDATE_CERTS) if not given.
    type: bool
    default: true
  ca_path:
    description:
      - A file or folder with CA certificates to verify the services with, instead of those of the system.
      - Taken from the environment variable E(AVEPOINT_CA_PATH) if not given.
    type: path
  proxy:
    description:
      - The URL of a proxy for all requests. Without it, the usual proxy variables apply.
      - It is removed from all output, since it can contain a password.
      - Taken from the environment variable E(AVEPOINT_PROXY) if not given.
    type: str
  timeout:
    description:
      - How many seconds one request may take, from the connection to the last byte.
      - Taken from the environment variable E(AVEPOINT_TIMEOUT) if not given.
    type: float
    default: 30
  retries:
    description:
      - 'How often a request is repeated after a temporary failure: a timeout, a broken connection, an incomplete
        response, 408, 429 and 5xx.'
      - The waits grow with each repetition and are never shorter than the C(Retry-After) of the service.
      - Taken from the environment variable E(AVEPOINT_RETRIES) if not given.
    type: int
    default: 5
  api_revision:
    description:
      - The version of the job APIs to use. V(auto) tries that of 2024 first, and that of 2025 where the service
        does not have the first. A product without API versions of these names is not affected.
      - The addresses where a product's API was served before are tried last.
      - Taken from the environment variable E(AVEPOINT_API_REVISION) if not given.
    type: str
    choices:
      - auto
      - '2024'
      - '2025'
    default: auto
requirements:
  - python >= 3.10
  - requests
  - urllib3 >= 2.2
  - pydantic >= 2
  - tenacity
  - PyJWT and cryptography, for O(certificate_path)
"""

    # For lookups.
    PLUGINS = r"""
options:
  api_url:
    description:
      - The address of the API, such as V(https://graph-us.avepointonlineservices.com), without a path. A path is
        needed only if a gateway of your own serves the API below one.
      - Taken from O(environment) and O(data_center) if not given.
      - Plain V(http://) is accepted for loopback addresses only.
    type: str
    env:
      - name: AVEPOINT_API_URL
  data_center:
    description:
      - The tenant's data centre as in the host name of the API, such as V(us) for US East.
      - Without it, the host without a data centre is used, which partners and some tenants need.
      - Known data centres are V(au) (Australia), V(ca) (Canada Central, Toronto), V(ch) (Switzerland North, Zurich),
        V(de) (Germany West Central, Frankfurt), V(fr) (France Central, Paris), V(jp) (Japan West, Osaka), V(kr)
        (Korea Central, Seoul), V(ne) (Ireland), V(qa) (Qatar Central, Doha), V(sg) (Singapore), V(uae) (United
        Arab Emirates, Dubai), V(uk) (UK South, London), V(us) (US East), V(we) (Netherlands), V(za) (South Africa
        North, Johannesburg), V(gcp-au) (Google Cloud, Sydney), V(gcp-jp) (Google Cloud, Tokyo), V(gcp-kr) (Google
        Cloud, Seoul), V(gcp-us) (Google Cloud, Moncks Corner), V(gcp-we) (Google Cloud, Eemshaven).
      - The task warns about a data centre that is not known in the O(environment).
      - All tenants of V(environment=us_government), V(environment=aos2) and V(environment=fedramp) share one host,
        so this option has no effect there.
      - The data centres of V(environment=ibm) are not published and not checked.
      - 'Those that begin with V(gcp-) are available to these products only: m365, google, aos_scan.'
    type: str
    env:
      - name: AVEPOINT_DATA_CENTER
  environment:
    description:
      - The AvePoint Online Services environment that the tenant belongs to.
      - It determines where tokens are issued and where the API is, unless O(identity_url) and O(api_url) do.
      - V(commercial) (the commercial cloud) has its API at V(https://graph.avepointonlineservices.com), or with
        O(data_center) V(https://graph-{dc}.avepointonlineservices.com); tokens come from V(https://identity.avepointonlineservices.com).
      - V(us_government) (US Government) has its API at V(https://graph-gov.avepointonlineservices.com); tokens
        come from V(https://identity-gov.avepointonlineservices.com).
      - V(aos2) (AOS2) has its API at V(https://graph-aos2.avepointonlineservices.com); tokens come from V(https://identity-aos2.avepointonlineservices.com).
      - V(fedramp) (FedRAMP (Project Hosts)) has its API at V(https://graphusgovapi.online15.net); tokens come from
        V(https://identity.online15.net).
      - V(ibm) (IBM Storage Protect for Cloud) has its API at V(https://graph.sp4c.storage-defender.ibm.com), or
        with O(data_center) V(https://{dc}-graph.sp4c.storage-defender.ibm.com); tokens come from V(https://identity.sp4c.storage-defender.ibm.com).
    type: str
    choices:
      - commercial
      - us_government
      - aos2
      - fedramp
      - ibm
    default: commercial
    env:
      - name: AVEPOINT_ENVIRONMENT
  identity_url:
    description:
      - The address of the token service; tokens are requested at C(/connect/token) below it.
      - Taken from O(environment) if not given. Plain V(http://) is accepted for loopback addresses only.
    type: str
    env:
      - name: AVEPOINT_IDENTITY_URL
  client_id:
    description:
      - The client ID of the app that is registered in AvePoint Online Services.
    type: str
    env:
      - name: AVEPOINT_CLIENT_ID
  client_secret:
    description:
      - The client secret of the app.
      - Give one of O(client_secret), O(certificate_path) and O(access_token). One that is given as an option takes
        precedence over those of another kind in the environment.
      - Blank text counts as not given, here as in every option of the connection and in its variable.
    type: str
    env:
      - name: AVEPOINT_CLIENT_SECRET
  certificate_path:
    description:
      - A file with the app's certificate and its private key, as PEM (both in one file) or PFX.
      - The key must be an RSA key. The file is read on the host where the task runs.
      - A file that is empty counts as not given.
    type: path
    env:
      - name: AVEPOINT_CERTIFICATE_PATH
  certificate_password:
    description:
      - The password of the private key or of the PFX file, if it has one.
    type: str
    env:
      - name: AVEPOINT_CERTIFICATE_PASSWORD
  access_token:
    description:
      - A token obtained elsewhere, such as from M(avepoint.cloud_backup.login). It is not renewed.
    type: str
    env:
      - name: AVEPOINT_ACCESS_TOKEN
  validate_certs:
    description:
      - Whether the certificates of the services are verified. Leave this on.
    type: bool
    default: true
    env:
      - name: AVEPOINT_VALIDATE_CERTS
  ca_path:
    description:
      - A file or folder with CA certificates to verify the services with, instead of those of the system.
    type: path
    env:
      - name: AVEPOINT_CA_PATH
  proxy:
    description:
      - The URL of a proxy for all requests. Without it, the usual proxy variables apply.
      - It is removed from all output, since it can contain a password.
    type: str
    env:
      - name: AVEPOINT_PROXY
  timeout:
    description:
      - How many seconds one request may take, from the connection to the last byte.
    type: float
    default: 30
    env:
      - name: AVEPOINT_TIMEOUT
  retries:
    description:
      - 'How often a request is repeated after a temporary failure: a timeout, a broken connection, an incomplete
        response, 408, 429 and 5xx.'
      - The waits grow with each repetition and are never shorter than the C(Retry-After) of the service.
    type: int
    default: 5
    env:
      - name: AVEPOINT_RETRIES
  api_revision:
    description:
      - The version of the job APIs to use. V(auto) tries that of 2024 first, and that of 2025 where the service
        does not have the first. A product without API versions of these names is not affected.
      - The addresses where a product's API was served before are tried last.
    type: str
    choices:
      - auto
      - '2024'
      - '2025'
    default: auto
    env:
      - name: AVEPOINT_API_REVISION
requirements:
  - python >= 3.10
  - requests
  - urllib3 >= 2.2
  - pydantic >= 2
  - tenacity
  - PyJWT and cryptography, for O(certificate_path)
"""
