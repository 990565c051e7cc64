"""Clients that know nothing of the demo's code: ssl, http.client, dnspython and smtplib, told where to connect."""

from __future__ import annotations

import http.client
import smtplib
import socket
import ssl
import warnings
from dataclasses import dataclass

import dns.dnssec
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rdata
import dns.rdatatype
import dns.rrset
from dns.exception import ValidationFailure

from readiness.demo.placement import Endpoint
from readiness.demo.stage import Stage

SECONDS = 5.0


@dataclass(frozen=True)
class Page:
    """One HTTP answer; a header that came twice is there twice."""

    status: int
    headers: http.client.HTTPMessage
    body: str

    def header(self, name: str) -> str:
        return ", ".join(self.headers.get_all(name, []))


@dataclass(frozen=True)
class Visitor:
    """Somebody who looks at a running demo from outside."""

    stage: Stage

    def connect(self, published: Endpoint) -> socket.socket:
        actual = self.stage.connect_to(published)
        return socket.create_connection((actual.address, actual.port), SECONDS)

    def trust(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.stage.authority))
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context

    def shake_hands(self, name: str, web: int = 0, context: ssl.SSLContext | None = None) -> ssl.SSLSocket:
        """A TLS connection to one of the two web addresses, verified unless ``context`` says otherwise."""
        endpoint = Endpoint(self.stage.web_addresses[web], self.stage.https_port)
        return (context or self.trust()).wrap_socket(self.connect(endpoint), server_hostname=name)

    def accepts(self, version: ssl.TLSVersion, web: int = 0) -> bool:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # asking for an old version is the point here
            context.minimum_version = context.maximum_version = version
        try:
            with self.shake_hands(self.stage.domain, web, context):
                return True
        except ssl.SSLError:
            return False

    def distrusts(self, name: str, web: int = 0) -> bool:
        """Whether a strict client refuses the certificate presented for this name."""
        try:
            with self.shake_hands(name, web):
                return False
        except ssl.SSLCertVerificationError:
            return True

    def fetch(self, path: str, host: str = "", method: str = "GET", web: int = 0, **headers: str) -> Page:
        """Ask over TLS; the certificate is not looked at here."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        host = host or self.stage.domain
        with self.shake_hands(host, web, context) as secured:
            return _ask(secured, method, path, {"Host": f"{host}:{self.stage.https_port}", **headers})

    def fetch_plainly(self, path: str, host: str = "", web: int = 0) -> Page:
        with self.connect(Endpoint(self.stage.web_addresses[web], self.stage.http_port)) as plain:
            return _ask(plain, "GET", path, {"Host": f"{host or self.stage.domain}:{self.stage.http_port}"})

    def ask(
        self, name: str, rdtype: str, server: Endpoint | None = None, *, dnssec: bool = True, tcp: bool = False
    ) -> dns.message.Message:
        """One DNS question, to the resolver unless told otherwise; over TCP if the datagram was truncated."""
        actual = self.stage.connect_to(server or self.stage.resolver)
        query = dns.message.make_query(name, rdtype, want_dnssec=dnssec)
        if tcp:
            return dns.query.tcp(query, actual.address, SECONDS, actual.port)
        return dns.query.udp_with_fallback(query, actual.address, SECONDS, actual.port)[0]

    def records(self, name: str, rdtype: str, server: Endpoint | None = None) -> set[str]:
        wanted = dns.rdatatype.from_text(rdtype)
        answer = self.ask(name, rdtype, server, dnssec=False).answer
        return {str(rdata) for rrset in answer if rrset.rdtype == wanted for rdata in rrset}

    def text(self, name: str) -> str:
        """All TXT records of a name, their strings joined."""
        return " ".join(record.replace('" "', "").strip('"') for record in self.records(name, "TXT"))

    def name_server(self, number: int) -> Endpoint:
        return self.stage.name_servers[f"ns{number}.{self.stage.domain}"]

    def validated(self, name: str, rdtype: str) -> dns.message.Message | None:
        """The answer found by walking down from the root, every step verified; none if a parent signs that there is
        no DS. ValidationFailure if anything does not hold."""
        anchor = self.stage.anchor.read_text().split(maxsplit=4)
        vouched = [dns.rdata.from_text("IN", "DS", anchor[4])]
        zone, server = dns.name.root, self.stage.root
        while True:
            keys = self._keys(zone, server, vouched)
            answer = self.ask(name, rdtype, server)
            for section in (answer.answer, answer.authority):
                _verify(section, zone, keys)
            if answer.flags & dns.flags.AA:
                return answer
            child = next(rrset for rrset in answer.authority if rrset.rdtype == dns.rdatatype.NS)
            ds = answer.get_rrset(answer.authority, child.name, dns.rdataclass.IN, dns.rdatatype.DS)
            if ds is None:
                return None
            zone, vouched = child.name, list(ds)
            server = Endpoint(str(answer.additional[0][0]), server.port)

    def _keys(self, zone: dns.name.Name, server: Endpoint, vouched: list[dns.rdata.Rdata]) -> dns.rrset.RRset:
        answer = self.ask(str(zone), "DNSKEY", server).answer
        trusted = [key for key in answer[0] for ds in vouched if dns.dnssec.make_ds(zone, key, "SHA256") == ds]
        if not trusted:
            raise ValidationFailure(f"no key of {zone} matches its DS")  # type: ignore[no-untyped-call]
        dns.dnssec.validate(answer[0], answer[1], {zone: dns.rrset.from_rdata_list(zone, 300, trusted)})
        return answer[0]

    def greet_mail(self) -> smtplib.SMTP:
        """A mail client that has said EHLO."""
        actual = self.stage.connect_to(self.stage.smtp)
        client = smtplib.SMTP(local_hostname="visitor.test", timeout=SECONDS)
        client.connect(actual.address, actual.port)
        setattr(client, "_host", self.stage.mail_host)  # noqa: B010 - the name that smtplib verifies; it has no say in it
        client.ehlo()
        return client

    def distrusts_mail(self) -> bool:
        client = self.greet_mail()
        try:
            client.starttls(context=self.trust())
        except ssl.SSLCertVerificationError:
            return True
        finally:
            client.close()
        return False


def _ask(connection: socket.socket, method: str, path: str, headers: dict[str, str]) -> Page:
    client = http.client.HTTPConnection("unused")
    client.sock = connection
    client.request(method, path, headers=headers)
    answer = client.getresponse()
    return Page(answer.status, answer.headers, answer.read().decode())


def _verify(section: list[dns.rrset.RRset], zone: dns.name.Name, keys: dns.rrset.RRset) -> None:
    """Everything in a section that the zone itself vouches for: all but signatures and a child's NS records."""
    for rrset in section:
        is_cut = rrset.rdtype == dns.rdatatype.NS and rrset.name != zone
        if rrset.rdtype != dns.rdatatype.RRSIG and not is_cut:
            signatures = [s for s in section if s.name == rrset.name and s.covers == rrset.rdtype]
            if not signatures:
                raise ValidationFailure(f"{rrset.name} is not signed")  # type: ignore[no-untyped-call]
            dns.dnssec.validate(rrset, signatures[0], {zone: keys})
