"""Jobs for worker processes, good and bad."""

from __future__ import annotations

import os
import socket
import time

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind


def echo(channel, text):
    print("a library that prints does not disturb the answers")
    return {"text": text}


def hang(channel):
    time.sleep(600)


def die(channel):
    os._exit(3)


def crash(channel):
    raise ValueError("boom")


def refuse(channel):
    raise Unobservable(CauseKind.REFUSED, "nobody there")


def connect(channel, address, port, times):
    for _ in range(times):
        with socket.create_connection((address, port), 5):
            pass
    return "connected"


def look_up(channel, name):
    return socket.getaddrinfo(name, 80)


def send_datagram(channel, address, port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"x", (address, port))


def huge(channel):
    return "x" * 20_000_000


def ask(channel, name):
    return channel.dns(name, "A").hex()
