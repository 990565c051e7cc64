"""Decides what source lists of a content security policy allow, and what is left where several policies apply."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import overload

Sources = tuple[str, ...]
NONE = ("'none'",)
_BROAD = re.compile(r"(?:https?|ftp):|(?:(?:https?|ftp)://)?\*(?:\.\*)?(?::(?:[0-9]+|\*))?/?")
_SOURCE_LISTS = ("base-uri", "form-action", "frame-ancestors", "navigate-to")
_FALLBACK = {
    "script-src-elem": ("script-src-elem", "script-src", "default-src"),
    "script-src-attr": ("script-src-attr", "script-src", "default-src"),
    "style-src-elem": ("style-src-elem", "style-src", "default-src"),
    "style-src-attr": ("style-src-attr", "style-src", "default-src"),
}


@dataclass(frozen=True)
class Policy:
    """One policy: sources by directive as written; of a directive that is repeated the first counts."""

    directives: Mapping[str, Sources]
    repeated: Sources = ()


@overload
def sources(policy: Policy, directive: str, ungoverned: Sources) -> Sources: ...
@overload
def sources(policy: Policy, directive: str) -> Sources | None: ...
def sources(policy: Policy, directive: str, ungoverned: Sources | None = None) -> Sources | None:
    """The source list that governs a fetch directive, ``default-src`` standing in; ``ungoverned`` if none does."""
    for name in _FALLBACK.get(directive, (directive, "default-src")):
        if name in policy.directives:
            return policy.directives[name] or NONE
    return ungoverned


def allows_inline(policy: Policy, directive: str) -> bool:
    """Whether inline scripts (``script-src``) or styles (``style-src``) apply, as elements or as attributes."""
    lists = (sources(policy, f"{directive}-elem"), sources(policy, f"{directive}-attr"))
    return any(found is None or _all_inline(found, directive) for found in lists)


def _all_inline(found: Sources, directive: str) -> bool:
    """CSP 3, 6.7.3.2: does a source list allow all inline behaviour."""
    disarmed = _by_nonce_or_hash(found) or (directive == "script-src" and "'strict-dynamic'" in found)
    return "'unsafe-inline'" in found and not disarmed


def allows_scripts_from_anywhere(policy: Policy) -> bool:
    """Whether scripts may come from any host, or from a ``data:`` URL, which whoever injects it writes himself."""
    found = sources(policy, "script-src-elem")
    if found is None:
        return True
    return "'strict-dynamic'" not in found and ("data:" in found or _broad(found))


def allows_objects_from_anywhere(policy: Policy) -> bool:
    """Whether plug-ins may come from any host."""
    found = sources(policy, "object-src")
    return found is None or _broad(found)


def _broad(found: Sources) -> bool:
    return any(_BROAD.fullmatch(source) for source in found)


def _by_nonce_or_hash(found: Sources) -> bool:
    return any(source.startswith(("'nonce-", "'sha256-", "'sha384-", "'sha512-")) for source in found)


def merge(policies: Sequence[Policy]) -> dict[str, Sources]:
    """Values by directive that are left when all policies apply.

    Of sources these are the ones that every policy with the directive covers, and ``'none'`` if there are none; reports
    go to everybody who asked for them.
    """
    lists: dict[str, list[Sources]] = {}
    for policy in policies:
        for name, values in policy.directives.items():
            lists.setdefault(name, []).append(values)
    return {name: _merged(name, found) for name, found in lists.items()}


def _merged(name: str, lists: Sequence[Sources]) -> Sources:
    everything = dict.fromkeys(value for values in lists for value in values)
    if name.startswith("report-"):
        return tuple(everything)
    sets = [frozenset(values) for values in lists]
    kept = tuple(value for value in everything if all(_covers(one, value) for one in sets))
    return kept or (NONE if "-src" in name or name in _SOURCE_LISTS else ())


def _covers(wide: frozenset[str], source: str) -> bool:
    if source in wide:
        return True
    scheme, colon, rest = source.partition(":")
    if source.startswith("'") or (colon and not rest.startswith("/")):
        return False  # keywords, and schemes that * does not stand for
    origin = f"{scheme}:" + "/".join(rest.split("/")[:3]) if colon else source.split("/")[0]
    return bool({"*", f"{scheme}:" if colon else "", origin} & wide)
