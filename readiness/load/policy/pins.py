"""Policies from elsewhere, named by URL and digest: found in a cache that is checked every time it is read."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from readiness.load.yaml.text import read_text
from readiness.model.errors import InputError

_DIGEST = re.compile(r"sha256=([0-9a-fA-F]{64})")


@dataclass(frozen=True)
class Pin:
    """A policy's URL, and the SHA-256 that its content must have."""

    url: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.url}#sha256={self.sha256}"

    @property
    def path(self) -> Path:
        """Where it is in the cache, if it is there."""
        return cache_folder() / f"{self.sha256}.yaml"


def is_url(name: str) -> bool:
    """Whether a policy's name is meant as a URL, be it a right one or not."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", name) is not None


def split_url(name: str) -> tuple[str, str]:
    """A policy's ``https`` URL and the digest behind ``#sha256=``, empty without one; LookupError as ``pinned``."""
    url, mark, fragment = name.partition("#")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or not name.isascii() or not name.isprintable() or " " in name:
        raise LookupError("a policy's URL is written https://HOST/PATH.yaml#sha256=DIGEST", "")
    if parts.username is not None or parts.password is not None:
        raise LookupError("a policy's URL must not carry a name or password", "")
    if parts.scheme != "https":
        secure = f"https{url[url.index(':') :]}"
        raise LookupError(f"a policy is fetched over https alone, not {parts.scheme}", f"write {secure}")
    found = _DIGEST.fullmatch(fragment)
    if mark and found is None:
        raise LookupError("what follows `#` must be sha256= and 64 hexadecimal digits", fetching(url))
    return url, found[1].lower() if found else ""


def pinned(name: str) -> Pin:
    """The pin that a name stands for; LookupError with a message and a hint as its arguments when it is not one."""
    url, digest = split_url(name)
    if not digest:
        raise LookupError("a policy's URL needs the digest of its content: #sha256=…", fetching(url))
    return Pin(url, digest)


def fetching(url: str) -> str:
    """The hint how to get a policy, and its pin."""
    return f"run `readiness policy fetch {url}`"


def read_pinned(pin: Pin) -> str:
    """The policy's text out of the cache; LookupError as ``pinned`` when it is not there or not what it should be."""
    if not pin.path.exists():
        raise LookupError(f"the policy {pin.url} has not been fetched", fetching(str(pin)))
    try:
        content = read_text(pin.path)
    except InputError as error:
        raise LookupError(f"the cached policy {pin.url} {error.mistakes[0].message}", fetching(str(pin))) from None
    if digest(content) != pin.sha256:
        message = f"the cached policy {pin.url} is not what was pinned: its SHA-256 is {digest(content)}"
        raise LookupError(message, f"look into who changed {pin.path}, then {fetching(str(pin))}")
    return content


def digest(content: str) -> str:
    """The SHA-256 of a text's UTF-8 form."""
    return sha256(content.encode("utf-8")).hexdigest()


def cache_folder() -> Path:
    """The folder of fetched policies: below ``READINESS_CACHE``, else the user's cache directory (XDG)."""
    own, users = os.environ.get("READINESS_CACHE"), os.environ.get("XDG_CACHE_HOME")
    if own:
        return Path(own) / "policies"
    return (Path(users) if users else Path.home() / ".cache") / "readiness" / "policies"
