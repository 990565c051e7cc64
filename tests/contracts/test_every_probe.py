"""What holds for every probe, found by discovery."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter
from targets import TARGETS

from readiness import probes
from readiness.expressions import Binding, check
from readiness.model.outcomes import Safety
from readiness.model.target import KINDS, Target
from readiness.probes.plugin import Planned

NAMES = probes.names()
HEAVY = ("sslyze", "nassl", "checkdmarc", "httpx", "dns.message", "dns.resolver", "cryptography", "lxml", "requests")
PORTS = {"nameserver": 53, "smtp": 25}


def models(model: type[BaseModel]):
    yield model
    for field in model.model_fields.values():
        yield from inner(field.annotation)


def inner(annotation: Any):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from models(annotation)
    for argument in get_args(annotation):
        yield from inner(argument)


def planned(probe, kind):
    target = TypeAdapter(Target).validate_python(TARGETS[kind])
    name = target.all_names()[0] if probe.per_endpoint else ""
    return Planned(target=target, name=name, inputs=probe.inputs(), reach_ports=PORTS)


def test_the_four_probes_are_found_without_a_list():
    assert {"dns", "http", "mail", "tls"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_named_as_it_is_found_and_looks_at_known_kinds(name):
    probe = probes.find(name)
    assert probe.name == name
    assert probe.kinds <= set(KINDS)
    assert probe.groups()
    assert probe.__doc__


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_is_described_and_every_group_says_what_it_is(name):
    for group in probes.find(name).groups().values():
        assert group.summary.endswith((".", ")")), group.name
        for model in models(group.model):
            for field, info in model.model_fields.items():
                assert info.description, f"{model.__name__}.{field}"


@pytest.mark.parametrize("name", NAMES)
def test_conditions_can_be_checked_against_its_facts(name):
    binding = Binding(probes.find(name).facts(), groups=True)
    for group in probes.find(name).groups():
        assert check(f"probed.{group} == probed.{group}", {"probed": binding}).reads


@pytest.mark.parametrize("name", NAMES)
def test_what_it_sends_is_planned_with_a_budget_before_anything_is_contacted(name):
    probe = probes.find(name)
    for group in probe.groups().values():
        by_kind = [group.sends(planned(probe, kind)) for kind in sorted(probe.kinds)]
        assert any(by_kind), f"{name}.{group.name} says it sends nothing"
        assert all(0 < template.at_most <= 2000 for templates in by_kind for template in templates)


@pytest.mark.parametrize("name", NAMES)
def test_it_takes_its_inputs_by_default(name):
    probes.find(name).inputs()


@pytest.mark.parametrize("name", NAMES)
def test_importing_it_imports_none_of_what_it_works_with(name):
    code = f"import sys; from readiness import probes; probes.find({name!r})"
    code += f"; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", NAMES)
def test_its_time_limits_are_bounded(name):
    for group in probes.find(name).groups().values():
        assert 0 < group.timeout_s <= 180
        assert group.safety in Safety
