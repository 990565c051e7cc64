"""Policies written down, for tests to break."""

from __future__ import annotations

CONTROL = """\
  - id: {id}
    title: A control
    severity: high
    target: {target}
    observe: {observe}
{more}    require: {require}
    rationale: tried
    remedy: {{none: none}}
    references: [none]
"""
CATALOG = """\
catalog: guide
title: A guide
chapters: [{id: web, number: 1, title: Web}]
phases: [{id: first, title: First, row: "1"}]
rows:
  - {id: "1", chapter: web, phase: first, asks: Something}
  - {id: "1.1", chapter: web, phase: first, asks: Something else}
"""
TRUSTED = "tls.certificate.trusted"


def control(name="a", require=TRUSTED, observe="{tls: {}}", target="site", more=""):
    return CONTROL.format(id=name, require=require, observe=observe, target=target, more=more)


def policy(*controls, head="", name="mine"):
    return f'policy: {name}\nversion: "1"\n{head}controls:\n' + "".join(controls)
