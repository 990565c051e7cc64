"""Write the demo domain's zone as text: what a well-kept domain publishes, and each fault in its place."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from readiness.demo.faults import Faults
from readiness.demo.placement import Addresses

DOMAIN = "edpsychconnect.test"
"""Under a top-level domain reserved for tests (RFC 6761), so that no real name is ever meant."""
ALIASES = ("www", "api", "old")
DKIM_SELECTOR = "s2026"
CA_NAME = f"ca.{DOMAIN}"
MAIL_HOST = f"mail.{DOMAIN}"
OTHER_DOMAIN = "collector.test"

_SERIAL = 2026010102
_TXT_CHUNK = 255


def dkim_public_key(faults: Faults) -> str:
    """A fresh RSA key as DKIM publishes it: base64 of its SubjectPublicKeyInfo (RFC 6376, 3.6.1).

    Nothing signs with it, so the private half is dropped.
    """
    key = rsa.generate_private_key(65537, 1024 if faults.dkim_key_short else 2048).public_key()
    return base64.b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode("ascii")


def zone_text(addresses: Addresses, faults: Faults, dkim_key: str, *, stale: bool = False) -> str:
    """The domain's zone in presentation format; ``stale`` gives the version from before the last change."""
    lines = [
        "$TTL 300",
        f"@ SOA ns1 hostmaster {_SERIAL - stale} 3600 600 604800 300",
        "@ NS ns1",
        "@ NS ns2",
        f"ns1 A {addresses.ns1}",
        f"ns2 A {addresses.ns2}",
        *_web(addresses, faults, stale),
        *_mail(addresses, faults),
        *_mail_policy(faults, dkim_key),
    ]
    if not faults.caa_absent:
        lines += [f'@ CAA 0 issue "{CA_NAME}"', f'@ CAA 0 iodef "mailto:security@{DOMAIN}"']
    return "\n".join(lines) + "\n"


def _web(addresses: Addresses, faults: Faults, stale: bool) -> list[str]:
    pointed_to = [addresses.web1, addresses.web2]
    if stale:
        pointed_to = [addresses.retired]
    elif faults.stray_address:
        pointed_to.append(addresses.retired)
    lines = [f"@ A {address}" for address in pointed_to] + ["www CNAME @", "api CNAME @"]
    if faults.alias_loop:
        return [*lines, "old CNAME older", "older CNAME old"]
    if faults.alias_dangling:
        return [*lines, "old CNAME edpsychconnect.retired-hosting.test."]
    return [*lines, "old CNAME @"]


def _mail(addresses: Addresses, faults: Faults) -> list[str]:
    if faults.mx_is_alias:
        return ["@ MX 10 mail", "mail CNAME mx-1", f"mx-1 A {addresses.mail}"]
    return ["@ MX 10 mail", f"mail A {addresses.mail}"]


def _mail_policy(faults: Faults, dkim_key: str) -> list[str]:
    lines = [f'_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@{DOMAIN}"', *_spf(faults)]
    if not faults.dkim_absent:
        lines.append(f"{DKIM_SELECTOR}._domainkey TXT {_strings(f'v=DKIM1; k=rsa; p={dkim_key}')}")
    if not faults.dmarc_absent:
        policy = "none" if faults.dmarc_none else "reject"
        mailbox = f"dmarc@{OTHER_DOMAIN if faults.dmarc_reports_to_stranger else DOMAIN}"
        lines.append(f'_dmarc TXT "v=DMARC1; p={policy}; rua=mailto:{mailbox}; adkim=s; aspf=s"')
    return lines


def _spf(faults: Faults) -> list[str]:
    if faults.spf_absent:
        return []
    ending = "+all" if faults.spf_passes_all else "~all" if faults.spf_softfail else "-all"
    if not faults.spf_too_many_lookups:
        return [f'@ TXT "v=spf1 mx {ending}"']
    chain = [f'spf-{n} TXT "v=spf1 include:spf-{n + 1}.{DOMAIN} -all"' for n in range(1, 11)]
    return [f'@ TXT "v=spf1 mx include:spf-1.{DOMAIN} {ending}"', *chain, 'spf-11 TXT "v=spf1 ip4:127.0.25.1 -all"']


def _strings(text: str) -> str:
    """One TXT value in as many quoted strings as it needs: each holds at most 255 octets (RFC 1035, 3.3.14)."""
    return " ".join(f'"{text[start : start + _TXT_CHUNK]}"' for start in range(0, len(text), _TXT_CHUNK))
