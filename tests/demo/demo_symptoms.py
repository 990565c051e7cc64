"""How each fault shows from outside: one question per fault, true when the visitor sees it."""

from __future__ import annotations

import base64
import ssl
import time
from collections.abc import Callable

import dns.dnssec
import dns.exception
import dns.message
import dns.query
import dns.rcode
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from demo_visitor import Visitor
from dns.exception import ValidationFailure
from dns.rdatatype import RRSIG

EVIL = "https://evil.test"
DOMAIN = "edpsychconnect.test"


def name_server_stale(visitor: Visitor) -> bool:
    first, second = (visitor.ask(DOMAIN, "A", visitor.name_server(n)).answer for n in (1, 2))
    return bool(second) and set(first[0]) != set(second[0])


def name_server_silent(visitor: Visitor) -> bool:
    silent = visitor.stage.connect_to(visitor.name_server(2))
    try:
        dns.query.udp(dns.message.make_query(DOMAIN, "SOA"), silent.address, 0.5, silent.port)
    except dns.exception.Timeout:
        return True
    return False


def name_server_lame(visitor: Visitor) -> bool:
    return visitor.ask(DOMAIN, "SOA", visitor.name_server(2)).rcode() == dns.rcode.REFUSED


def stray_address(visitor: Visitor) -> bool:
    return visitor.records(DOMAIN, "A") != set(visitor.stage.web_addresses)


def alias_dangling(visitor: Visitor) -> bool:
    return visitor.ask(f"old.{DOMAIN}", "A").rcode() == dns.rcode.NXDOMAIN


def alias_loop(visitor: Visitor) -> bool:
    return visitor.ask(f"old.{DOMAIN}", "A").rcode() == dns.rcode.SERVFAIL


def dnssec_unsigned(visitor: Visitor) -> bool:
    unsigned = not [r for r in visitor.ask(DOMAIN, "A").answer if r.rdtype == RRSIG]
    return unsigned and visitor.validated(DOMAIN, "A") is None


def dnssec_signatures_expired(visitor: Visitor) -> bool:
    expirations = [rrset[0].expiration for rrset in visitor.ask(DOMAIN, "A").answer if rrset.rdtype == RRSIG]
    failure = _validation_failure(visitor)
    return bool(failure) and "DS" not in failure and max(expirations) < time.time()


def dnssec_ds_mismatch(visitor: Visitor) -> bool:
    return "matches its DS" in _validation_failure(visitor)


def _validation_failure(visitor: Visitor) -> str:
    try:
        visitor.validated(DOMAIN, "A")
    except ValidationFailure as failure:
        return str(failure)
    return ""


def certificate_lacks_api(visitor: Visitor) -> bool:
    return visitor.distrusts(f"api.{DOMAIN}") and not visitor.distrusts(DOMAIN)


def _verify_code(visitor: Visitor, web: int = 0) -> int:
    """OpenSSL's reason to refuse: 10 expired, 18 self-signed, 20 issuer not found, 0 none."""
    try:
        visitor.shake_hands(DOMAIN, web).close()
    except ssl.SSLCertVerificationError as refused:
        return int(refused.verify_code)
    return 0


def certificate_expired(visitor: Visitor) -> bool:
    return (_verify_code(visitor, 0), _verify_code(visitor, 1)) == (10, 10)


def second_address_old_certificate(visitor: Visitor) -> bool:
    return (_verify_code(visitor, 0), _verify_code(visitor, 1)) == (0, 10)


def second_address_without_tls13(visitor: Visitor) -> bool:
    return visitor.accepts(ssl.TLSVersion.TLSv1_3, 0) and not visitor.accepts(ssl.TLSVersion.TLSv1_3, 1)


def tls13_off(visitor: Visitor) -> bool:
    return not visitor.accepts(ssl.TLSVersion.TLSv1_3, 0)


def _hsts(visitor: Visitor) -> list[str]:
    return visitor.fetch("/").headers.get_all("Strict-Transport-Security", [])


def hsts_sent_twice(visitor: Visitor) -> bool:
    return len(set(_hsts(visitor))) > 1


def http_serves_content(visitor: Visitor) -> bool:
    return visitor.fetch_plainly("/").status == 200


def redirect_leaves_host(visitor: Visitor) -> bool:
    location = visitor.fetch_plainly("/x?y=1").header("Location")
    return location not in ("", f"https://{DOMAIN}:{visitor.stage.https_port}/x?y=1")


