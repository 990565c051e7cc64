"""A DNS server as a user writes it down."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated

from pydantic import AfterValidator


def _server(value: str) -> str:
    split_server(value)
    return value


def split_server(value: str, default_port: int = 53) -> tuple[str, int]:
    """Split ``192.0.2.1``, ``192.0.2.1:5353`` or ``[2001:db8::1]:53`` into address and port; ValueError otherwise."""
    text, port = value, str(default_port)
    if value.startswith("["):
        text, _, rest = value[1:].partition("]")
        port = rest.removeprefix(":") or port
    elif value.count(":") == 1:
        text, _, port = value.partition(":")
    try:
        address, number = str(ip_address(text)), int(port)
    except ValueError:
        raise ValueError("must be an IP address, with a port if it is not 53 (192.0.2.1:5353)") from None
    if not 0 < number < 65536:
        raise ValueError("has a port that is not a number from 1 to 65535")
    return address, number


Server = Annotated[str, AfterValidator(_server)]
