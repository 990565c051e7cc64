"""What the checker accepts, and how it says what is wrong."""

from __future__ import annotations

import pytest
from sample_facts import BINDINGS, Params, Site

from readiness.expressions import Binding, ConditionError, check, is_name


def mistake(condition: str) -> ConditionError:
    with pytest.raises(ConditionError) as caught:
        check(condition, BINDINGS, Params)
    return caught.value


ACCEPTED = (
    '"TLSv1.3" in tls.versions.accepted',
    "days_until(tls.certificate.not_after) > 21",
    "tls.timing.handshake_ms > params.days && params.days < tls.timing.handshake_ms",
    "tls.timing.handshake_ms <= 2 && 2u < tls.timing.handshake_ms && tls.versions.v10 >= 1.5",
    "tls.certificate.subject < 'z' && tls.timing.resumed > false && b'a' < b'b'",
    "timestamp(now) < timestamp(tls.certificate.not_after) && duration('1h') < duration('2h')",
    'version("1.22.1") >= version(tls.certificate.subject)',
    "tls.versions.v1_0 == tls.versions.v10",
    "has(tls.hsts.max_age) && has(tls.certificate.issuer_key)",
    "pools.all(p, has(p.limits.server_connections))",
    "tls.certificate.trust == 'trusted'",
    "target.kind == 'site'",
    "tls.certificate == tls.peer.chain[0]",
    "tls.peer.headers['x'].upperAscii().split(',').map(w, w.trim()).join(' ') == ''",
    "sum(tls.timing.rounds) > 1 && sum(tls.timing.rounds_ms) > 1.5",
    "sum(pools.map(p, p.limits.server_connections)) < 9",
)


@pytest.mark.parametrize("condition", ACCEPTED)
def test_it_accepts(condition):
    assert check(condition, BINDINGS, Params).source == condition


@pytest.mark.parametrize(
    ("condition", "at", "message", "hint"),
    [
        ("tls.verisons.accepted == []", "verisons", "`Tls` has no field `verisons`", "did you mean `versions`?"),
        ("pools.all(p, p.limit.x > 0)", "limit.", "`Pool` has no field `limit`", "did you mean `limits`?"),
        ("tls.hsts.  qqq > 1", "qqq", "`Hsts` has no field `qqq`", "it has: max_age"),
        ("'é' == 'é' && tls.nope", "nope", "`Tls` has no field `nope`", "it has: certificate, hsts, peer, timing"),
        ("tsl.hsts.max_age > 1", "tsl", "unknown name `tsl`", "did you mean `tls`?"),
        ("zzzzz > 1", "zzzzz", "unknown name `zzzzz`", "names here are: now, params, pools, target, tls"),
        ("params.dyas > 1", "dyas", "`Params` has no field `dyas`", "did you mean `days`?"),
        ("tls.timing.resumed == True", "True", "unknown name `True`", "write `true`"),
        ("type(tls.timing.resumed) == int", "int", "unknown name `int`", ""),
        ("target.url.starstWith('a')", "starstWith", "unknown function `starstWith`", "did you mean `startsWith`?"),
        ("days_untill(now) > 1", "days_untill", "unknown function `days_untill`", "did you mean `days_until`?"),
        ("all(target.names, n, n == '')", "all", "`all` is not written like this", "list.all(x, condition)"),
        ("size(pools, 1) > 1", "size", "`size` does not exist with these arguments", ""),
        ("sum(target.names) > 1", "sum", "`sum()` does not take (list(string))", "sum(list<int>) -> int"),
        ("target.url > 1", ">", "`>` does not take (string, int)", ""),
        ("version(target.url) > '1'", ">", "`>` does not take (bytes, string)", ""),
        ("tls.timing.handshake_ms == 1", "==", "`==` does not take (double, int)", "write whole numbers as 1.0 here"),
        ("tls.timing.handshake_ms + 1 > 1", "+", "`+` does not take (double, int)", "double(…)"),
        ("target.url.host == ''", "host", "a value of type string has no fields", ""),
        ("tls.peer == target", "==", "`==` does not take (Peer, Site)", ""),
        ("target.url", "target", "a condition must be true or false, this is of type string", ""),
        ("pools", "pools", "a condition must be true or false, this is of type list<Pool>", ""),
        ("target.url = 'x'", "=", "syntax error", "write `==` to compare"),
        ("target.url == 'x' and true", "and", "syntax error", "write `&&`"),
        ("not tls.timing.resumed", "tls", "syntax error", "write `!`"),
        ("target.url == 'x", "'x", "syntax error", "a text is not closed"),
        ("target.url == '' # why", "#", "syntax error", "a comment stands on a line of its own"),
        ("has(tls)", "tls", "has() argument must be a field selection", ""),
        ("package.x", "package", "reserved identifier: package", ""),
        ("_facts.Key{bits: 1} == tls.certificate.key", "_facts", "a condition cannot build a `_facts.Key`", ""),
        ("has(tls.hsts)", "hsts", "has() sees facts, and `tls.hsts` is a fact group", "`hsts.max_age`"),
        ("pools.exists(p, has(p.limits))", "limits", "`pools[].limits` is a fact group", "`limits.server_connections`"),
        ("tls.peer.headers.server == ''", "server", "is a map and has no fields", 'tls.peer.headers["server"]'),
        ("has(tls.peer.headers.server)", "server", "is a map and has no fields", '"server" in tls.peer.headers'),
    ],
)
def test_it_says_what_is_wrong_where_and_what_was_meant(condition, at, message, hint):
    error = mistake(condition)
    assert message in error.message
    assert hint in error.hint
    offset = error.offset + 1 if at == "host" else error.offset
    assert condition[offset:].startswith(at)
    assert "\n" not in error.message + error.hint