def _asset(visitor: Visitor) -> str:
    page = visitor.fetch("/").body
    return visitor.fetch(page.split('rel="stylesheet" href="')[1].split('"')[0]).header("Cache-Control")


def _allowed(visitor: Visitor) -> str:
    return visitor.fetch("/health", f"api.{DOMAIN}", Origin=EVIL).header("Access-Control-Allow-Origin")


def mx_is_alias(visitor: Visitor) -> bool:
    return bool(visitor.records(f"mail.{DOMAIN}", "CNAME"))


def starttls_absent(visitor: Visitor) -> bool:
    with visitor.greet_mail() as client:
        return not client.has_extn("starttls")


def _mail_certificate_is_bad(visitor: Visitor) -> bool:
    return not starttls_absent(visitor) and visitor.distrusts_mail()


def _dmarc(visitor: Visitor) -> str:
    return visitor.text(f"_dmarc.{DOMAIN}")


def _dkim_bits(visitor: Visitor) -> int:
    _, _, key = visitor.text(f"s2026._domainkey.{DOMAIN}").partition("p=")
    public = load_der_public_key(base64.b64decode(key)) if key else None
    return public.key_size if isinstance(public, RSAPublicKey) else 0


SYMPTOMS: dict[str, Callable[[Visitor], bool]] = {
    "name_server_stale": name_server_stale,
    "name_server_silent": name_server_silent,
    "name_server_lame": name_server_lame,
    "stray_address": stray_address,
    "alias_dangling": alias_dangling,
    "alias_loop": alias_loop,
    "dnssec_unsigned": dnssec_unsigned,
    "dnssec_signatures_expired": dnssec_signatures_expired,
    "dnssec_ds_mismatch": dnssec_ds_mismatch,
    "caa_absent": lambda visitor: not visitor.records(DOMAIN, "CAA"),
    "certificate_lacks_api": certificate_lacks_api,
    "certificate_expired": certificate_expired,
    "certificate_self_signed": lambda visitor: _verify_code(visitor) == 18,
    "chain_incomplete": lambda visitor: _verify_code(visitor) == 20,
    "second_address_old_certificate": second_address_old_certificate,
    "second_address_without_tls13": second_address_without_tls13,
    "tls13_off": tls13_off,
    "tls10_on": lambda visitor: visitor.accepts(ssl.TLSVersion.TLSv1) or visitor.accepts(ssl.TLSVersion.TLSv1_1),
    "hsts_absent": lambda visitor: not _hsts(visitor),
    "hsts_one_day": lambda visitor: _hsts(visitor) == ["max-age=86400"],
    "hsts_sent_twice": hsts_sent_twice,
    "http_serves_content": http_serves_content,
    "redirect_leaves_host": redirect_leaves_host,
    "assets_cached_briefly": lambda visitor: _asset(visitor) != "public, max-age=31536000, immutable",
    "html_cached": lambda visitor: visitor.fetch("/").header("Cache-Control") != "no-store",
    "cookie_not_secure": lambda visitor: "Secure" not in visitor.fetch("/").header("Set-Cookie"),
    "mixed_content": lambda visitor: 'src="http://' in visitor.fetch("/").body,
    "policy_absent": lambda visitor: not visitor.fetch("/").header("Content-Security-Policy"),
    "cors_reflects_origin": lambda visitor: _allowed(visitor) == EVIL,
    "cors_wildcard": lambda visitor: _allowed(visitor) == "*",
    "mx_is_alias": mx_is_alias,
    "starttls_absent": starttls_absent,
    "mail_certificate_other_name": _mail_certificate_is_bad,
    "mail_certificate_expired": _mail_certificate_is_bad,
    "spf_absent": lambda visitor: "v=spf1" not in visitor.text(DOMAIN),
    "spf_softfail": lambda visitor: visitor.text(DOMAIN) == "v=spf1 mx ~all",
    "spf_passes_all": lambda visitor: visitor.text(DOMAIN) == "v=spf1 mx +all",
    "spf_too_many_lookups": lambda visitor: "v=spf1" in visitor.text(f"spf-11.{DOMAIN}"),
    "dkim_absent": lambda visitor: _dkim_bits(visitor) == 0,
    "dkim_key_short": lambda visitor: _dkim_bits(visitor) == 1024,
    "dmarc_absent": lambda visitor: not _dmarc(visitor),
    "dmarc_none": lambda visitor: "p=none" in _dmarc(visitor),
    "dmarc_reports_to_stranger": lambda visitor: "mailto:dmarc@collector.test" in _dmarc(visitor),
}
