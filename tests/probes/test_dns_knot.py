"""Against real servers: Knot DNS serves a signed root, com and zones below, Unbound resolves and validates too."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import cast

import dns.dnssec
import dns.flags
import dns.name
import dns.rcode
import pytest
from servers.dns_knot import DEAD, FIRST, ROOT, SECOND, THIRD, Names, running
from servers.dns_zones import SignedZone, Spec, anchor, build

from readiness.model.facts import Facts
from readiness.model.observation import Sent
from readiness.model.target import Domain
from readiness.probes.dns import Dns
from readiness.probes.dns.dnssec_facts import Dnssec
from readiness.probes.dns.facts import Addresses, Aliases, Authority, Delegation, Parent

LEAF = f"""\
@ SOA ns1 admin {{serial}} 3600 600 86400 300
@ NS ns1
@ NS ns2
ns1 A {FIRST}
ns2 A {{second}}
@ A {{address}}
@ AAAA 2001:db8::1
@ MX 10 mx
@ CAA 0 issue "letsencrypt.org"
mx A 192.0.2.25
www CNAME @
api CNAME www
gone CNAME nothing
one CNAME two
two CNAME one
*.wild A 192.0.2.3
deep.ent A 192.0.2.4
many TXT {" ".join(f'"{"x" * 250}"' for _ in range(12))}
"""
SIGNED = {"nsec.com.": "nsec", "nsec3.com.": "nsec3", "optout.com.": "optout", "iterated.com.": "iterated"}
FAULTY = {"nods.com.": "nsec", "wrong.com.": "nsec", "unsigned.com.": "plain", "plain.com.": "plain"}
SERVERS = {"dead.com.": DEAD, "lame.com.": ROOT, "torn.com.": THIRD}
Observe = Callable[..., Facts]


def _leaf(second: str = SECOND, address: str = "192.0.2.1", serial: int = 1) -> str:
    return LEAF.format(second=second, address=address, serial=serial)


def _expired() -> tuple[str, str]:
    """A zone whose signatures are all expired, and its DS record."""
    name = dns.name.from_text("expired.com")
    zone: SignedZone = build({"expired.com.": Spec(_leaf(), since=-20, until=-6)}, time.time())[name]
    rrsets = [*zone.rrsets.values(), *zone.signatures.values()]
    return "\n".join(str(rrset) for rrset in rrsets), anchor({name: zone}, "expired.com.")


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Names]:
    """The servers, started once for all tests here."""
    expired, expired_ds = _expired()
    zones = {name: (policy, _leaf()) for name, policy in {**SIGNED, **FAULTY}.items()}
    zones |= {name: ("plain", _leaf(second)) for name, second in SERVERS.items()}
    zones["expired.com."] = ("plain", expired)
    delegations = [f"ds {name}" for name in SIGNED] + [expired_ds]
    delegations += [f"{name} DS 1 13 2 {'00' * 32}" for name in ("wrong.com.", "unsigned.com.")]
    for name in zones:
        second = SERVERS.get(name, SECOND)
        delegations += [
            f"{name} NS ns1.{name}",
            f"{name} NS ns2.{name}",
            f"ns1.{name} A {FIRST}",
            f"ns2.{name} A {second}",
        ]
    stale = {"torn.com.": ("plain", _leaf(THIRD, "192.0.2.99", 2))}
    with running(tmp_path_factory.mktemp("dns"), zones, "\n".join(delegations), stale) as found:
        yield found


def _observe(observe: Observe, names: Names, group: str, name: str, *aliases: str, **more: object) -> Facts:
    domain = Domain(kind="domain", name=".".join(name.split(".")[-2:]), aliases=aliases)
    inputs = {} if domain.name == name else {"name": name}
    route = {"resolvers": names.resolvers, "anchor": names.anchor, "nameserver_port": names.port, "timeout_s": 2.0}
    return observe(Dns, group, domain, inputs=inputs, **route, **more)


def _resolvers_verdict(names: Names, name: str, rdtype: str) -> str:
    """What Unbound makes of a name by itself."""
    message = names.ask(name, rdtype)
    if message.rcode() == dns.rcode.SERVFAIL:
        return "bogus"
    return "secure" if message.flags & dns.flags.AD else "insecure"


@pytest.mark.parametrize("zone", ["nsec.com", "nsec3.com", "optout.com", "nods.com", "plain.com"])
@pytest.mark.parametrize("label", ["", "www.", "x.wild.", "ent.", "nothing.", "deep.ent.", "ns1.", "many."])
def test_it_comes_to_the_verdict_of_the_resolver(observe: Observe, names: Names, zone: str, label: str) -> None:
    name = label + zone
    facts = cast("Dnssec", _observe(observe, names, "dnssec", name))
    rdtype = "TXT" if label == "many." else "A"
    assert facts.status == _resolvers_verdict(names, name, rdtype), facts.reason


@pytest.mark.parametrize(
    ("zone", "reason"),
    [
        ("wrong.com", "wrong.com has no key that fits its DS records"),
        ("unsigned.com", "unsigned.com has DS records but publishes no keys"),
        ("expired.com", "DNSKEY of expired.com has a signature that expired on"),
    ],
)
def test_what_the_resolver_refuses_is_bogus_for_a_reason(
    observe: Observe, names: Names, zone: str, reason: str
) -> None:
    assert _resolvers_verdict(names, zone, "A") == "bogus"
    facts = cast("Dnssec", _observe(observe, names, "dnssec", zone))
    assert (facts.status, facts.broken_at) == ("bogus", zone)
    assert facts.reason is not None
    assert facts.reason.startswith(reason)
    assert cast("Addresses", _observe(observe, names, "addresses", zone)).ipv4 == ("192.0.2.1",)  # one fault, one fact


@pytest.mark.parametrize(
    ("zone", "algorithm", "denial", "iterations", "salted", "opt_out"),
    [
        ("nsec.com", "ECDSAP256SHA256", "nsec", None, None, None),
        ("nsec3.com", "RSASHA256", "nsec3", 0, False, False),
        ("optout.com", "ED25519", "nsec3", 0, True, True),
    ],
)
def test_the_zones_parameters_are_read(
    observe: Observe,
    names: Names,
    zone: str,
    algorithm: str,
    denial: str,
    iterations: int | None,
    salted: bool | None,
    opt_out: bool | None,
) -> None:
    sent: list[Sent] = []
    facts = cast("Dnssec", _observe(observe, names, "dnssec", zone, sent=sent))
    assert (facts.status, facts.algorithms, facts.denial_proved) == ("secure", (algorithm,), True)
    assert (facts.denial, facts.nsec3_iterations) == (denial, iterations)
    assert (facts.nsec3_salted, facts.nsec3_opt_out) == (salted, opt_out)
    assert facts.checked == ("A", "AAAA", "CAA", "MX", "NS", "SOA")
    assert facts.signatures_expire is not None
    assert timedelta(days=13) < facts.signatures_expire - datetime.now(UTC) <= timedelta(days=14)
    assert len(sent) == 14


def test_more_iterations_than_validators_accept_are_insecure(observe: Observe, names: Names) -> None:
    facts = cast("Dnssec", _observe(observe, names, "dnssec", "iterated.com"))
    assert (facts.status, facts.nsec3_iterations) == ("insecure", 200)
    assert _resolvers_verdict(names, "nothing.iterated.com", "A") == "insecure"


def test_validation_ends_when_the_signatures_do(observe: Observe, names: Names) -> None:
    """The same zone, judged against another trust anchor."""
    other = build({".": Spec("@ SOA a. b. 1 2 3 4 5\n@ NS a.\n")}, time.time())
    domain = Domain(kind="domain", name="nsec.com")
    facts = cast("Dnssec", observe(Dns, "dnssec", domain, resolvers=names.resolvers, anchor=anchor(other)))
    assert (facts.status, facts.broken_at) == ("bogus", ".")


def test_a_healthy_delegation(observe: Observe, names: Names) -> None:
    facts = cast("Delegation", _observe(observe, names, "delegation", "nsec3.com"))
    assert (facts.names_agree, facts.serials_agree, facts.addresses) == (True, True, (FIRST, SECOND))
    assert all(one.answers and one.authoritative for one in facts.nameservers)
    parent = cast("Parent", _observe(observe, names, "parent", "nsec3.com"))
    assert (parent.zone, parent.names, parent.names_agree, parent.glue_agrees) == ("com", facts.names, True, True)


@pytest.mark.parametrize(
    ("zone", "answers", "cause"),
    [("dead.com", False, f"{DEAD}: refused"), ("lame.com", True, f"{ROOT}: it answers without authority")],
)
def test_a_dead_and_a_lame_server_are_told_apart(
    observe: Observe, names: Names, zone: str, answers: bool, cause: str
) -> None:
    facts = cast("Delegation", _observe(observe, names, "delegation", zone))
    good, bad = facts.nameservers
    assert good.authoritative
    assert (bad.answers, bad.authoritative) == (answers, False)
    assert bad.cause is not None
    assert bad.cause.startswith(cause)


def test_servers_with_different_copies_disagree(observe: Observe, names: Names) -> None:
    facts = cast("Delegation", _observe(observe, names, "delegation", "torn.com"))
    assert (facts.serials, facts.serials_agree) == ((1, 2), False)
    seen = cast("Authority", _observe(observe, names, "authority", "torn.com", "www"))
    assert (seen.agree, [one.agree for one in seen.names]) == (False, [False, False])
    assert {view.records[0] for view in seen.names[0].views} == {"A torn.com 192.0.2.1", "A torn.com 192.0.2.99"}


def test_all_servers_agree_about_a_healthy_zone(observe: Observe, names: Names) -> None:
    seen = cast("Authority", _observe(observe, names, "authority", "nsec.com", "www", "one", "gone"))
    assert (seen.agree, seen.resolver_agrees, seen.silent) == (True, True, ())
    assert {one.ttl_s for one in seen.names} == {300}


def test_addresses_and_aliases(observe: Observe, names: Names) -> None:
    found = cast("Addresses", _observe(observe, names, "addresses", "nsec.com"))
    assert found.all == ("192.0.2.1", "2001:db8::1")
    aliases = cast("Aliases", _observe(observe, names, "aliases", "nsec.com", "www", "api", "gone", "one", "no"))
    kinds = {
        one.name.split(".")[0]: (one.is_alias, one.resolves, one.dangling, one.loop, len(one.chain))
        for one in aliases.entries
    }
    assert kinds == {
        "api": (True, True, False, False, 2),
        "www": (True, True, False, False, 1),
        "gone": (True, False, True, False, 1),
        "one": (True, False, False, True, 2),
        "no": (False, False, False, False, 0),
    }
