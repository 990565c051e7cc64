"""Everything that the http probe sends was planned, and the server saw nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from http_nginx import NAME, web

from readiness.model.observation import Sent
from readiness.probes.http import Http
from readiness.probes.plugin import Planned

LINES = """location = /go { return 302 https://$host:HTTPS_PORT/; }
location / { default_type text/html; return 200 '<script src="/a.3f2a1b9c.js"></script><img src="/b.png">'; }"""
COUNTS = {"response": 1, "redirects": 3, "page": 2, "assets": 4, "cors": 40, "protocols": 2}


def test_every_group_is_counted_here() -> None:
    assert set(COUNTS) == set(Http.groups())


@pytest.mark.parametrize("group", COUNTS)
def test_the_server_saw_what_was_noted_and_what_was_noted_was_planned(
    tmp_path: Path, observe: Callable[..., Any], group: str
) -> None:
    with web(tmp_path, LINES) as server:
        target = server.api(origins=["https://a.test", "https://b.test", "https://c.test"], paths=["/go", "/x[1]"])
        sent: list[Sent] = []
        inputs = {"path": "/go"}
        observe(Http, group, target, endpoint=server.endpoint, inputs=inputs, sent=sent)
        seen = server.log(COUNTS[group])
    assert seen == [f"{one.to} {one.what}" for one in sent]
    assert len(sent) == COUNTS[group]
    assert {one.at for one in sent} == {"127.0.0.1"}
    values = Http.inputs.model_validate(inputs)
    templates = Http.groups()[group].sends(Planned(target=target, name=NAME, inputs=values, reach_ports={}))
    for one in sent:
        assert any(template.matches(one.kind, one.to, one.what) for template in templates), one
    assert len(sent) <= sum(template.at_most for template in templates if template.kind == "http")


def test_a_plan_names_each_path_and_method(tmp_path: Path) -> None:
    with web(tmp_path, LINES) as server:
        target = server.api(origins=["https://a.test"], paths=["/v1", "/v2"])
        planned = Planned(target=target, name=NAME, inputs=Http.inputs(), reach_ports={})
        templates = Http.groups()["cors"].sends(planned)
    assert [(one.to, one.what, one.at_most) for one in templates] == [
        (f"{NAME}:{server.https}", what, 8) for what in ("GET /v1", "OPTIONS /v1", "GET /v2", "OPTIONS /v2")
    ]
