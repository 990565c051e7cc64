"""Answer DNS over UDP and TCP: authoritatively for one zone, or for all of them the way a resolver does."""

from __future__ import annotations

import asyncio
import struct

import dns.exception
import dns.flags
import dns.message
import dns.opcode
import dns.rcode
import dns.rdataclass
import dns.rdatatype
from dns.name import Name
from dns.rdatatype import RdataType

from readiness.demo.accesslog import Note
from readiness.demo.answers import Answer, ZoneFor, look_up
from readiness.demo.listening import IDLE_SECONDS, accept
from readiness.demo.placement import Place

_OUR_PAYLOAD = 1232
"""Octets that fit a datagram on every path without fragments (DNS flag day 2020)."""
_CLASSIC_PAYLOAD = 512
_LARGEST_QUERY = 4096
_META_TYPES = range(128, 256)
"""Query-only types such as ANY and AXFR (RFC 6895, 3.1)."""


class NameServer:
    """One server of the demo's name space.

    ``recursive`` marks a resolver: it sets RA and never AA, and leaves validation to whoever asks.
    """

    def __init__(self, place: Place, zone_for: ZoneFor, note: Note, *, recursive: bool = False) -> None:
        self._place = place
        self._zone_for = zone_for
        self._note = note
        self._recursive = recursive

    async def serve(self) -> None:
        """Answer until cancelled."""
        async with asyncio.TaskGroup() as transports:
            transports.create_task(self._serve_datagrams())
            transports.create_task(accept(self._place.tcp, self._converse, self._note))

    async def _serve_datagrams(self) -> None:
        loop, udp = asyncio.get_running_loop(), self._place.udp
        if udp is None:
            raise ValueError("a name server needs a UDP socket")
        while True:
            try:
                wire, (address, port) = await loop.sock_recvfrom(udp, _LARGEST_QUERY)
                reply = self._reply(wire, f"{address}:{port}", "udp")
                if reply:
                    await loop.sock_sendto(udp, reply, (address, port))
            except OSError:
                continue  # some systems report here that an earlier client has gone

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, peer: str) -> None:
        while True:
            async with asyncio.timeout(IDLE_SECONDS):
                (length,) = struct.unpack("!H", await reader.readexactly(2))
                reply = self._reply(await reader.readexactly(length), peer, "tcp")
            if not reply:
                return
            writer.write(struct.pack("!H", len(reply)) + reply)
            await writer.drain()

    def _reply(self, wire: bytes, peer: str, transport: str) -> bytes:
        """The response, or nothing for what is no query at all."""
        try:
            query = dns.message.from_wire(wire)
        except (dns.exception.DNSException, ValueError):
            self._note(peer, f"malformed {transport}")
            return b""
        if query.flags & dns.flags.QR:
            return b""
        for question in query.question:
            self._note(peer, f"{question.name} {dns.rdatatype.to_text(question.rdtype)} {transport}")
        return _to_wire(query, self._respond(query), datagram=transport == "udp")

    def _respond(self, query: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(query, recursion_available=self._recursive, our_payload=_OUR_PAYLOAD)
        if query.opcode() != dns.opcode.QUERY:
            response.set_rcode(dns.rcode.NOTIMP)
            return response
        if len(query.question) != 1:
            response.set_rcode(dns.rcode.FORMERR)
            return response
        found = self._find(query)
        response.set_rcode(found.rcode)
        if found.authoritative and not self._recursive:
            response.flags |= dns.flags.AA
        response.answer.extend(found.answer)
        response.authority.extend(found.authority)
        response.additional.extend(found.additional)
        return response

    def _find(self, query: dns.message.Message) -> Answer:
        question = query.question[0]
        if question.rdclass != dns.rdataclass.IN or question.rdtype in _META_TYPES:
            return Answer(dns.rcode.REFUSED, authoritative=False)
        dnssec = bool(query.ednsflags & dns.flags.DO)
        return look_up(self._zone_for, question.name, question.rdtype, dnssec=dnssec, recursive=self._recursive)


async def stay_silent(place: Place, note: Note) -> None:
    """Read datagrams and answer none of them: a name server that is down behind a firewall that drops."""
    loop = asyncio.get_running_loop()
    place.tcp.close()
    while place.udp is not None:
        _, (address, port) = await loop.sock_recvfrom(place.udp, _LARGEST_QUERY)
        note(f"{address}:{port}", "unanswered udp")


def no_zone(_name: Name, _rdtype: RdataType) -> None:
    """What a lame server knows: no zone at all, so that it refuses every question."""


def _to_wire(query: dns.message.Message, response: dns.message.Message, *, datagram: bool) -> bytes:
    """Octets to send; a datagram that would not fit says TC instead, so that the client asks again over TCP."""
    if not datagram:
        return response.to_wire()
    asked_for = query.payload if query.edns >= 0 else _CLASSIC_PAYLOAD
    try:
        return response.to_wire(max_size=max(_CLASSIC_PAYLOAD, min(asked_for, _OUR_PAYLOAD)))
    except dns.exception.TooBig:
        truncated = dns.message.make_response(query, our_payload=_OUR_PAYLOAD)
        truncated.flags |= dns.flags.TC | (response.flags & (dns.flags.AA | dns.flags.RA))
        return truncated.to_wire()
