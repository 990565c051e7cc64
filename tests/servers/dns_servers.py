"""A DNS server on loopback that answers as a test wants it to: by a function, or not at all, or badly."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from dns.message import Message

Answer = Callable[[Message], Message | bytes | None]
"""What to say: a message, any bytes, or nothing."""


@dataclass
class Server:
    """A running server: where it is and the questions that it got, as ``TYPE name`` with the transport."""

    address: str
    port: int
    asked: list[str] = field(default_factory=list)

    @property
    def resolvers(self) -> tuple[tuple[str, int], ...]:
        """The server as a route's only resolver."""
        return ((self.address, self.port),)


def free_port() -> int:
    """A port that is free for TCP and UDP on all loopback addresses at the moment."""
    for _ in range(50):
        with closing(socket.socket()) as tcp, closing(socket.socket(type=socket.SOCK_DGRAM)) as udp:
            tcp.bind(("0.0.0.0", 0))
            port: int = tcp.getsockname()[1]
            try:
                udp.bind(("0.0.0.0", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no port is free")


@contextmanager
def serving(answer: Answer, address: str = "127.0.0.1", port: int = 0, *, max_udp: int = 1232) -> Iterator[Server]:
    """Serve UDP and TCP at the same port; answers over UDP that are larger than ``max_udp`` come truncated."""
    with ExitStack() as stack:
        udp = stack.enter_context(socket.socket(type=socket.SOCK_DGRAM))
        udp.bind((address, port or free_port()))
        tcp = stack.enter_context(socket.socket())
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tcp.bind((address, udp.getsockname()[1]))
        tcp.listen()
        server = Server(address, udp.getsockname()[1])
        loops = [
            threading.Thread(target=_udp, args=(udp, answer, server, max_udp)),
            threading.Thread(target=_tcp, args=(tcp, answer, server)),
        ]
        for loop in loops:
            loop.start()
        try:
            yield server
        finally:
            for one in (udp, tcp):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in it
            for loop in loops:
                loop.join()


def _udp(udp: socket.socket, answer: Answer, server: Server, max_udp: int) -> None:
    while True:
        try:
            data, peer = udp.recvfrom(65535)
        except OSError:
            return
        if not data:
            return
        said = _say(data, answer, server, "udp")
        if said is not None and len(said) > max_udp:
            short = dns.message.make_response(dns.message.from_wire(data))
            short.flags |= dns.flags.TC
            said = short.to_wire()
        if said is not None:
            udp.sendto(said, peer)


def _tcp(tcp: socket.socket, answer: Answer, server: Server) -> None:
    while True:
        try:
            line, _ = tcp.accept()
        except OSError:
            return
        with line, suppress(OSError, struct.error):
            line.settimeout(2)
            (size,) = struct.unpack("!H", line.recv(2))
            said = _say(line.recv(size), answer, server, "tcp")
            if said is not None:
                line.sendall(struct.pack("!H", len(said)) + said)


def _say(data: bytes, answer: Answer, server: Server, transport: str) -> bytes | None:
    try:
        query = dns.message.from_wire(data)
    except dns.exception.DNSException:
        return None
    question = query.question[0]
    server.asked.append(f"{transport} {dns.rdatatype.to_text(question.rdtype)} {question.name}")
    said = answer(query)
    return said.to_wire(max_size=65535) if isinstance(said, Message) else said


def answering(records: Mapping[str, str], *, authoritative: bool = True, rcode: str = "NXDOMAIN") -> Answer:
    """Answer from ``{"TYPE name": "value | value"}``; aliases are not followed, other names get ``rcode``."""

    def answer(query: Message) -> Message:
        question = query.question[0]
        response = dns.message.make_response(query, recursion_available=not authoritative)
        if authoritative:
            response.flags |= dns.flags.AA
        names = {key.split(" ")[1] for key in records}
        name = question.name.to_text(omit_final_dot=True).lower()
        if name not in names:
            response.set_rcode(dns.rcode.from_text(rcode))
        for wanted in (dns.rdatatype.to_text(question.rdtype), "CNAME"):
            values = records.get(f"{wanted} {name}")
            if values is not None:
                texts = values.split(" | ")
                response.answer.append(dns.rrset.from_text_list(question.name, 300, "IN", wanted, texts))
                break
        return response

    return answer


def failing(rcode: str) -> Answer:
    """Answer everything with an error."""

    def answer(query: Message) -> Message:
        response = dns.message.make_response(query)
        response.set_rcode(dns.rcode.from_text(rcode))
        return response

    return answer


def silent(query: Message) -> None:
    """Never answer."""


def garbage(query: Message) -> bytes:
    """Answer with bytes that are no message."""
    return b"\xff" * 40


def wrong_id(query: Message) -> bytes:
    """Answer another question than the one that was asked."""
    response = dns.message.make_response(query)
    response.id = (query.id + 1) % 65536
    return response.to_wire()
