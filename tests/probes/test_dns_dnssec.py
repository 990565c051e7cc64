"""DNSSEC through a resolver of the test's own: verdicts as facts, and what keeps the probe from a verdict."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import dns.edns
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import pytest
from dns.message import Message
from servers.dns_answers import answer
from servers.dns_servers import Answer, failing, serving, silent
from servers.dns_walk import COM, LEAF, Zones, internet
from servers.dns_zones import Nsec3, Spec, anchor

from readiness.model.facts import Facts
from readiness.model.observation import Sent, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Domain, Site
from readiness.probes.dns import Dns
from readiness.probes.dns.dnssec_facts import Dnssec
from readiness.probes.plugin import Planned

DOMAIN = Domain(kind="domain", name="example.com")
Observe = Callable[..., Facts]


def _dnssec(observe: Observe, zones: Zones, speaker: Answer | None = None, **more: Any) -> Dnssec:
    more = {"anchor": anchor(zones), "timeout_s": 2.0, **more}
    with serving(speaker or (lambda query: answer(zones, query))) as server:
        return cast("Dnssec", observe(Dns, "dnssec", more.pop("target", DOMAIN), resolvers=server.resolvers, **more))


def _now() -> int:
    return int(time.time())


def test_a_healthy_zone_is_secure(observe: Observe) -> None:
    sent: list[Sent] = []
    now = _now()
    zones = internet(Spec(LEAF, nsec3=Nsec3(), until=5), com=Spec(COM, until=3), now=now)
    facts = _dnssec(observe, zones, sent=sent)
    assert (facts.status, facts.reason, facts.broken_at, facts.zone) == ("secure", None, None, "example.com")
    assert facts.checked == ("A", "MX", "NS", "SOA")
    assert (facts.signed, facts.algorithms, facts.ds_digests) == (True, ("ECDSAP256SHA256",), ("SHA-256",))
    assert sorted((key.entry, key.bits, key.number) for key in facts.keys) == [(False, 256, 13), (True, 256, 13)]
    assert facts.ds[0].tag in {key.tag for key in facts.keys if key.entry}
    assert facts.signatures_expire == datetime.fromtimestamp(now, UTC) + timedelta(days=5)
    assert facts.chain_expires == datetime.fromtimestamp(now, UTC) + timedelta(days=3)
    assert (facts.denial, facts.denial_proved, facts.nsec3_iterations) == ("nsec3", True, 0)
    assert (facts.nsec3_salted, facts.nsec3_opt_out) == (False, False)
    assert len(sent) == 14
    assert {one.to for one in sent} == {"resolver"}


@pytest.mark.parametrize(
    ("leaf", "status", "signed", "says"),
    [
        (Spec(LEAF, ds="none"), "insecure", True, "com has no DS record for example.com"),
        (Spec(LEAF, ds="none", signed=False), "insecure", False, "com has no DS record for example.com"),
        (Spec(LEAF, nsec3=Nsec3(100)), "insecure", True, "100 iterations"),
        (Spec(LEAF, ds="unknown algorithm"), "insecure", True, "that validators support"),
        (Spec(LEAF, ds="wrong"), "bogus", True, "no key that fits its DS records"),
        (Spec(LEAF, signed=False), "bogus", False, "publishes no keys"),
        (Spec(LEAF, since=-9, until=-1), "bogus", True, "DNSKEY of example.com has a signature that expired on"),
        (Spec(LEAF, since=1), "bogus", True, "is not valid before"),
        (Spec(LEAF, stale=("A",)), "bogus", True, "A of example.com has a signature that expired on"),
    ],
)
def test_a_fault_is_a_fact_with_its_reason(observe: Observe, leaf: Spec, status: str, signed: bool, says: str) -> None:
    facts = _dnssec(observe, internet(leaf, now=_now()))
    assert (facts.status, facts.signed, facts.broken_at) == (status, signed, "example.com")
    assert facts.reason is not None
    assert says in facts.reason
    assert facts.denial_proved is not True


def test_an_expired_signature_shows_when_it_expired(observe: Observe) -> None:
    facts = _dnssec(observe, internet(Spec(LEAF, stale=("MX",)), now=_now()))
    assert facts.signatures_expire is not None
    assert facts.signatures_expire < datetime.now(UTC) - timedelta(days=1)


def test_too_many_iterations_are_told(observe: Observe) -> None:
    facts = _dnssec(observe, internet(Spec(LEAF, nsec3=Nsec3(100)), now=_now()))
    assert (facts.denial, facts.nsec3_iterations, facts.denial_proved) == ("nsec3", 100, None)


def test_another_trust_anchor_is_bogus(observe: Observe) -> None:
    facts = _dnssec(observe, internet(Spec(LEAF), now=_now()), anchor=anchor(internet(Spec(LEAF), now=_now())))
    assert (facts.status, facts.broken_at, facts.reason) == ("bogus", ".", ". has no key that fits the trust anchor")


def test_without_an_anchor_the_roots_own_are_used(observe: Observe) -> None:
    facts = _dnssec(observe, internet(Spec(LEAF), now=_now()), anchor=None)
    assert (facts.status, facts.reason) == ("bogus", ". has no key that fits the trust anchor")
    assert [one.tag for one in facts.ds] == [20326, 38696]


def test_another_name_and_other_types_may_be_asked_for(observe: Observe) -> None:
    zones = internet(Spec(LEAF), now=_now())
    sent: list[Sent] = []
    facts = _dnssec(observe, zones, inputs={"name": "x.wild.example.com", "types": ["A"]}, sent=sent)
    assert (facts.name, facts.zone, facts.checked, facts.status) == (
        "x.wild.example.com",
        "example.com",
        ("A",),
        "secure",
    )
    assert "HINFO x.wild.example.com" in {one.what for one in sent}
    site = Site(kind="site", url="https://www.example.com/")
    assert _dnssec(observe, zones, target=site).checked == ("CNAME",)


def _stripping(zones: Zones, what: str) -> Answer:
    def strip(query: Message) -> Message:
        message = answer(zones, query)
        if what == "edns":
            message.use_edns(False)
        else:
            message.answer[:] = [one for one in message.answer if one.rdtype != dns.rdatatype.RRSIG]
            message.authority.clear()
        return message

    return strip


@pytest.mark.parametrize(
    ("what", "detail"),
    [("edns", "without EDNS, so without signatures"), ("signatures", "passes on no signed keys of .")],
)
def test_a_resolver_that_strips_signatures_is_not_the_zones_fault(observe: Observe, what: str, detail: str) -> None:
    zones = internet(Spec(LEAF), now=_now())
    with pytest.raises(Unobservable) as caught:
        _dnssec(observe, zones, _stripping(zones, what))
    assert caught.value.cause.kind is CauseKind.PROTOCOL
    assert detail in caught.value.cause.detail


def test_an_error_of_the_resolver_is_no_verdict_and_told_with_its_reason(observe: Observe) -> None:
    def refuse(query: Message) -> Message:
        message = dns.message.make_response(query)
        message.set_rcode(dns.rcode.SERVFAIL)
        message.use_edns(0, options=[dns.edns.EDEOption(dns.edns.EDECode.NO_REACHABLE_AUTHORITY, "at delegation com.")])
        return message

    with pytest.raises(Unobservable) as caught:
        _dnssec(observe, internet(Spec(LEAF), now=_now()), refuse)
    assert caught.value.cause.kind is CauseKind.SERVER
    assert "SERVFAIL (22 (No Reachable Authority): at delegation com.) to DNSKEY of ." in caught.value.cause.detail


@pytest.mark.parametrize(("speaker", "kind"), [(silent, CauseKind.TIMEOUT), (failing("REFUSED"), CauseKind.SERVER)])
def test_silence_and_refusal_are_no_verdict(observe: Observe, speaker: Answer, kind: CauseKind) -> None:
    started = time.monotonic()
    with pytest.raises(Unobservable) as caught:
        _dnssec(observe, internet(Spec(LEAF), now=_now()), speaker, timeout_s=0.6)
    assert caught.value.cause.kind is kind
    assert time.monotonic() - started < 3


def test_an_anchor_that_is_none_is_a_cause(observe: Observe) -> None:
    with pytest.raises(Unobservable) as caught:
        _dnssec(observe, internet(Spec(LEAF), now=_now()), anchor="not an anchor")
    assert caught.value.cause.kind is CauseKind.PROTOCOL
    assert "the trust anchor" in caught.value.cause.detail


def test_the_plan_names_every_question(observe: Observe) -> None:
    inputs = Dns.inputs.model_validate({})
    planned = Planned(target=DOMAIN, name="", inputs=inputs, reach_ports={})
    for group in Dns.groups().values():
        templates = group.sends(planned)
        assert all(one.kind == "dns" and one.to in ("resolver", "nameservers") for one in templates)
        assert len({one.what + one.to for one in templates}) == len(templates), group.name
    questions = {one.what for one in Dns.groups()["dnssec"].sends(planned)}
    assert {"DNSKEY .", "DS com", "DS example.com", "MX example.com", "HINFO example.com"} <= questions
