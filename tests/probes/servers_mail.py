"""A name server for the mail tests: a zone as a dict, and names that stay silent or fail."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Mapping
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

Zone = Mapping[str, Mapping[str, str | tuple[str, ...]]]
SILENT = "silent"


def txt(text: str) -> str:
    """A TXT record's text in strings of at most 255 octets."""
    parts = [text[at : at + 255] for at in range(0, len(text), 255)] or [""]
    return " ".join('"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"' for part in parts)


class NameServer(socketserver.ThreadingUDPServer):
    """Serves ``zone``: name → type → texts of records, without the dot at the end. ``*`` labels are wildcards.

    ``broken`` has an rcode such as SERVFAIL, or ``silent``, for names that get no proper answer. ``asked`` has every
    question as "TYPE name".
    """

    daemon_threads = True

    def __init__(self, zone: Zone, broken: Mapping[str, str] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Question)
        self.zone = {name.lower(): records for name, records in zone.items()}
        self.broken = broken or {}
        self.asked: list[str] = []
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def resolver(self) -> tuple[str, int]:
        """Its address and port."""
        return ("127.0.0.1", self.server_address[1])

    def __enter__(self) -> NameServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()

    def find(self, name: str) -> Mapping[str, str | tuple[str, ...]] | None:
        """Records at a name, {} if only names below it exist, None if there is none."""
        if name in self.zone:
            return self.zone[name]
        if any(known.endswith(f".{name}") for known in self.zone):
            return {}
        labels = name.split(".")
        wildcards = (".".join(("*", *labels[at:])) for at in range(1, len(labels)))
        return next((self.zone[wildcard] for wildcard in wildcards if wildcard in self.zone), None)

    def answer(self, query: dns.message.Message) -> dns.message.Message | None:
        """The answer to a query, None for silence."""
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append(f"{kind} {name}")
        if self.broken.get(name) == SILENT:
            return None
        response = dns.message.make_response(query, recursion_available=True)
        if name in self.broken:
            response.set_rcode(dns.rcode.from_text(self.broken[name]))
            return response
        for _ in range(10):
            found = self.find(name)
            if found is None:
                response.set_rcode(dns.rcode.NXDOMAIN)
            following = kind if found and kind in found else "CNAME"
            if not found or following not in found:
                return response
            texts = found[following]
            listed = (texts,) if isinstance(texts, str) else texts
            response.answer.append(dns.rrset.from_text_list(f"{name}.", 60, "IN", following, list(listed)))
            if following == kind:
                return response
            name = listed[0].rstrip(".").lower()
        return response


class _Question(socketserver.BaseRequestHandler):
    server: NameServer

    def handle(self) -> None:
        data, connection = self.request
        answer = self.server.answer(dns.message.from_wire(data))
        if answer is not None:
            connection.sendto(answer.to_wire(max_size=65000), self.client_address)


def mail_zone(**changes: Any) -> dict[str, dict[str, Any]]:
    """The zone of good.test, whose mail is in order. ``changes`` replace names: ``_`` before a name's own dots."""
    return {**_GOOD, **changes}


_GOOD: dict[str, dict[str, Any]] = {
    "good.test": {
        "A": "192.0.2.1",
        "MX": ("10 mx1.good.test.", "20 mx2.good.test."),
        "TXT": (txt("v=spf1 mx include:_spf.sender.test -all"), txt("site-verification=1")),
    },
    "_spf.sender.test": {"TXT": txt("v=spf1 ip4:192.0.2.0/24 a:out.sender.test ~all")},
    "out.sender.test": {"A": "192.0.2.9"},
    "_dmarc.good.test": {"TXT": txt("v=DMARC1; p=reject; rua=mailto:dmarc@good.test,mailto:in@reports.test")},
    "*._report._dmarc.reports.test": {"TXT": txt("v=DMARC1;")},
    "mx1.good.test": {"A": "127.0.0.1"},
    "mx2.good.test": {"A": "127.0.0.1", "AAAA": "::1"},
    "_mta-sts.good.test": {"TXT": txt("v=STSv1; id=20260101T000000;")},
    "_smtp._tls.good.test": {"TXT": txt("v=TLSRPTv1; rua=mailto:tls@good.test,https://reports.test/v1")},
    "default._bimi.good.test": {"TXT": txt("v=BIMI1; l=https://good.test/logo.svg; a=https://good.test/mark.pem")},
}
