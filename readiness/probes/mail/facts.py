"""What the mail probe may say about a domain: one model for each fact group and for the elements of its lists."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from readiness.model.facts import Facts, fact

Disposition = Literal["none", "quarantine", "reject"]
Alignment = Literal["r", "s"]


class Spf(Facts):
    """Who may send mail for the domain."""

    record: str | None = fact("the SPF record, if there is exactly one", default=None, source="RFC 7208")
    count: int = fact("number of SPF records at the domain", source="RFC 7208, 4.5")
    valid: bool = fact(
        "receivers can evaluate it: one record, good syntax, within the limits", source="RFC 7208, 2.6.7"
    )
    error: str | None = fact("why it is not valid", default=None)
    lookups: int = fact("terms that make a receiver look something up, includes followed", source="RFC 7208, 4.6.4")
    void_lookups: int = fact("of these, lookups that find nothing", source="RFC 7208, 4.6.4")
    all_qualifier: Literal["+", "-", "~", "?"] | None = fact(
        "qualifier of the mechanism `all`, redirects followed; absent if no term matches everybody", default=None
    )
    includes: tuple[str, ...] = fact("names whose records are included or redirected to", may_be_empty=True)
    missing_includes: tuple[str, ...] = fact("of these, names without exactly one SPF record", may_be_empty=True)
    mechanisms: tuple[str, ...] = fact("mechanisms in use, includes followed", may_be_empty=True)


class Dmarc(Facts):
    """What receivers shall do with mail that fails SPF and DKIM. All but ``valid`` is absent without a valid record."""

    record: str | None = fact("the record that applies to the domain", default=None, source="RFC 7489; RFC 9989")
    location: str | None = fact("domain at which it was found: the domain itself or one above", default=None)
    valid: bool = fact("there is exactly one record and its syntax is good")
    error: str | None = fact("why it is not valid", default=None)
    policy: Disposition | None = fact("what applies to the domain itself", default=None)
    subdomain_policy: Disposition | None = fact("what applies to its subdomains", default=None)
    percentage: int | None = fact("share of failing mail that the policy is for (pct)", unit="%", default=None)
    testing: bool | None = fact("the owner asks not to apply the policy yet (t=y)", default=None, source="RFC 9989")
    adkim: Alignment | None = fact("DKIM alignment: r relaxed, s strict", default=None)
    aspf: Alignment | None = fact("SPF alignment: r relaxed, s strict", default=None)
    aggregate_reports: tuple[str, ...] = fact("mail addresses of aggregate reports (rua)", may_be_empty=True)
    failure_reports: tuple[str, ...] = fact("mail addresses of failure reports (ruf)", may_be_empty=True)


class ReportReceiver(Facts):
    """A foreign domain that is to receive reports."""

    domain: str = fact("domain of the mail address")
    consents: bool = fact("it publishes that it accepts reports about the domain", source="RFC 7489, 7.1")


class ReportConsent(Facts):
    """Whether foreign domains accept the DMARC reports that are sent to them."""

    receivers: tuple[ReportReceiver, ...] = fact("foreign domains in rua and ruf", may_be_empty=True)


class DkimKey(Facts):
    """The key of one selector."""

    selector: str = fact("selector, as declared")
    present: bool = fact("something is published for it")
    record: str | None = fact("what is published, cut at 1000 characters", default=None)
    valid: bool = fact("exactly one record, and a verifier can use what it says", source="RFC 6376, 3.6.1; RFC 8463")
    error: str | None = fact("why it is not valid", default=None)
    key_type: str | None = fact("rsa or ed25519; absent if there is no valid record", default=None)
    key_bits: int | None = fact("size of the key; absent if revoked", unit="bits", default=None)
    revoked: bool = fact("the owner took the key back (empty p=)")
    testing: bool = fact("the domain says that it is testing DKIM (t=y)")
    hash_algorithms: tuple[str, ...] = fact("hash algorithms it is limited to; none: any", may_be_empty=True)
    service_types: tuple[str, ...] = fact("services it is meant for, * is any", may_be_empty=True)


class Dkim(Facts):
    """Keys that sign the domain's mail."""

    selectors: tuple[DkimKey, ...] = fact("one for each selector that the target declares")


class TransportPolicy(Facts):
    """The MTA-STS record, which announces that mail must come encrypted."""

    record: str | None = fact("record at _mta-sts, if there is exactly one", default=None, source="RFC 8461, 3.1")
    valid: bool = fact("there is exactly one record and its syntax is good")
    error: str | None = fact("why it is not valid", default=None)
    id: str | None = fact("id of the current policy", default=None)


