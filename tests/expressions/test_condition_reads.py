"""What a condition reads, runs over and guards."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sample_facts import BINDINGS, Params

from readiness.expressions import Engine, Read, check


def shown(reads):
    return {".".join((read.root, *read.path)) for read in reads}


@pytest.mark.parametrize(
    ("condition", "reads"),
    [
        ('"TLSv1.3" in tls.versions.accepted', {"tls.versions.accepted"}),
        ("sum(pools.map(p, p.limits.server_connections)) > 1", {"pools.[].limits.server_connections"}),
        ("pools.filter(p, p.limits.server_connections > 1).all(p, size(p.members.names) > 2)",
         {"pools.[].limits.server_connections", "pools.[].members.names"}),
        ("pools.exists(p, p.members.names.exists(n, n == target.url))", {"pools.[].members.names.[]", "target.url"}),
        ("pools.map(p, p.members)[0].names == []", {"pools.[].members.names"}),
        ("pools[0].limits.server_connections > params.days", {"pools.[].limits.server_connections", "params.days"}),
        ("tls.peer.keys['a'].bits > 1", {"tls.peer.keys.[].bits"}),
        ("tls.peer.keys.all(k, tls.peer.keys[k].bits > 1)", {"tls.peer.keys.[].bits"}),
        ("tls.peer.headers.all(k, k != '')", {"tls.peer.headers.[]"}),
        ("has(tls.hsts.max_age)", {"tls.hsts.max_age"}),
        ("tls.certificate == tls.peer.chain[0]", {"tls.certificate", "tls.peer.chain.[]"}),
        ("(tls.timing.resumed ? tls.peer.chain[0] : tls.certificate).key.bits > 1",
         {"tls.timing.resumed", "tls.peer.chain.[].key.bits", "tls.certificate.key.bits"}),
        ("(tls.versions.refused + target.names).exists(n, n == '')", {"tls.versions.refused.[]", "target.names.[]"}),
        ("[tls.certificate, tls.peer.chain[0]].all(c, c.key.bits > 1)",
         {"tls.certificate.key.bits", "tls.peer.chain.[].key.bits"}),
        ("size([tls.certificate, tls.peer.chain[0]]) > 1 && [pools, pools].all(p, size(p) > 0)", {"tls.certificate"}),
        ("{'a': tls.certificate}.a.key.bits > 1", {"tls.certificate.key.bits"}),
        ("tls.peer.chain.exists(tls, tls.key.bits > 1)", {"tls.peer.chain.[].key.bits"}),
        ("size(tls.peer.chain.map(c, c.key.bits)) > 1", {"tls.peer.chain.[].key.bits"}),
        ("size(tls.peer.chain) > 1", {"tls.peer.chain"}),
        ("tls.peer.chain.all(c, true)", {"tls.peer.chain"}),
        ("timestamp(now) > timestamp('2026-01-01T00:00:00Z')", {"now"}),
        ("tls == tls", {"tls"}),
    ],
)  # fmt: skip
def test_it_finds_every_read(condition, reads):
    checked = check(condition, BINDINGS, Params)
    assert shown(checked.reads) == reads
    assert Engine(datetime.now(UTC)).compile(condition).reads == checked.reads


@pytest.mark.parametrize("condition", ["size(pools) > 0", "pools.size() > 0", "pools.all(p, true)"])
def test_counting_what_a_name_stands_for_reads_no_fact(condition):
    checked = check(condition, BINDINGS)
    assert checked.reads == frozenset()
    assert checked.roots == {"pools"}


def test_it_names_the_functions():
    condition = "size(target.names) > 1 && target.url.startsWith('a') && sum(tls.timing.rounds) > 1"
    assert check(condition, BINDINGS).functions == {"size", "startsWith", "sum"}


@pytest.mark.parametrize("word", ["all", "exists", "exists_one", "filter", "map"])
def test_every_loop_over_facts_is_noted_with_its_place(word):
    condition = f"!([1] == [1] && target.names.{word}(n, n != '') == target.names.{word}(n, n != ''))"
    quantified = check(condition, BINDINGS).quantified
    first = condition.index(word)
    assert quantified == {
        (Read("target", ("names",)), first),
        (Read("target", ("names",)), condition.index(word, first + 1)),
    }


def test_places_are_those_of_each_source_even_if_they_mean_the_same():
    for condition in ("pools.all(p, true)", "   pools.all(p, true)", "pools . all(p, true)"):
        assert check(condition, BINDINGS).quantified == {(Read("pools", ()), condition.index("all"))}


def test_loops_in_loops_and_after_filters_are_noted():
    condition = "pools.filter(p, p.members.names.exists(n, n == '')).all(q, q.members.names.all(n, n != ''))"
    quantified = {".".join((read.root, *read.path)) for read, _ in check(condition, BINDINGS).quantified}
    assert quantified == {"pools", "pools.[].members.names"}


@pytest.mark.parametrize(
    "guard",
    [
        "size(pools) > 0", "size(pools) >= 1", "size(pools) != 0", "size(pools) == 3", "size(pools) > 7",
        "0 < size(pools)", "1 <= size(pools)", "0 != size(pools)", "2 == size(pools)", "pools.size() > 0",
    ],
)  # fmt: skip
def test_a_required_size_guards(guard):
    pools = {Read("pools", ())}
    assert check(guard, BINDINGS).size_guards == pools
    assert check(f"target.url != '' && ({guard} && pools.all(p, true)) && true", BINDINGS).size_guards == pools


@pytest.mark.parametrize(
    "condition",
    [
        "size(pools) >= 0", "size(pools) > -1", "size(pools) == 0", "size(pools) != 1", "size(pools) < 5",
        "0 > size(pools)", "!(size(pools) > 0)", "size(pools) > 0 || true", "size(pools) > 0 ? true : true",
        "pools.all(p, size(pools) > 0) == true", "size(pools.filter(p, true)) >= 0", "[size(pools) > 0][0]",
    ],
)  # fmt: skip
def test_what_does_not_require_a_size_guards_nothing(condition):
    assert check(condition, BINDINGS).size_guards == frozenset()


def test_a_guard_inside_a_loop_guards_the_loop_below_it():
    condition = "pools.all(p, size(p.members.names) > 0 && p.members.names.all(n, n != ''))"
    assert check(condition, BINDINGS).size_guards == {Read("pools", ("[]", "members", "names"))}
