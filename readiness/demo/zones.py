"""Build the demo's name space: a signed root, the zone ``test``, and the domain; each vouches for the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import dns.dnssec
import dns.name
import dns.rdatatype
import dns.zone
from cryptography.hazmat.primitives.asymmetric import ec
from dns.dnssec import PrivateKey
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.DS import DS

from readiness.demo import records
from readiness.demo.faults import Faults
from readiness.demo.placement import Addresses

_ALGORITHM = "ECDSAP256SHA256"
_KEY_SIGNING, _ZONE_SIGNING = 257, 256
_ROOT = "$TTL 300\n@ SOA ns.root. hostmaster.root. 1 3600 600 604800 300\n@ NS ns.root.\nns.root. A {root}\n"
_REGISTRY = "$TTL 300\n@ SOA ns.nic hostmaster.nic 1 3600 600 604800 300\n@ NS ns.nic\nns.nic A {registry}\n"


@dataclass(frozen=True)
class NameSpace:
    """Every zone, ready to serve. The second name server's copy of the domain is the first's, unless it is stale.

    ``anchor`` is the root's DS record in presentation format: what a validator starts from.
    """

    root: dns.zone.Zone
    registry: dns.zone.Zone
    primary: dns.zone.Zone
    secondary: dns.zone.Zone
    anchor: str


@dataclass(frozen=True)
class _Key:
    private: PrivateKey
    public: DNSKEY


@dataclass(frozen=True)
class _Keys:
    """One zone's keys: the one that its parent vouches for, and the one that signs its records."""

    ksk: _Key
    zsk: _Key


def build(addresses: Addresses, faults: Faults) -> NameSpace:
    """Create and sign every zone with fresh keys."""
    domain = dns.name.from_text(records.DOMAIN)
    domain_keys, registry_keys, root_keys = _new_keys(), _new_keys(), _new_keys()
    dkim_key = records.dkim_public_key(faults)
    primary = _parse(records.zone_text(addresses, faults, dkim_key), domain)
    secondary = primary
    if faults.name_server_stale:
        secondary = _parse(records.zone_text(addresses, faults, dkim_key, stale=True), domain)
    if not faults.dnssec_unsigned:
        for copy in {id(zone): zone for zone in (primary, secondary)}.values():
            _sign(copy, domain_keys, expired=faults.dnssec_signatures_expired)

    registry = _parse(_REGISTRY.format(registry=addresses.registry), domain.parent())
    vouched_for = _new_keys() if faults.dnssec_ds_mismatch else domain_keys
    _delegate(registry, primary, None if faults.dnssec_unsigned else vouched_for)
    _sign(registry, registry_keys)

    root = _parse(_ROOT.format(root=addresses.root), dns.name.root)
    _delegate(root, registry, registry_keys)
    _sign(root, root_keys)
    anchor = f". 300 IN DS {_ds(dns.name.root, root_keys)}\n"
    return NameSpace(root, registry, primary, secondary, anchor)


def _parse(text: str, origin: dns.name.Name) -> dns.zone.Zone:
    return dns.zone.from_text(text, origin=origin, relativize=False)


def _new_keys() -> _Keys:
    return _Keys(_new_key(_KEY_SIGNING), _new_key(_ZONE_SIGNING))


def _new_key(flags: int) -> _Key:
    private = ec.generate_private_key(ec.SECP256R1())
    return _Key(private, dns.dnssec.make_dnskey(private.public_key(), _ALGORITHM, flags=flags))


def _ds(origin: dns.name.Name, keys: _Keys) -> DS:
    return dns.dnssec.make_ds(origin, keys.ksk.public, "SHA256")


def _delegate(parent: dns.zone.Zone, child: dns.zone.Zone, vouched_for: _Keys | None) -> None:
    """Copy the child's name servers and their addresses into its parent, with a DS unless it is unsigned."""
    origin = child.origin
    assert origin is not None  # every zone here was parsed with its origin
    servers = child.find_rdataset(origin, dns.rdatatype.NS)
    with parent.writer() as changes:
        changes.add(origin, servers)
        for server in servers:
            changes.add(server.target, child.find_rdataset(server.target, dns.rdatatype.A))
        if vouched_for is not None:
            changes.add(origin, 300, _ds(origin, vouched_for))


def _sign(zone: dns.zone.Zone, keys: _Keys, *, expired: bool = False) -> None:
    now = datetime.now(UTC)
    since, until = now - timedelta(hours=1), now + timedelta(days=14)
    if expired:
        since, until = now - timedelta(days=60), now - timedelta(days=30)
    pairs = [(keys.ksk.private, keys.ksk.public), (keys.zsk.private, keys.zsk.public)]
    with zone.writer() as changes:
        dns.dnssec.sign_zone(zone, txn=changes, keys=pairs, inception=since, expiration=until)
