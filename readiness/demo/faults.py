"""Name every imperfection that the demo can plant, with the guide's rows that it must turn red."""

from __future__ import annotations

from dataclasses import dataclass, field, fields


@dataclass(frozen=True)
class Fault:
    """One imperfection: the name of its switch, the guide's rows that it breaks, and what is wrong in plain words."""

    name: str
    rows: tuple[str, ...]
    says: str


def _fault(says: str, *rows: str) -> bool:
    return field(default=False, metadata={"says": says, "rows": rows})


@dataclass(frozen=True, kw_only=True)
class Faults:
    """What is wrong with the demo; ``Faults()`` is healthy."""

    # names
    name_server_stale: bool = _fault("ns2 still answers with the address of the retired server", "1.9", "8.1")
    name_server_silent: bool = _fault("ns2 never answers", "1.9", "8.1")
    name_server_lame: bool = _fault("ns2 refuses to answer for the domain", "1.9", "8.1")
    stray_address: bool = _fault("the domain also points to an address where nothing of ours listens", "1.10", "8.1")
    alias_dangling: bool = _fault("the alias old. points to a name that does not exist", "1.11", "8.2")
    alias_loop: bool = _fault("the alias old. leads back to itself", "1.11", "8.2")
    dnssec_unsigned: bool = _fault("the domain is delegated without DS and not signed", "8.7")
    dnssec_signatures_expired: bool = _fault("every signature in the domain's zone expired a month ago", "8.7")
    dnssec_ds_mismatch: bool = _fault("the parent's DS belongs to another key", "8.7")
    caa_absent: bool = _fault("no CAA record limits who may issue certificates", "8.9")

    # certificates and TLS
    certificate_lacks_api: bool = _fault("the certificate does not name the API", "1.12", "8.4")
    certificate_expired: bool = _fault("the certificate expired five days ago", "1.12", "8.4")
    certificate_self_signed: bool = _fault("the certificate is its own issuer", "1.12", "8.4")
    chain_incomplete: bool = _fault("the intermediate certificate is not sent", "1.12", "8.4")
    second_address_old_certificate: bool = _fault("the second address serves an expired certificate", "1.12", "8.4")
    second_address_without_tls13: bool = _fault("the second address offers TLS 1.2 only", "1.13")
    tls13_off: bool = _fault("no address offers TLS 1.3", "1.13")
    tls10_on: bool = _fault("every address still accepts TLS 1.0 and 1.1", "1.13")

    # web
    hsts_absent: bool = _fault("no HSTS header", "1.14")
    hsts_one_day: bool = _fault("HSTS is forgotten after a day", "1.14")
    hsts_sent_twice: bool = _fault("two HSTS headers that disagree", "1.14")
    http_serves_content: bool = _fault("plain http serves the page instead of redirecting", "1.14", "4.9", "8.5")
    redirect_leaves_host: bool = _fault("plain http redirects to another host first", "1.14")
    assets_cached_briefly: bool = _fault("fingerprinted assets are cached for a minute", "2.16")
    html_cached: bool = _fault("the page itself is cached for a day", "2.16")
    cookie_not_secure: bool = _fault("the session cookie also travels over plain http", "4.9")
    mixed_content: bool = _fault("the page loads a script over plain http", "4.9")
    policy_absent: bool = _fault("no Content-Security-Policy", "4.12")
    cors_reflects_origin: bool = _fault("the API trusts whatever origin asks, with credentials", "2.11", "4.6")
    cors_wildcard: bool = _fault("the API allows every origin", "2.11", "4.6")

    # mail
    mx_is_alias: bool = _fault("the MX points to an alias", "8.3")
    starttls_absent: bool = _fault("the mail server does not offer STARTTLS", "8.3")
    mail_certificate_other_name: bool = _fault("the mail server's certificate is for another name", "8.3")
    mail_certificate_expired: bool = _fault("the mail server's certificate expired five days ago", "8.3")
    spf_absent: bool = _fault("no SPF record", "8.8")
    spf_softfail: bool = _fault("SPF ends in ~all", "8.8")
    spf_passes_all: bool = _fault("SPF ends in +all", "8.8")
    spf_too_many_lookups: bool = _fault("SPF needs eleven look-ups beyond its MX", "8.8")
    dkim_absent: bool = _fault("the DKIM selector has no key", "8.8")
    dkim_key_short: bool = _fault("the DKIM key has 1024 bits", "8.8")
    dmarc_absent: bool = _fault("no DMARC record", "8.8")
    dmarc_none: bool = _fault("DMARC asks receivers to do nothing", "8.8")
    dmarc_reports_to_stranger: bool = _fault("DMARC reports go to a domain that never agreed to take them", "8.8")


IMPERFECT = Faults(
    name_server_stale=True,
    alias_dangling=True,
    second_address_without_tls13=True,
    hsts_one_day=True,
    assets_cached_briefly=True,
    cors_reflects_origin=True,
    spf_softfail=True,
    dmarc_none=True,
)
"""What the demo shows by default: the kind of thing that a hurried launch leaves behind."""


def planted(faults: Faults) -> tuple[Fault, ...]:
    """The imperfections that are switched on, in the order of their declaration."""
    return tuple(
        Fault(each.name, each.metadata["rows"], each.metadata["says"])
        for each in fields(faults)
        if getattr(faults, each.name)
    )
