"""Worker jobs that have checkdmarc judge the grammar of mail records; imported in worker processes alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from checkdmarc import bimi, dmarc, mta_sts, smtp_tls_reporting, spf, utils

from readiness.probes.mail.resolving import Channel, ChannelResolver, PlaceholderResolver, Undecided

_MAX_ERROR = 300
_POLICY_KEYS = ("version", "mode", "max_age", "mx")


def check_spf(_: Channel, records: list[list[str]]) -> dict[str, Any]:
    """``valid`` and ``error`` of SPF records, given as pairs of domain and record, each judged by itself.

    Whatever the parser would look up is answered alike: what a record leads to is followed elsewhere, and checkdmarc
    5 takes ``a/24`` for the address of the root.
    """
    utils.DNS_CACHE.clear()
    for domain, record in records:
        try:
            spf.parse_spf_record(_evaluated(record), domain, resolver=PlaceholderResolver())
        except spf.SPFError as error:
            said = str(error).removeprefix(f"{domain}: ")
            return {"valid": False, "error": f"{domain}: {said}"[:_MAX_ERROR]}
    return {"valid": True, "error": None}


def _evaluated(record: str) -> str:
    """The part of an SPF record that receivers evaluate (RFC 7208, 5.1 and 6), which checkdmarc 5 does not single out.

    The version may be in capitals; ``exp`` is left out too, as it is looked up past the resolver that is handed in.
    """
    kept = ["v=spf1"]
    for word in record.split(" ")[1:]:
        modifier = re.match(r"(?i)([a-z][a-z0-9_.-]*)=", word)
        if modifier is None or modifier[1].lower() == "redirect":
            kept.append(word)
        if re.fullmatch(r"(?i)[-+~?]?all", word):
            break
    return " ".join(kept)


def check_dmarc(channel: Channel, domain: str) -> dict[str, Any]:
    """``record``, ``location``, ``valid`` and ``error`` of the DMARC record that applies to a domain.

    Other TXT records at the same name are left aside, as receivers have to. Who receives reports is not asked about.
    """
    utils.DNS_CACHE.clear()  # it outlives a job, and is keyed by name alone
    try:
        resolver = ChannelResolver(channel)
        found: dict[str, Any] = dict(dmarc.check_dmarc(domain, ignore_unrelated_records=True, resolver=resolver))
    except Undecided as undecided:
        raise undecided.cause from undecided
    error = found.get("error")
    return {
        "record": found.get("record"),
        "location": found.get("location"),
        "valid": bool(found["valid"]),
        "error": None if error is None else str(error)[:_MAX_ERROR],
    }


def organizations(_: Channel, names: list[str]) -> dict[str, str]:
    """The organizational domain of each name, by the public suffix list."""
    return {name: utils.get_base_domain(name) for name in names}


def parse_transport_policy(_: Channel, record: str) -> dict[str, Any]:
    """``valid``, ``error`` and ``id`` of an MTA-STS record."""
    known = _known(record, ("v", "id"))
    return _parsing(lambda: {"id": mta_sts.parse_mta_sts_record(known)["tags"].get("id")}, mta_sts.MTASTSError)


def parse_policy_file(_: Channel, text: str) -> dict[str, Any]:
    """``valid``, ``error``, ``mode``, ``max_age`` in seconds and ``mx`` patterns of an MTA-STS policy file."""
    missing = [key for key in _POLICY_KEYS[:3] if not re.search(rf"^\s*{key}\s*:", text, re.MULTILINE)]
    if missing:  # checkdmarc 5 puts defaults in their place
        return {"valid": False, "error": f"the key {missing[0]} is missing"}

    def parse() -> dict[str, Any]:
        known = [
            line for line in text.splitlines() if ":" not in line or line.partition(":")[0].strip() in _POLICY_KEYS
        ]
        policy = mta_sts.parse_mta_sts_policy("\n".join(known))["policy"]
        return {"mode": policy["mode"], "max_age": int(policy["max_age"]), "mx": list(policy["mx"])}

    return _parsing(parse, mta_sts.MTASTSError)


def parse_reporting(_: Channel, record: str) -> dict[str, Any]:
    """``valid``, ``error`` and ``rua`` of a TLS reporting record."""

    def parse() -> dict[str, Any]:
        known = re.sub(r"[ \t]*,[ \t]*", ",", _known(record, ("v", "rua")))
        tags = smtp_tls_reporting.parse_smtp_tls_reporting_record(known)["tags"]
        return {"rua": list(tags["rua"]["value"])}

    return _parsing(parse, smtp_tls_reporting.SMTPTLSReportingError)


def parse_bimi(_: Channel, record: str) -> dict[str, Any]:
    """``valid`` and ``error`` of a BIMI record.

    The addresses in ``l=`` and ``a=`` are taken out first: the parser would fetch what they name.
    """
    bare = re.sub(r"(?i)(^|;)([ \t]*[la][ \t]*=)[^;]*", r"\1\2", _known(record, ("v", "l", "a", "avp", "lps")))

    def parse() -> dict[str, Any]:
        bimi.parse_bimi_record(bare)
        return {}

    return _parsing(parse, bimi.BIMIError)


def _known(record: str, names: tuple[str, ...]) -> str:
    """A record without tags of other names, which receivers have to ignore and checkdmarc 5 does not."""
    parts = record.split(";")
    return ";".join(part for part in parts if "=" not in part or part.partition("=")[0].strip().lower() in names)


def _parsing(parse: Callable[[], dict[str, Any]], refusal: type[Exception]) -> dict[str, Any]:
    try:
        return {"valid": True, "error": None, **parse()}
    except refusal as error:
        return {"valid": False, "error": str(error)[:_MAX_ERROR]}
