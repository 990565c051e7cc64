"""Policies that ask for less than they seem to."""

from __future__ import annotations

from hashlib import sha256

from false_greens.cases import false_green, false_greens
from false_greens.written import ENVIRONMENT, TLS13, policy, written
from readiness.load.policy.pins import Pin

QUOTED = f"'{TLS13}'"
URL = "https://policies.example/base.yaml"


def checked(stage, **files):
    """A policy check of ``policy.yaml``."""
    stage.write(**files)
    return stage.run("policy", "check", "./policy.yaml")


@false_greens(
    "a typo makes a policy ask for something that nobody gives",
    [
        ("tls.verisons.accepted", "`tls` has no fact group `verisons`"),
        ("tls.versions.acepted", "`tls.versions` has no fact `acepted`"),
    ],
    code=2,
)
def a_fact_with_a_typo(stage, fact):
    return checked(stage, policy=policy(written("typo", f"'size({stage.pick(fact, 'tls.versions.accepted')}) > 0'")))


@false_greens(
    "a key that nobody reads is ignored",
    [("requires", "unknown key `requires`"), ("recomend", "unknown key `recomend`")],
    code=2,
)
def a_key_that_nobody_reads(stage, key):
    more = f"    {key}: tls.certificate.trusted\n"
    return checked(stage, policy=policy(written("a", QUOTED) + stage.pick(more, "")))


@false_green("a gate that nobody reads is ignored", code=2, says="unknown key `scroe`")
def a_gate_with_a_typo(stage):
    return checked(stage, policy=policy(written("a", QUOTED), head=f"gate: {{{stage.pick('scroe', 'score')}: 95}}\n"))


@false_green(
    "whatever a condition yields is as good as true",
    code=2,
    says="a condition must be true or false, this is of type list",
)
def a_condition_that_is_not_boolean(stage):
    return checked(stage, policy=policy(written("a", stage.pick("tls.versions.accepted", QUOTED))))


@false_green(
    "an observation that no condition reads looks like a check", code=2, says="nothing reads the observation `http`"
)
def an_observation_that_nobody_reads(stage):
    observe = stage.pick("{tls: {}, http: {}}", "{tls: {}}")
    return checked(stage, policy=policy(written("a", QUOTED, observe)))


BASE = 'policy: base\nversion: "1"\nparams: {days: {type: int, default: 30, source: tried, stricter: higher}}\n'
BASE += "controls:\n" + written("kept", QUOTED) + written("dropped", "'size(tls.versions.accepted) > params.days - 29'")
TOP = 'policy: top\nversion: "1"\nextends: [./base.yaml]\n'


@false_green("a control is dropped, and nobody knows why", code=2, says="`kept` must be text, but is empty")
def dropped_without_a_reason(stage):
    return checked(stage, base=BASE, policy=TOP + stage.pick("drop: {kept: }\n", "drop: {kept: asked elsewhere}\n"))


@false_green(
    "a control that is dropped is another one than was meant", code=2, says="no extended policy has a control `keptt`"
)
def dropped_what_is_not_there(stage):
    return checked(stage, base=BASE, policy=TOP + f"drop: {{{stage.pick('keptt', 'kept')}: asked elsewhere}}\n")


@false_green("a pinned policy was changed where it is kept", code=2, says="is not what was pinned")
def a_pinned_policy_that_changed(stage):
    text = policy(written("pinned", QUOTED))
    pin = Pin(URL, sha256(text.encode()).hexdigest())
    pin.path.parent.mkdir(parents=True)
    pin.path.write_text(stage.pick(text.replace("severity: high", "severity: low"), text), encoding="utf-8")
    return stage.run("policy", "check", str(pin))


@false_greens(
    "a file that cannot be read is one in which nothing is asked",
    [("policy", "policy.yaml: is not text (UTF-8)"), ("environment", "readiness.yaml: is not text (UTF-8)")],
    code=2,
)
def an_unreadable_file(stage, which):
    stage.write(readiness=ENVIRONMENT, policy=policy(written("a", QUOTED)))
    if stage.tricked:
        name = {"policy": "policy.yaml", "environment": "readiness.yaml"}[which]
        (stage.folder / name).write_bytes(b"policy: caf\xe9\n")
    return stage.run("plan", "prod")
