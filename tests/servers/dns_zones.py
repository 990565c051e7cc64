"""Signed zones made for tests: whole chains from a root of their own, with NSEC or NSEC3 and faults on demand."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import dns.dnssec
import dns.name
import dns.rdata
import dns.rdataset
import dns.rdatatype
import dns.rrset
import dns.zone
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from dns.name import Name
from dns.rdatatype import RdataType
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rrset import RRset

DAY = 86_400
NS, DS, SOA = dns.rdatatype.NS, dns.rdatatype.DS, dns.rdatatype.SOA


@dataclass(frozen=True)
class Nsec3:
    """Parameters of NSEC3."""

    iterations: int = 0
    salt: bytes = b""
    opt_out: bool = False


@dataclass(frozen=True)
class Spec:
    """A zone: its records in zone file form and how it is signed. ``ds`` is what the parent says of it.

    ``since`` and ``until`` are the days from now between which signatures are valid; ``stale`` are types whose
    signatures alone have expired.
    """

    text: str
    nsec3: Nsec3 | None = None
    signed: bool = True
    ds: str = "good"
    algorithm: str = "ECDSAP256SHA256"
    since: float = -1
    until: float = 14
    stale: tuple[str, ...] = ()


@dataclass
class Key:
    """A private key and its DNSKEY record."""

    private: Any
    record: DNSKEY


def make_key(algorithm: str, *, sep: bool) -> Key:
    """A new key of a DNSSEC algorithm."""
    private: Any
    if algorithm.startswith("RSA"):
        private = rsa.generate_private_key(65537, 2048)
    elif algorithm == "ED25519":
        private = ed25519.Ed25519PrivateKey.generate()
    else:
        private = ec.generate_private_key(ec.SECP256R1() if "256" in algorithm else ec.SECP384R1())
    return Key(private, dns.dnssec.make_dnskey(private.public_key(), algorithm, flags=257 if sep else 256))


@dataclass
class SignedZone:
    """RRsets by name and type, their signatures beside them, and the chain that proves what is absent."""

    origin: Name
    spec: Spec
    rrsets: dict[tuple[Name, RdataType], RRset] = field(default_factory=dict)
    signatures: dict[tuple[Name, RdataType], RRset] = field(default_factory=dict)
    hashes: dict[str, Name] = field(default_factory=dict)
    ksk: Key = field(default_factory=lambda: make_key("ECDSAP256SHA256", sep=True))
    zsk: Key = field(default_factory=lambda: make_key("ECDSAP256SHA256", sep=False))

    def add(self, rrset: RRset) -> None:
        """Put an RRset into the zone, in the place of one that is there."""
        self.rrsets[(rrset.name, rrset.rdtype)] = rrset

    def types(self, name: Name) -> set[RdataType]:
        """Types that a name has."""
        return {rdtype for owner, rdtype in self.rrsets if owner == name}

    def names(self) -> set[Name]:
        """Names with records or with names below them."""
        found = set()
        for owner, rdtype in self.rrsets:
            if rdtype != dns.rdatatype.NSEC3:
                while owner not in found:
                    found.add(owner)
                    if owner == self.origin:
                        break
                    owner = owner.parent()
        return found

    def cut_above(self, name: Name) -> Name | None:
        """The delegation that a name lies at or below, None if the zone itself answers for it."""
        while name != self.origin:
            if (name, NS) in self.rrsets:
                return name
            name = name.parent()
        return None

    def hash(self, name: Name) -> str:
        """Hash of a name under the zone's NSEC3 parameters."""
        assert self.spec.nsec3 is not None
        return dns.dnssec.nsec3_hash(name, self.spec.nsec3.salt, self.spec.nsec3.iterations, 1)

    def sign(self, now: float) -> None:
        """Make keys, NSEC or NSEC3 and signatures."""
        keys = dns.rrset.from_rdata_list(self.origin, 300, [self.ksk.record, self.zsk.record])
        self.add(keys)
        self._chain_hashes() if self.spec.nsec3 else self._chain_names()
        for (name, rdtype), rrset in self.rrsets.items():
            cut = self.cut_above(name) if rdtype != dns.rdatatype.NSEC3 else None
            if cut is None or (cut == name and rdtype in (DS, dns.rdatatype.NSEC)):
                self.signatures[(name, rdtype)] = self.signature(rrset, now)

    def signature(self, rrset: RRset, now: float) -> RRset:
        """The signature of one RRset."""
        key = self.ksk if rrset.rdtype == dns.rdatatype.DNSKEY else self.zsk
        until = -2 if dns.rdatatype.to_text(rrset.rdtype) in self.spec.stale else self.spec.until
        since = min(self.spec.since, until - 1) if self.spec.since < 0 else self.spec.since
        made = dns.dnssec.sign(
            rrset, key.private, self.origin, key.record, inception=now + since * DAY, expiration=now + until * DAY
        )
        return dns.rrset.from_rdata(rrset.name, rrset.ttl, made)

    def _listed(self) -> list[Name]:
        secure = self.spec.nsec3 is None or not self.spec.nsec3.opt_out
        return [
            name
            for name in sorted(self.names())
            if self.cut_above(name) in (None, name)
            and (secure or self.cut_above(name) is None or (name, DS) in self.rrsets)
        ]

    def _bitmap(self, name: Name, more: Iterable[str]) -> str:
        types = self.types(name) if self.cut_above(name) is None else self.types(name) & {NS, DS}
        return " ".join([dns.rdatatype.to_text(one) for one in sorted(types)] + list(more))

    def _chain_names(self) -> None:
        listed = [name for name in self._listed() if self.types(name)]
        for name, following in _circle(listed):
            text = f"{following} {self._bitmap(name, ('RRSIG', 'NSEC'))}"
            self.add(dns.rrset.from_text(name, 300, "IN", "NSEC", text))

    def _chain_hashes(self) -> None:
        nsec3 = self.spec.nsec3
        assert nsec3 is not None
        by_hash = {self.hash(name): name for name in self._listed()}
        salt, flags = nsec3.salt.hex() or "-", int(nsec3.opt_out)
        for current, following in _circle(sorted(by_hash)):
            name = by_hash[current]
            signed = bool(self.types(name)) and (self.cut_above(name) is None or (name, DS) in self.rrsets)
            text = f"1 {flags} {nsec3.iterations} {salt} {following} {self._bitmap(name, ('RRSIG',) if signed else ())}"
            owner = dns.name.from_text(current.lower(), self.origin)
            self.add(dns.rrset.from_text(owner, 300, "IN", "NSEC3", text))
            self.hashes[current] = owner


