# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/generate.py: change the code and the templates that it reads, not this file.

from __future__ import annotations


class ModuleDocFragment:
    """Which jobs to read, and how."""

    # For modules.
    DOCUMENTATION = r"""
options:
  since:
    description:
      - 'The beginning of the window of time: a duration back from now (V(90m), V(24h), V(7d), V(2w)), an ISO 8601
        date or time (UTC if it names no offset), or epoch seconds.'
    type: str
    default: 24h
  until:
    description:
      - 'The end of the window of time, in the same format as O(since). It is exclusive: a job that starts then
        is not returned.'
      - A date without a time means the end of that day in UTC, so V(2026-11-21) includes the entire day.
      - If not given, all jobs until now are returned.
    type: str
  job_types:
    description:
      - 'Only jobs of these types: normalised names, the vendor''s names, or the vendor''s numbers.'
      - A normalised name stands for every type of the product that it covers.
    type: list
    elements: str
  services:
    description:
      - 'Only jobs of these services: normalised names, the vendor''s names, or the vendor''s numbers.'
      - V(all), alone, stands for every service, so that each job has its service. A product that reports the service
        of a job only where it is requested is read one service at a time then, without the jobs of services that
        its API no longer accepts, or that this collection does not know.
    type: list
    elements: str
  statuses:
    description:
      - 'Only jobs with these statuses: normalised names, the vendor''s names, or the vendor''s numbers.'
      - A job with an unknown status is returned only for V(unknown); there is a warning about it in any case.
    type: list
    elements: str
  limit:
    description:
      - Return at most this many jobs, the newest. C(complete) is V(false) then if there may be more.
    type: int
  page_size:
    description:
      - How many jobs to request in one page. A service that returns fewer without notice is read completely too.
    type: int
    default: 100
  concurrency:
    description:
      - The number of concurrent requests of the task.
    type: int
    default: 8
  read_timeout:
    description:
      - How long the read may take in total, such as V(90s), V(30m) or V(2h), including repeated requests.
      - A read that is not finished by then fails; it does not return a part.
    type: str
    default: 30m
  include_raw:
    description:
      - Whether each job has the data that the service sent for it, as C(raw).
    type: bool
    default: false
"""

    # For lookups.
    PLUGINS = r"""
options:
  since:
    description:
      - 'The beginning of the window of time: a duration back from now (V(90m), V(24h), V(7d), V(2w)), an ISO 8601
        date or time (UTC if it names no offset), or epoch seconds.'
    type: str
    default: 24h
  until:
    description:
      - 'The end of the window of time, in the same format as O(since). It is exclusive: a job that starts then
        is not returned.'
      - A date without a time means the end of that day in UTC, so V(2026-11-21) includes the entire day.
      - If not given, all jobs until now are returned.
    type: str
  job_types:
    description:
      - 'Only jobs of these types: normalised names, the vendor''s names, or the vendor''s numbers.'
      - A normalised name stands for every type of the product that it covers.
    type: list
    elements: str
  services:
    description:
      - 'Only jobs of these services: normalised names, the vendor''s names, or the vendor''s numbers.'
      - V(all), alone, stands for every service, so that each job has its service. A product that reports the service
        of a job only where it is requested is read one service at a time then, without the jobs of services that
        its API no longer accepts, or that this collection does not know.
    type: list
    elements: str
  statuses:
    description:
      - 'Only jobs with these statuses: normalised names, the vendor''s names, or the vendor''s numbers.'
      - A job with an unknown status is returned only for V(unknown); there is a warning about it in any case.
    type: list
    elements: str
  limit:
    description:
      - Return at most this many jobs, the newest. C(complete) is V(false) then if there may be more.
    type: int
  page_size:
    description:
      - How many jobs to request in one page. A service that returns fewer without notice is read completely too.
    type: int
    default: 100
  concurrency:
    description:
      - The number of concurrent requests of the task.
    type: int
    default: 8
  read_timeout:
    description:
      - How long the read may take in total, such as V(90s), V(30m) or V(2h), including repeated requests.
      - A read that is not finished by then fails; it does not return a part.
    type: str
    default: 30m
  include_raw:
    description:
      - Whether each job has the data that the service sent for it, as C(raw).
    type: bool
    default: false
"""
