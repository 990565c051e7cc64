"""Collects SPF: checkdmarc judges the syntax, what it takes a receiver to evaluate it is followed and counted here."""

from __future__ import annotations

from dataclasses import dataclass, field

from readiness.probes.mail.facts import Spf
from readiness.probes.mail.plans import SPF_LOOKUPS
from readiness.probes.mail.questions import (
    MAX_LISTED,
    MAX_RECORD,
    addresses,
    count_error,
    is_name,
    judge_grammar,
    records,
    texts,
)
from readiness.protocols.spf import MAX_LOOKUPS, MAX_VOID_LOOKUPS, Qualifier, Term, is_spf, read_terms
from readiness.reach.reach import Reach


@dataclass
class Tally:
    """What was met on the way. Counting stops at ``SPF_LOOKUPS``, three times what receivers allow."""

    lookups: int = 0
    void_lookups: int = 0
    loop: str | None = None
    records: dict[str, str] = field(default_factory=dict)
    includes: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    mechanisms: set[str] = field(default_factory=set)


async def collect_spf(reach: Reach, domain: str) -> Spf:
    """The SPF record of a domain."""
    found = tuple(text for text in await texts(reach, domain) if is_spf(text))
    tally = Tally()
    qualifier = await follow(reach, domain, found[0], tally) if len(found) == 1 else None
    error = count_error(found, "SPF records")
    if error is None:
        read = {"records": list(tally.records.items())}
        error = (await judge_grammar(reach, "check_spf", read, domain))["error"] or _limit_error(tally)
    return Spf(
        record=found[0][:MAX_RECORD] if len(found) == 1 else None,
        count=len(found),
        valid=error is None,
        error=error,
        lookups=tally.lookups,
        void_lookups=tally.void_lookups,
        all_qualifier=qualifier,
        includes=_listed(tally.includes),
        missing_includes=_listed(tally.missing),
        mechanisms=_listed(tally.mechanisms),
    )


def _listed(names: set[str]) -> tuple[str, ...]:
    return tuple(name[:255] for name in sorted(names)[:MAX_LISTED])


def _limit_error(tally: Tally) -> str | None:
    if tally.loop is not None:
        return f"{tally.loop} is included in a circle"
    if tally.missing:
        return f"{min(tally.missing)} is included and has not exactly one SPF record"
    if tally.lookups > MAX_LOOKUPS:
        return f"it takes {tally.lookups} lookups or more, receivers do {MAX_LOOKUPS}"
    if tally.void_lookups > MAX_VOID_LOOKUPS:
        return f"{tally.void_lookups} lookups find nothing, receivers accept {MAX_VOID_LOOKUPS}"
    return None


async def follow(reach: Reach, domain: str, record: str, tally: Tally, path: tuple[str, ...] = ()) -> Qualifier | None:
    """Count the record's lookups into ``tally``; returns the qualifier of ``all``, redirects followed, None without.

    The worst case is counted: that no term before ``all`` matches.
    """
    here = (*path, domain)
    tally.records[domain] = record
    for term in read_terms(record):
        tally.mechanisms.add(term.mechanism)
        if term.mechanism == "all":
            return term.qualifier
        if not term.looks_up or tally.lookups >= SPF_LOOKUPS:
            continue
        tally.lookups += 1
        if term.mechanism in ("include", "redirect"):
            found = await _descend(reach, term, tally, here)
            if term.mechanism == "redirect":
                return found
        elif not term.has_macro and await _is_void(reach, term, domain):
            tally.void_lookups += 1
    return None


async def _descend(reach: Reach, term: Term, tally: Tally, here: tuple[str, ...]) -> Qualifier | None:
    target = term.target.rstrip(".").lower()
    if term.has_macro:
        return None
    tally.includes.add(target)
    if target in here:
        tally.loop = target
        return None
    published = await texts(reach, target) if is_name(target) else ()
    found = tuple(text for text in published if is_spf(text))
    if not published:
        tally.void_lookups += 1
    if len(found) != 1:
        tally.missing.add(target)
        return None
    return await follow(reach, target, found[0], tally, here)


async def _is_void(reach: Reach, term: Term, domain: str) -> bool:
    target = term.target or domain
    if not is_name(target):
        return False
    if term.mechanism == "mx":
        return not await records(reach, target, "MX")
    if term.mechanism == "ptr":
        return False  # what it looks up is the sender's address
    return not await addresses(reach, target)