@pytest.mark.parametrize(
    ("condition", "at", "message"),
    [
        ('"TLS1.3" in tls.versions.accepted', '"TLS1.3"', "`tls.versions.accepted` never has 'TLS1.3'"),
        ('!(tls.versions.accepted.exists(v, v == "SSLv3"))', '"SSLv3"', "`tls.versions.accepted` never has 'SSLv3'"),
        ('tls.versions.accepted == ["TLSv1.3", "TLSv1"]', '"TLSv1"', "`tls.versions.accepted` never has 'TLSv1'"),
        ('tls.certificate.trust != "Trusted"', '"Trusted"', "`tls.certificate.trust` is never 'Trusted'"),
        ('tls.certificate.key.kind in ["rsa", "dsa"]', '"dsa"', "`tls.certificate.key.kind` is never 'dsa'"),
    ],
)
def test_a_text_that_a_fact_can_never_have_is_a_mistake(condition, at, message):
    error = mistake(condition)
    assert error.message == message
    assert condition[error.offset :].startswith(at)


def test_a_map_key_is_not_taken_for_one_of_its_values():
    assert check('"k" in tls.peer.keys && tls.peer.keys.all(k, k == "x")', BINDINGS)


@pytest.mark.parametrize(
    ("condition", "at", "message"),
    [
        ('timestamp("2026-13-01T00:00:00Z") < timestamp(now)', "timestamp", "String to Timestamp conversion failed"),
        ('target.url.matches("(")', '"("', "invalid regular expression: missing ): ("),
        (
            'cidr_contains("10.0.0.0/33", target.url)',
            '"10',
            "'10.0.0.0/33' does not appear to be an IPv4 or IPv6 network",
        ),
        ('version("one") < version(target.url)', "version", "not a version: 'one'"),
        ("tls.versions.v10 > 1 / 0", "/", "divide by zero"),
        ('days_until("2026-01-01") > params.days', "days_until", "not an RFC 3339 date and time: '2026-01-01'"),
    ],
)
def test_a_constant_that_can_only_fail_is_a_mistake(condition, at, message):
    error = mistake(condition)
    assert error.message == message
    assert condition[error.offset :].startswith(at)


@pytest.mark.parametrize("condition", ["", "  \n "])
def test_an_empty_condition_is_a_mistake(condition):
    assert mistake(condition).message == "the condition is empty"


def test_an_overlong_condition_is_a_mistake():
    assert check("true || " + " " * 3988 + "true", {}).reads == frozenset()
    assert "4001 characters" in mistake("true || " + " " * 3989 + "true").message


def test_deep_nesting_is_a_mistake_and_no_crash():
    assert mistake("(" * 900 + "true" + ")" * 900).message == "the condition is nested too deeply"
    assert mistake("1" + " + 1" * 500 + " > 0").message == "the condition is nested too deeply"


def test_text_that_is_no_unicode_is_a_mistake():
    error = mistake("target.url == '\ud800'")
    assert error.offset == 15


def test_the_place_is_right_on_a_continued_line():
    source = "target.url == 'x' &&\n    target.nmaes == []"
    error = mistake(source)
    assert source[error.offset :].startswith("nmaes")
    assert error.hint == "did you mean `names`?"


@pytest.mark.parametrize("name", ["package", "in", "int", "map", "now", "a-b", "1a", ""])
def test_names_that_conditions_cannot_use_are_refused(name):
    assert not is_name(name)
    with pytest.raises(ValueError, match="cannot use the name"):
        check("true", {name: Binding(Site)})


@pytest.mark.parametrize("name", ["tls", "target", "size", "_x", "timestamp", "duration", "strings"])
def test_other_names_can_be_used(name):
    assert is_name(name)
    assert check(f"{name}.url == ''", {name: Binding(Site)}).roots == {name}