def _circle(items: list[Any]) -> Iterable[tuple[Any, Any]]:
    return zip(items, itertools.islice(itertools.cycle(items), 1, None), strict=False)


def _ds(zone: SignedZone) -> RRset | None:
    spec, key = zone.spec, zone.ksk.record
    if spec.ds == "none":
        return None
    text = str(dns.dnssec.make_ds(zone.origin, key, "SHA256"))
    tag, algorithm, kind, digest = text.split()
    changed = {
        "good": text,
        "wrong": f"{tag} {algorithm} {kind} {'00' * 32}",
        "unknown algorithm": f"{tag} 200 {kind} {digest}",
        "sha1 algorithm": f"{tag} 7 {kind} {digest}",
        "unknown digest": f"{tag} {algorithm} 200 {digest}",
        "sha384": str(dns.dnssec.make_ds(zone.origin, key, "SHA384")),
    }
    return dns.rrset.from_text(zone.origin, 300, "IN", "DS", changed[spec.ds])


def build(specs: Mapping[str, Spec], now: float) -> dict[Name, SignedZone]:
    """Zones that are delegated to each other as their names say, signed at ``now`` (seconds since 1970)."""
    zones: dict[Name, SignedZone] = {}
    for text, spec in specs.items():
        origin = dns.name.from_text(text)
        zone = SignedZone(origin, spec)
        if spec.signed:
            zone.ksk, zone.zsk = make_key(spec.algorithm, sep=True), make_key(spec.algorithm, sep=False)
        read = dns.zone.from_text("$TTL 300\n" + spec.text, origin=origin, relativize=False)
        for name, rdataset in read.iterate_rdatasets():
            zone.add(dns.rrset.from_rdata_list(name, rdataset.ttl, list(rdataset)))
        zones[origin] = zone
    for origin in sorted(zones, key=len, reverse=True):
        zone = zones[origin]
        above = [zones[one] for one in zones if origin.is_subdomain(one) and one != origin]
        parent = max(above, key=_depth, default=None)
        ds = _ds(zone)
        if parent is not None and ds is not None:
            parent.add(ds)
        if zone.spec.signed:
            zone.sign(now)
    return zones


def _depth(zone: SignedZone) -> int:
    return len(zone.origin)


def anchor(zones: Mapping[Name, SignedZone], origin: str = ".") -> str:
    """The DS record of a zone, as an environment gives it for a trust anchor."""
    name = dns.name.from_text(origin)
    return f"{origin} IN DS {dns.dnssec.make_ds(name, zones[name].ksk.record, 'SHA256')}\n"
