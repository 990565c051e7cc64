"""Give each of the demo's servers an address and a port of its own, on any machine, without privileges."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import astuple, dataclass
from types import MappingProxyType

RESOLVERS = ("resolver", "resolver2", "resolver3")

_ATTEMPTS = 20
_ONLY_ADDRESS = "127.0.0.1"


@dataclass(frozen=True, order=True)
class Endpoint:
    """Where a server listens; the port serves TCP, and UDP too for DNS."""

    address: str
    port: int

    def __str__(self) -> str:
        return f"{self.address}:{self.port}"


@dataclass(frozen=True)
class Addresses:
    """The address of every server, as DNS publishes it. Nothing ever listens at ``retired``."""

    root: str = "127.0.53.1"
    registry: str = "127.0.53.2"
    ns1: str = "127.0.53.11"
    ns2: str = "127.0.53.12"
    resolver: str = "127.0.53.53"
    resolver2: str = "127.0.53.54"
    resolver3: str = "127.0.53.55"
    web1: str = "127.0.80.1"
    web2: str = "127.0.80.2"
    mail: str = "127.0.25.1"
    retired: str = "127.0.80.99"


@dataclass(frozen=True)
class Place:
    """One server's sockets, already listening.

    ``published`` is what DNS and the environment say. ``actual`` is where to connect: the same, except on a machine
    that has a single loopback address.
    """

    published: Endpoint
    actual: Endpoint
    tcp: socket.socket
    udp: socket.socket | None = None


@contextmanager
def placed(addresses: Addresses) -> Iterator[Mapping[str, Place]]:
    """Listening sockets for every server, by its name; servers of one kind share a port number, as in the real world.

    A machine may refuse every loopback address but 127.0.0.1 (macOS does): then each server gets a port of its own
    there, and ``actual`` differs from ``published``.
    """
    names = {
        "dns": {name: getattr(addresses, name) for name in ("root", "registry", "ns1", "ns2", *RESOLVERS)},
        "https": {"https-1": addresses.web1, "https-2": addresses.web2},
        "http": {"http-1": addresses.web1, "http-2": addresses.web2},
        "smtp": {"smtp": addresses.mail},
    }
    usable = all(map(_is_usable, astuple(addresses)))
    places: dict[str, Place] = {}
    with ExitStack() as stack:
        for kind, servers in names.items():
            published = list(servers.values())
            actual = published if usable else [_ONLY_ADDRESS] * len(published)
            bound = _bind_all(actual, with_udp=kind == "dns", one_port=usable)
            for tcp, udp in bound:
                stack.enter_context(tcp)
                if udp is not None:
                    stack.enter_context(udp)
            port = bound[0][0].getsockname()[1]
            for (name, address), (tcp, udp) in zip(servers.items(), bound, strict=True):
                places[name] = Place(Endpoint(address, port), Endpoint(*tcp.getsockname()), tcp, udp)
        yield MappingProxyType(places)


def _is_usable(address: str) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind((address, 0))
        except OSError:
            return False
        return True


def _bind_all(
    addresses: Sequence[str], *, with_udp: bool, one_port: bool
) -> list[tuple[socket.socket, socket.socket | None]]:
    """Bind every address; a port that is free at the first may be taken at another, so try again with a new one."""
    for attempt in range(1, _ATTEMPTS + 1):
        with ExitStack() as undo:
            bound: list[tuple[socket.socket, socket.socket | None]] = []
            try:
                port = 0
                for address in addresses:
                    tcp = undo.enter_context(_open(socket.SOCK_STREAM, address, port))
                    own = tcp.getsockname()[1]
                    udp = undo.enter_context(_open(socket.SOCK_DGRAM, address, own)) if with_udp else None
                    bound.append((tcp, udp))
                    port = own if one_port else 0
            except OSError:
                if attempt == _ATTEMPTS:
                    raise
                continue
            undo.pop_all()
            return bound
    raise AssertionError("the last attempt returns or raises")


def _open(kind: socket.SocketKind, address: str, port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET, kind)
    try:
        opened.bind((address, port))
        if kind == socket.SOCK_STREAM:
            opened.listen(128)
        opened.setblocking(False)
    except OSError:
        opened.close()
        raise
    return opened
