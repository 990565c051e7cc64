"""A real nginx with as many TLS servers as a test wants, each with its versions, certificate and extras."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tls_certificates import Identity

ALL_SUITES = "ALL:@SECLEVEL=0"


@dataclass(frozen=True)
class Site:
    """One TLS server; ``extra`` are more lines of its configuration."""

    identity: Identity
    versions: str = "TLSv1.2 TLSv1.3"
    address: str = "127.0.0.1"
    port: int = 0
    suites: str = ALL_SUITES
    extra: str = ""


def free_port(address: str = "127.0.0.1") -> int:
    """A port that nobody listens on right now."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


@contextmanager
def nginx(folder: Path, sites: Sequence[Site]) -> Iterator[tuple[int, ...]]:
    """Run nginx with these servers; the ports that they answer on, in order. It is up when this returns."""
    ports = tuple(site.port or free_port(site.address) for site in sites)
    for number, site in enumerate(sites):
        (folder / f"{number}.crt").write_text(site.identity.chain)
        (folder / f"{number}.key").write_text(site.identity.secret)
    servers = "\n".join(_server(folder, number, site, ports[number]) for number, site in enumerate(sites))
    (folder / "nginx.conf").write_text(_CONFIGURATION.format(folder=folder, servers=servers))
    command = ["nginx", "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    # nginx listens before it daemonises, so that there is nothing to wait for
    started = subprocess.run(command, check=False, timeout=20, capture_output=True, text=True)
    assert started.returncode == 0, started.stderr
    try:
        yield ports
    finally:
        subprocess.run([*command, "-s", "quit"], check=True, timeout=20, capture_output=True)


def _server(folder: Path, number: int, site: Site, port: int) -> str:
    where = f"[{site.address}]:{port}" if ":" in site.address else f"{site.address}:{port}"
    return f"""
    server {{
        listen {where} ssl;
        ssl_certificate {folder}/{number}.crt;
        ssl_certificate_key {folder}/{number}.key;
        ssl_protocols {site.versions};
        ssl_ciphers {site.suites};
        {site.extra}
        location / {{ return 200 "hello\\n"; }}
    }}"""


_CONFIGURATION = """
pid {folder}/nginx.pid;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {servers}
}}
"""
