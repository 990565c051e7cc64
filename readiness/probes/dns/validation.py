"""Collects the verdict of DNSSEC validation: sends the validator's questions and words its verdict as facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import dns.dnssec
import dns.rdatatype
from dns.rdtypes.ANY.DNSKEY import DNSKEY

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.probes.dns.dnssec_facts import Dnssec, Ds, Key
from readiness.protocols.dnssec.algorithms import algorithm_name, digest_name, key_bits
from readiness.protocols.dnssec.anchors import Anchors, read_anchors
from readiness.protocols.dnssec.validation import validate
from readiness.protocols.dnssec.verdicts import Unanswerable, Verdict
from readiness.protocols.names import read, written
from readiness.reach.reach import Reach

MAX_KEYS = 50
MAX_REASON = 500


async def dnssec(reach: Reach, name: str, types: Sequence[str], now: datetime) -> Dnssec:
    """Facts of the group ``dnssec``; Unobservable when the resolver does not let signatures through."""
    return _facts(name, await _verdict(reach, name, types, int(now.timestamp())))


async def _verdict(reach: Reach, name: str, types: Sequence[str], now: int) -> Verdict:
    rdtypes = [dns.rdatatype.from_text(one) for one in types]
    steps = validate(read(name), rdtypes, _anchors(reach), now)
    try:
        question = next(steps)
        while True:
            asked = question.name.to_text(omit_final_dot=True)
            message = await reach.dns(asked, dns.rdatatype.to_text(question.rdtype), dnssec=True)
            question = steps.send(message)
    except StopIteration as done:
        verdict: Verdict = done.value
        return verdict
    except Unanswerable as error:
        kind = CauseKind.PROTOCOL if error.stripped else CauseKind.SERVER
        raise Unobservable(kind, error.reason) from error


def _anchors(reach: Reach) -> Anchors:
    try:
        return read_anchors(reach.route.anchor)
    except ValueError as error:
        raise Unobservable(CauseKind.PROTOCOL, str(error)) from error


def _facts(name: str, verdict: Verdict) -> Dnssec:
    keys = tuple(sorted((_key(one) for one in verdict.keys[:MAX_KEYS]), key=lambda one: (one.tag, one.number)))
    ds = tuple(Ds(tag=d.key_tag, number=int(d.algorithm), digest=digest_name(d.digest_type)) for d in verdict.ds)
    denial = verdict.denial
    return Dnssec(
        name=name,
        status=verdict.status,
        reason=None if verdict.reason is None else verdict.reason[:MAX_REASON],
        broken_at=None if verdict.broken_at is None else written(verdict.broken_at),
        zone=written(verdict.zone),
        signed=bool(verdict.keys),
        keys=keys,
        algorithms=tuple(sorted({one.algorithm for one in keys})),
        ds=tuple(sorted(ds, key=lambda one: (one.tag, one.number, one.digest))),
        ds_digests=tuple(sorted({one.digest for one in ds})),
        checked=verdict.checked,
        signatures_expire=_when(verdict.expires),
        chain_expires=_when(verdict.chain_expires),
        denial=None if denial is None else denial.style,
        denial_proved=verdict.proved,
        nsec3_iterations=None if denial is None else denial.iterations,
        nsec3_salted=None if denial is None else denial.salted,
        nsec3_opt_out=None if denial is None else denial.opt_out,
    )


def _key(key: DNSKEY) -> Key:
    return Key(
        tag=dns.dnssec.key_id(key),
        algorithm=algorithm_name(int(key.algorithm)),
        number=int(key.algorithm),
        bits=key_bits(key),
        entry=bool(key.flags & 1),
    )


def _when(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
