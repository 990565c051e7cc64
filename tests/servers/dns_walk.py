"""Runs the pure validator against made zones, with the answers changed on the way if a test wants that."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import dns.message
import dns.name
import dns.rdatatype
from dns.message import Message
from dns.name import Name
from servers.dns_answers import answer
from servers.dns_zones import Nsec3, SignedZone, Spec, anchor, build

from readiness.protocols.dnssec.anchors import read_anchors
from readiness.protocols.dnssec.chain import Question
from readiness.protocols.dnssec.validation import validate
from readiness.protocols.dnssec.verdicts import Verdict

NOW = 1_790_000_000
DAY = 86_400
TYPES = ("SOA", "A", "MX", "TXT")
Zones = Mapping[Name, SignedZone]
Change = Callable[[Question, Message], Message | None]

_SOA = "@ SOA ns h 1 3600 600 86400 300\n@ NS ns\nns A 192.0.2.53\n"
ROOT = "@ SOA a.root. h.root. 1 3600 600 86400 300\n@ NS a.root.\ncom NS ns.com.\n"
COM = _SOA + "example NS ns.example\nns.example A 192.0.2.1\nplain NS ns.example\n"
LEAF = (
    _SOA
    + """\
@ A 192.0.2.1
@ MX 10 mx
mx A 192.0.2.2
www CNAME @
*.wild A 192.0.2.3
host.closer.wild A 192.0.2.4
*.alias CNAME www
host.closer.alias A 192.0.2.8
deep.ent A 192.0.2.5
old DNAME new.example.com.
a.new A 192.0.2.6
sub NS ns.sub
ns.sub A 192.0.2.7
"""
)
PLAIN = Spec(_SOA + "@ A 192.0.2.9\n", signed=False, ds="none")
STYLES = {"nsec": None, "nsec3": Nsec3(), "salted": Nsec3(5, b"\xab\xcd"), "opt-out": Nsec3(opt_out=True)}


def internet(leaf: Spec, *, com: Spec | None = None, root: Spec | None = None, now: int = NOW) -> Zones:
    """A root, com, example.com as given and plain.com, which is not signed."""
    above = {".": root or Spec(ROOT), "com.": com or Spec(COM, nsec3=Nsec3(opt_out=True))}
    return build({**above, "example.com.": leaf, "plain.com.": PLAIN}, now)


def asked(zones: Zones, name: str, rdtype: str) -> Message:
    """The answer to one question, as it arrives."""
    query = dns.message.make_query(name, rdtype, want_dnssec=True)
    return dns.message.from_wire(answer(zones, query).to_wire(max_size=65535))


def walk(
    zones: Zones,
    name: str = "example.com",
    types: tuple[str, ...] = TYPES,
    *,
    change: Change | None = None,
    anchors: str | None = None,
    now: int = NOW,
) -> Verdict:
    """The verdict; ``change`` may return another message than the one that the zones answer."""
    given = read_anchors(anchors or anchor(zones))
    steps = validate(dns.name.from_text(name), [dns.rdatatype.from_text(one) for one in types], given, now)
    question = next(steps)
    while True:
        message = asked(zones, question.name.to_text(), dns.rdatatype.to_text(question.rdtype))
        try:
            question = steps.send((change(question, message) if change else None) or message)
        except StopIteration as done:
            verdict: Verdict = done.value
            return verdict
