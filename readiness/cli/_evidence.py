"""From what a command line names as evidence to references with digests."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.cli._signing import refused

if TYPE_CHECKING:
    from readiness.load.environment import Loaded
    from readiness.model.attestations import EvidenceRef, EvidenceSeen

_URL = re.compile(r"https?://", re.IGNORECASE)
_PINNED = re.compile(r"(?P<url>[^#]*)#sha256=(?P<digest>[0-9a-fA-F]{64})")
UNKNOWN = "0" * 64
"""Stands for the digest of a reference until its place has been read."""

Look = Callable[["EvidenceRef"], "EvidenceSeen"]


def named(text: str) -> str:
    """Which piece of evidence the text of an option names; empty for none."""
    return _split(text)[0]


def reference(text: str, folder: Path, look: Look, *, fetch: bool) -> EvidenceRef:
    """The reference for ``WHAT=PATH``, ``WHAT=URL#sha256=DIGEST`` or, to be fetched, ``WHAT=URL``.

    Paths are relative to the working directory and become relative to ``folder``, in which they must lie. InputError
    for what cannot be read, and for a URL without a digest unless ``fetch``.
    """
    from readiness.model.attestations import EvidenceRef

    what, place = _split(text)
    if not _URL.match(place):
        return _seen(EvidenceRef(what=what, file=_relative(place, folder), sha256=UNKNOWN), look)
    pinned = _PINNED.fullmatch(place)
    if pinned is not None:
        return EvidenceRef(what=what, url=_url(pinned["url"]), sha256=pinned["digest"].lower())
    if "#" in place:
        raise refused(f"--evidence {text}: what follows `#` is no digest", "it is written #sha256= and 64 digits")
    if not fetch:
        hint = f"give its digest ({place}#sha256=…), or have it fetched now with --fetch"
        raise refused(f"--evidence {text}: a URL needs a digest", hint)
    return _seen(EvidenceRef(what=what, url=_url(place), sha256=UNKNOWN), look)


def looking(loaded: Loaded, folder: Path, now: datetime) -> Look:
    """Looks at a place just as a scan of the environment would."""

    async def looked(ref: EvidenceRef) -> EvidenceSeen:
        from readiness.reach.journal import Journal
        from readiness.reach.worker import Workers
        from readiness.scan.evidence import look
        from readiness.scan.scan import make_route

        async with Workers() as workers:
            route = make_route(loaded.environment.reach, workers, loaded.directory)
            return await look(ref, folder, route, Journal(), now)

    return lambda ref: asyncio.run(looked(ref))


def _seen(ref: EvidenceRef, look: Look) -> EvidenceRef:
    found = look(ref)
    if found.sha256 is None:
        raise refused(f"the evidence {ref.place} cannot be read: {found.cause}")
    return ref.model_copy(update={"sha256": found.sha256})


def _split(text: str) -> tuple[str, str]:
    what, equals, place = text.partition("=")
    if not equals or _URL.match(text):
        what, place = "", text
    if not place.strip() or not text.isprintable():
        raise refused(f"--evidence {text} is not WHAT=PATH or WHAT=URL")
    return " ".join(what.split()), place


def _relative(place: str, folder: Path) -> str:
    path = Path(place)
    try:
        return (path.parent.resolve() / path.name).relative_to(folder.resolve()).as_posix()
    except (ValueError, OSError, RuntimeError):
        hint = "evidence is kept in the folder of the attestations' own file or below it"
        raise refused(f"the evidence {place} does not lie in {folder}", hint) from None


def _url(text: str) -> str:
    from pydantic import TypeAdapter, ValidationError

    from readiness.model.target import Url

    try:
        url: str = TypeAdapter(Url).validate_python(text)
    except ValidationError as error:
        raise refused(f"{text} {error.errors(include_url=False)[0]['ctx']['error']}") from None
    return url
