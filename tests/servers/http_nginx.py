"""A real nginx that serves one site over HTTPS and plain HTTP, as well or as badly as its configuration says."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from readiness.demo.authority import Authority, Leaf
from readiness.model.observation import Endpoint
from readiness.model.target import Api, Site

NAME = "www.example.test"
OTHER = "accounts.example.test"
REDIRECT = "location / { return 301 https://$host:HTTPS_PORT$request_uri; }"
_SECONDS = 10.0


@dataclass(frozen=True)
class Web:
    """A running nginx."""

    https: int
    http: int
    folder: Path
    address: str = "127.0.0.1"

    @property
    def endpoint(self) -> Endpoint:
        """Where the probe is pointed at."""
        return Endpoint(name=NAME, address=self.address, port=self.https)

    def site(self, **more: object) -> Site:
        """The target that declares it."""
        return Site.model_validate({"kind": "site", "url": self.url, "http_port": self.http, **more})

    def api(self, **more: object) -> Api:
        """The target that declares it as an API."""
        return Api.model_validate({"kind": "api", "url": self.url, "http_port": self.http, **more})

    @property
    def url(self) -> str:
        """Address of the start page."""
        return f"https://{NAME}:{self.https}"

    def log(self, count: int) -> list[str]:
        """``host:port METHOD path`` of what was asked, once there are so many lines: nginx writes them afterwards."""
        path = self.folder / "access.log"
        _wait_until(lambda: len(path.read_text().splitlines()) >= count, f"{count} lines in the access log")
        return path.read_text().splitlines()


@cache
def authority() -> Authority:
    """One authority for all servers of a test run."""
    return Authority()


def free_ports(count: int, address: str = "127.0.0.1") -> list[int]:
    """Ports that nobody listens on right now, all different."""
    with ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for trial in found:
            trial.bind((address, 0))
        return [int(trial.getsockname()[1]) for trial in found]


@contextmanager
def web(
    folder: Path, https: str, http: str = REDIRECT, *, listen: str = "ssl", address: str = "127.0.0.1", tls: str = ""
) -> Iterator[Web]:
    """Run nginx with these lines in its two servers; HTTPS_PORT, HTTP_PORT and FOLDER stand for what they say."""
    ports = free_ports(2, address)
    running = Web(ports[0], ports[1], folder, address)
    authority().issue(Leaf((NAME, OTHER)), folder / "web.pem")
    text = _CONFIGURATION.replace("HTTPS_LINES", https).replace("HTTP_LINES", http).replace("TLS_LINES", tls)
    for word, value in (("HTTPS_PORT", ports[0]), ("HTTP_PORT", ports[1]), ("LISTEN", listen), ("ADDRESS", address)):
        text = text.replace(word, str(value))
    text = text.replace("RUN_AS", "user root;" if os.geteuid() == 0 else "")  # pytest's folders are their owner's alone
    (folder / "nginx.conf").write_text(text.replace("FOLDER", str(folder)))
    command = ["nginx", "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    subprocess.run(command, check=True, timeout=_SECONDS, capture_output=True)  # it listens before it daemonises
    try:
        yield running
    finally:
        subprocess.run([*command, "-s", "stop"], check=True, timeout=_SECONDS, capture_output=True)
        _wait_until(lambda: not (folder / "nginx.pid").exists(), "nginx to end")


def _wait_until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + _SECONDS
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"waited in vain for {what}")
        time.sleep(0.01)


_CONFIGURATION = """
pid FOLDER/nginx.pid;
RUN_AS
worker_processes 1;
events { worker_connections 512; }
http {
    log_format asked '$host:$server_port $request_method $request_uri';
    access_log FOLDER/access.log asked;
    types { text/html html; text/css css; text/javascript js; font/woff2 woff2; image/png png; }
    default_type application/octet-stream;
    client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy; fastcgi_temp_path FOLDER/fastcgi;
    uwsgi_temp_path FOLDER/uwsgi; scgi_temp_path FOLDER/scgi;
    server {
        listen ADDRESS:HTTPS_PORT LISTEN;
        root FOLDER;
        ssl_certificate FOLDER/web.pem;
        ssl_certificate_key FOLDER/web.pem;
        TLS_LINES
        HTTPS_LINES
    }
    server {
        listen ADDRESS:HTTP_PORT;
        root FOLDER;
        HTTP_LINES
    }
}
"""