class TransportPolicyFile(Facts):
    """The MTA-STS policy that the record announces."""

    present: bool = fact("the address answers 200, without a redirect", source="RFC 8461, 3.3")
    valid: bool = fact("it is a policy with good syntax")
    error: str | None = fact("why it is not valid", default=None)
    mode: Literal["enforce", "testing", "none"] | None = fact("what senders shall do", default=None)
    max_age_s: int | None = fact("how long senders may keep it", unit="s", default=None)
    patterns: tuple[str, ...] = fact("names of exchangers that it allows", may_be_empty=True)
    unmatched: tuple[str, ...] = fact("exchangers of the domain that it does not allow", may_be_empty=True)


class Reporting(Facts):
    """Where senders report problems with encryption (TLS-RPT)."""

    record: str | None = fact("record at _smtp._tls, if there is exactly one", default=None, source="RFC 8460")
    valid: bool = fact("there is exactly one record and its syntax is good")
    error: str | None = fact("why it is not valid", default=None)
    destinations: tuple[str, ...] = fact("addresses of reports (rua)", may_be_empty=True)


class Bimi(Facts):
    """The logo that mail programs may show beside the domain's mail. Logo and certificate are not fetched."""

    record: str | None = fact("record at default._bimi, if there is exactly one", default=None, source="BIMI draft")
    valid: bool = fact("there is exactly one record, its syntax is good and its addresses are https")
    error: str | None = fact("why it is not valid", default=None)
    indicator: str | None = fact("address of the logo (l=); absent if the domain declines", default=None)
    evidence: str | None = fact("address of the mark certificate (a=)", default=None)


class Exchanger(Facts):
    """A host that an MX record names."""

    host: str = fact("name, as in the MX record")
    preference: int = fact("preference, lower is tried first")
    resolves: bool = fact("the name has an address")
    is_alias: bool = fact("the name is an alias (CNAME)", source="RFC 2181, 10.3")
    addresses: tuple[str, ...] = fact("IPv4 and IPv6 addresses", may_be_empty=True)


class Exchangers(Facts):
    """The hosts that receive the domain's mail, as DNS has them."""

    hosts: tuple[Exchanger, ...] = fact("MX targets by preference, the first ten")
    count: int = fact("number of MX records, a null MX aside")
    null_mx: bool = fact("the domain says that it receives no mail", source="RFC 7505")


class MailServer(Facts):
    """One address of one exchanger, and what it said."""

    host: str = fact("name of the exchanger")
    address: str = fact("IPv4 or IPv6 address")
    answers: bool = fact("it accepts the connection and greets with 220; false: refused, or another greeting")
    greeting: str | None = fact(
        "its greeting, cut at 300 characters; absent if the connection is refused", default=None
    )
    starttls: bool = fact("it offers STARTTLS", source="RFC 3207")
    extensions: tuple[str, ...] = fact("keywords of its EHLO answer", may_be_empty=True)


class Smtp(Facts):
    """Whether the exchangers answer, and offer encryption."""

    servers: tuple[MailServer, ...] = fact("the first IPv4 and the first IPv6 address of each of the first five")
    unexamined: int = fact("addresses of exchangers that were not asked")


class Encryption(Facts):
    """One address of one exchanger, and its encryption. Without STARTTLS everything about it is absent."""

    host: str = fact("name of the exchanger")
    address: str = fact("IPv4 or IPv6 address")
    offered: bool = fact("it offers STARTTLS", source="RFC 3207")
    accepted: tuple[str, ...] = fact(
        "versions with which a handshake succeeds: SSLv3, TLSv1.0, TLSv1.1, TLSv1.2, TLSv1.3", may_be_empty=True
    )
    trusted: bool | None = fact(
        "signatures lead from its certificate, over those sent, to a root of the environment's or this machine's; "
        "absent also if it shows none",
        default=None,
    )
    covers_name: bool | None = fact("its certificate is for the exchanger's name", default=None, source="RFC 9525")
    in_date: bool | None = fact("its certificate is valid at the time of the scan", default=None)
    not_after: datetime | None = fact("end of the certificate's validity", default=None)
    key_type: str | None = fact("rsa, ec, ed25519, ed448, dsa or unknown", default=None)
    key_bits: int | None = fact("size of the key", unit="bits", default=None)


class Starttls(Facts):
    """How the exchangers encrypt."""

    servers: tuple[Encryption, ...] = fact("as in the group smtp")
