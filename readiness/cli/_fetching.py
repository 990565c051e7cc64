"""Getting a policy from elsewhere into the cache: over https, bounded, checked against its digest before it is kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from readiness.load.policy.pins import Pin, split_url
from readiness.load.yaml.text import MAX_BYTES
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.policy import PolicyFile

if TYPE_CHECKING:
    import ssl

    import httpx

WITHIN_S = 20.0
MOST_REDIRECTS = 5


@dataclass(frozen=True)
class Fetched:
    """A policy that is in the cache now, and how many bytes it has."""

    pin: Pin
    policy: PolicyFile
    size: int


def fetch(name: str, trust: Path | None = None, within_s: float = WITHIN_S) -> Fetched:
    """Fetch a policy by its URL, with ``#sha256=…`` or without, and keep it; InputError when it cannot be had.

    ``trust`` is a PEM file of more certificate authorities. Redirects are followed on the same host alone.
    """
    try:
        url, wanted = split_url(name)
    except LookupError as error:
        raise _refused(name, *error.args) from None
    content = asyncio.run(_get(url, _context(trust), within_s))
    pin = Pin(url, sha256(content).hexdigest())
    if wanted and pin.sha256 != wanted:
        message = f"its content is not what was pinned: its SHA-256 is {pin.sha256}"
        raise _refused(url, message, "nothing was kept; ask its author what changed")
    policy = _checked(url, content)
    _keep(content, pin.path)
    return Fetched(pin, policy, len(content))


def _refused(url: str, message: str, hint: str = "") -> InputError:
    """A message never repeats a password that stands in a URL."""
    shown = "the URL" if "@" in url else url
    return InputError(Mistake(Position("command line"), f"{shown}: {message}", hint))


def _context(trust: Path | None) -> ssl.SSLContext:
    import ssl

    context = ssl.create_default_context()
    if trust is not None:
        try:
            context.load_verify_locations(cafile=str(trust))
        except (OSError, ssl.SSLError) as error:
            said = (error.strerror or "no certificate in PEM form").lower()
            raise InputError(Mistake(Position(str(trust)), f"cannot be read: {said}")) from None
    return context


async def _get(url: str, context: ssl.SSLContext, within_s: float) -> bytes:
    """The content at a URL, or where its own host redirects to."""
    import httpx

    try:
        async with (
            asyncio.timeout(within_s),
            httpx.AsyncClient(verify=context, timeout=within_s, trust_env=False) as client,
        ):
            place = url
            for _ in range(MOST_REDIRECTS + 1):
                found = await _ask(client, url, place)
                if isinstance(found, bytes):
                    return found
                place = found
    except (TimeoutError, httpx.TimeoutException):
        raise _refused(url, f"no whole answer within {within_s:g} s") from None
    except (httpx.TransportError, httpx.InvalidURL) as error:
        raise _refused(url, f"cannot be fetched: {error or type(error).__name__}") from None
    raise _refused(url, f"more than {MOST_REDIRECTS} redirects")


async def _ask(client: httpx.AsyncClient, url: str, place: str) -> bytes | str:
    """The content at a place, or the next place."""
    async with client.stream("GET", place, headers={"Accept-Encoding": "identity"}) as answer:
        if answer.is_redirect:
            return _next(url, place, answer.headers.get("location", ""))
        if answer.status_code != 200:
            raise _refused(url, f"answered {answer.status_code}")
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise _refused(url, "answered in an encoding that was not asked for")
        content = bytearray()
        async for part in answer.aiter_raw():
            content += part
            if len(content) > MAX_BYTES:
                raise _refused(url, f"is larger than {MAX_BYTES // 1_000_000} MB")
    return bytes(content)


def _next(url: str, place: str, location: str) -> str:
    target = urljoin(place, location)
    try:
        same = urlsplit(target)[:2] == urlsplit(place)[:2]
    except ValueError:
        same = False
    if not location or not same:
        raise _refused(url, "redirects to another host, which is not followed", "fetch it from where it is")
    return target


def _checked(url: str, content: bytes) -> PolicyFile:
    """What was fetched, if it is one policy in one file."""
    from readiness.load.yaml import parse
    from readiness.load.yaml.validate import validate

    try:
        document = parse(content.decode("utf-8"), url)
    except UnicodeDecodeError:
        raise _refused(url, "is not text (UTF-8)") from None
    policy = validate(document, PolicyFile)
    for key in ("catalog", "include"):
        if getattr(policy, key):
            hint = "put it all into that file"
            raise InputError(document.mistake((key,), "a pinned policy is one file", hint, key=True))
    return policy


def _keep(content: bytes, path: Path) -> None:
    """Put a file in its place at once, so that nobody ever sees half of it."""
    from readiness.record.files import replace

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said = (error.strerror or "unknown reason").lower()
        raise InputError(Mistake(Position(str(path.parent)), f"cannot be written: {said}")) from None
    replace(path, content)
