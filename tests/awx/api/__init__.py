# Copyright (c) 2026, the avepoint.cloud_backup authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stub of the API of AWX 24.6.1: it keeps objects, checks each body, and records the requests.

It shares no code with the collection. It shows only what it checks, and it checks these rules of AWX; each file names
the places in the sources of AWX from which they are:

- fields.py, table.py: the fields of each resource with their types, lengths, choices and defaults, required ones, ids
  of objects that exist; surrounding space is removed from text; null is what an empty value is.
- resource.py: what is unique.
- rules/credential_types.py: inputs and injectors (by tests/awx/credential_type.py); kinds; no change of inputs, and no
  removal, while a credential is of the type; a field without a type is a string.
- rules/credentials.py: one owner; inputs of the type's fields alone, with their types, choices and formats; secrets are
  shown as $encrypted$, empty ones are not stored.
- rules/projects.py: addresses; options of git alone; a project has its playbooks after its update was waited for.
- rules/job_templates.py: a project, and a playbook that it has; an inventory or a question for it; other branches only
  where the project allows them; the organization of the project, whatever the body says.
- rules/surveys.py: questions, their variables, types, choices, limits and defaults.
- rules/prompts.py: what schedules and nodes give on launch: answers to the survey, no variables and fields for which
  the template does not ask; slices only with enough hosts.
- rules/schedules.py: the parts of an rrule; it is stored in one line.
- rules/workflows.py: nodes, links without a cycle, approvals.
- rules/associations.py: one credential of each type; kinds that a job can use.
- rules/notifications.py: parameters of email, slack and webhook; messages that can be rendered with what AWX allows.
- rules/execution_environments.py, rules/inventories.py: names of images, credentials of registries, hosts.
- query.py, app.py: filters, pages, tokens, basic authentication, the gateway of the Automation Platform.

It is stricter than AWX, which ignores them, with fields that a resource does not have, parameters of notifications
that their type does not have, and defaults of questions that are no answers. It refuses an UNTIL without a time zone.
It checks what a schedule gives on launch with every change; AWX does not if only limit, tags and the like change.

Bodies and answers were compared with those of an AWX 24.6.1: those of tests/functional/awx/bodies.py have the same
status there, and the answer names the same field.

It has no jobs, no fields that AWX computes from jobs, no permissions of users, no teams, no named URLs, and no other
resources.
"""
