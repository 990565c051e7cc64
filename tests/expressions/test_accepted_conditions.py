"""What the checker accepts, the evaluator decides: over any facts the models allow, and over no more than was read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_facts import BINDINGS, Params
from strategies import facts_of

from readiness.expressions import Engine, check

ENGINE = Engine(datetime(2026, 11, 22, tzinfo=UTC))
CONDITIONS = (
    '"TLSv1.3" in tls.versions.accepted && !("TLSv1.0" in tls.versions.accepted)',
    'tls.versions.accepted == ["TLSv1.3"] || tls.versions.refused == []',
    'tls.versions.accepted.all(v, v in ["TLSv1.2", "TLSv1.3"])',
    'tls.versions.refused.map(v, v.lowerAscii()).exists(v, v.startsWith("ssl"))',
    "tls.versions.v1_0 < tls.versions.v10",
    "tls.certificate.trust == 'trusted' && tls.certificate.key.kind != 'rsa'",
    "has(tls.certificate.ocsp_url) && tls.certificate.ocsp_url.startsWith('http')",
    "!has(tls.certificate.ocsp_url) || size(tls.certificate.ocsp_url) < 100",
    "tls.certificate.ocsp_url != ''",
    "tls.certificate.issuer_key.bits >= tls.certificate.key.bits",
    "has(tls.certificate.issuer_key.bits) && tls.certificate.issuer_key == tls.certificate.key",
    "days_until(tls.certificate.not_after) > 21 && age_days(tls.certificate.not_after) < params.days",
    "timestamp(tls.certificate.not_after) > timestamp(now) + duration('504h')",
    "target.url.split('/')[0] in tls.certificate.names",
    "target.names.all(n, n in tls.certificate.names) && params.allowed.exists_one(a, a in target.names)",
    "tls.timing.handshake_ms < 250 && tls.timing.handshake_ms / 2.0 <= params.ratio",
    "sum(tls.timing.rounds_ms) / 2.0 > 1 && sum(tls.timing.rounds_ms) + tls.timing.handshake_ms >= 0.5",
    "tls.timing.resumed ? tls.timing.median_ms < tls.timing.handshake_ms : tls.timing.handshake_ms > 1.5",
    "size(tls.timing.rounds_ms) > 0 && tls.timing.rounds_ms[0] > 1",
    "cidr_contains('10.0.0.0/8', tls.peer.address) || cidr_contains('fc00::/7', tls.peer.alternative)",
    "'a' in tls.peer.headers && tls.peer.headers['a'].contains('x')",
    "tls.peer.headers['a'] == 'x'",
    "tls.peer.headers.all(h, h != '' && tls.peer.headers[h].size() < 100)",
    "tls.peer.keys.exists(k, tls.peer.keys[k].bits > 2048)",
    "tls.peer.chain[1].key.bits > 2048",
    "tls.peer.chain.filter(c, c.key.kind == 'rsa').all(c, c.key.bits >= 2048 && c.names.exists(n, n.endsWith('.com')))",
    "tls.peer.chain.map(c, c.key.bits > 1, c.issuer_key.bits).all(b, b > 1)",
    "tls.peer.chain.exists(c, c == tls.certificate)",
    "has(tls.hsts.max_age) && tls.hsts.max_age >= params.days * 86400",
    "size(pools) > 0 && pools.all(p, size(p.members.names) > 0)",
    "pools.map(p, p.members.names).exists(names, names.all(n, n.matches('^a+$')))",
    "pools.filter(p, p.limits.server_connections > 5).size() <= 3 || pools[0].limits.server_connections == 1",
    "size(tls.peer.chain.map(c, c.ocsp_url)) >= 0",
)


VALUES = {
    name: st.lists(facts_of(binding.model), max_size=3) if binding.many else facts_of(binding.model)
    for name, binding in BINDINGS.items()
} | {"params": facts_of(Params)}


def values(*conditions: str) -> st.SearchStrategy[dict[str, Any]]:
    """What the names in the conditions stand for."""
    roots = {root for condition in conditions for root in ENGINE.compile(condition).roots}
    return st.fixed_dictionaries({root: VALUES[root] for root in sorted(roots - {"now"})})


def kept(value: Any, paths: Iterable[tuple[str, ...]]) -> Any:
    """Only what the paths lead to; lists keep their length and maps what is on the way."""
    paths = list(paths)
    if () in paths or not isinstance(value, list | dict):
        return value
    if isinstance(value, list):
        return [kept(item, [path[1:] for path in paths if path[0] == "[]"]) for item in value]
    heads = {path[0] for path in paths}
    return {
        key: kept(item, [path[1:] for path in paths if path[0] in (key, "[]")])
        for key, item in value.items()
        if key in heads or "[]" in heads
    }


@pytest.mark.parametrize("condition", CONDITIONS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_an_accepted_condition_never_ends_in_an_error(condition: str, data: st.DataObject) -> None:
    check(condition, BINDINGS, Params)
    truth = ENGINE.evaluate(ENGINE.compile(condition), data.draw(values(condition)))
    assert truth.kind in ("true", "false", "absent"), truth.detail


@pytest.mark.parametrize("condition", CONDITIONS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_facts_that_are_not_among_the_reads_change_nothing(condition: str, data: st.DataObject) -> None:
    reads = check(condition, BINDINGS, Params).reads
    everything = data.draw(values(condition))
    read_alone = {
        name: kept(value, [read.path for read in reads if read.root == name]) for name, value in everything.items()
    }
    compiled = ENGINE.compile(condition)
    assert compiled.reads == reads
    assert ENGINE.evaluate(compiled, read_alone) == ENGINE.evaluate(compiled, everything)
    assert ENGINE.explain(compiled, read_alone) == ENGINE.explain(compiled, everything)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_the_parts_agree_with_the_whole(data: st.DataObject) -> None:
    condition = data.draw(st.sampled_from([c for c in CONDITIONS if " && " in c or " || " in c]))
    facts = data.draw(values(condition))
    whole, *rest = ENGINE.parts(ENGINE.compile(condition), facts)
    assert whole.truth == ENGINE.evaluate(ENGINE.compile(condition), facts)
    for part in rest:
        assert part.truth == ENGINE.evaluate(ENGINE.compile(part.text), facts)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_explanations_are_plain_json_of_bounded_size(data: st.DataObject) -> None:
    facts = data.draw(values(*CONDITIONS))
    for condition in CONDITIONS:
        for seen in ENGINE.explain(ENGINE.compile(condition), facts):
            assert len(json.dumps(seen.value, allow_nan=False)) < 20_000
