"""Run inside the lab: append to a file, as JSON lines, each DNS question and each TCP connection seen on loopback.

Stands alone, on the standard library. Loopback shows each packet twice, leaving and arriving; only arrivals count.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from ipaddress import ip_address
from typing import Any

ALL_PROTOCOLS = 3
OUTGOING = 4
TCP, UDP = 6, 17
SYN, ACK = 0x02, 0x10
DNS_PORT = 53
MARK_PORT = 9
KINDS = {1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 33: "SRV", 43: "DS"}
KINDS |= {46: "RRSIG", 47: "NSEC", 48: "DNSKEY", 50: "NSEC3", 51: "NSEC3PARAM", 52: "TLSA", 65: "HTTPS"}
KINDS |= {99: "SPF", 252: "AXFR", 255: "ANY", 257: "CAA", 59: "CDS", 60: "CDNSKEY", 251: "IXFR"}


def seen(packet: bytes) -> dict[str, Any] | None:
    """What one IP packet asks for, or nothing."""
    if packet[0] >> 4 == 4:
        protocol, start, ends = packet[9], (packet[0] & 15) * 4, packet[12:20]
    else:
        protocol, start, ends = packet[6], 40, packet[8:40]
    half = len(ends) // 2
    body = packet[start:]
    if protocol not in (TCP, UDP) or len(body) < 8:
        return None
    record = {
        "client": str(ip_address(ends[:half])),
        "address": str(ip_address(ends[half:])),
        "port": int.from_bytes(body[2:4], "big"),
    }
    if protocol == UDP:
        return _datagram(record, body[8:])
    if body[13] & (SYN | ACK) == SYN:
        return {"saw": "connection", **record}
    text = body[(body[12] >> 4) * 4 :]
    return {"saw": "question", **record, **_question(text[2:])} if record["port"] == DNS_PORT and text[2:] else None


def _datagram(record: dict[str, Any], text: bytes) -> dict[str, Any] | None:
    if record["port"] == MARK_PORT:
        return {"saw": "mark", "mark": text.decode(errors="replace")}
    return {"saw": "question", **record, **_question(text)} if record["port"] == DNS_PORT else None


def _question(message: bytes) -> dict[str, str]:
    """Name and type of a DNS message's first question (RFC 1035, 4.1.2); a question is never compressed."""
    labels, at = [], 12
    while at < len(message) and message[at]:
        length = message[at]
        labels.append(message[at + 1 : at + 1 + length].decode(errors="replace"))
        at += 1 + length
    kind = int.from_bytes(message[at + 1 : at + 3], "big")
    return {"name": ".".join(labels) + ".", "kind": KINDS.get(kind, f"TYPE{kind}")}


def main(path: str) -> None:
    """Witness until killed; the file appears when nothing is missed any more."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ALL_PROTOCOLS)) as wire:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        with open(path, "a", encoding="utf-8", buffering=1) as log:
            while True:
                packet, (_, _, direction, *_) = wire.recvfrom(1024)
                record = seen(packet) if direction != OUTGOING else None
                if record:
                    log.write(json.dumps({"at": time.time(), **record}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
