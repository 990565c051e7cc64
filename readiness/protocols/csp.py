"""Reads Content-Security-Policy headers and says what several policies together allow (CSP Level 3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from readiness.model.facts import Facts, fact
from readiness.protocols.csp_sources import (
    Policy,
    allows_inline,
    allows_objects_from_anywhere,
    allows_scripts_from_anywhere,
    merge,
    sources,
)
from readiness.protocols.header_fields import clip

MAX_POLICIES = 50
_NOT_IN_META = ("frame-ancestors", "report-uri", "sandbox")  # HTML, 4.2.5.3
_PASSIVE = ("img-src", "media-src")
_DIRECTIVES = frozenset(
    (
        "base-uri",
        "block-all-mixed-content",
        "child-src",
        "connect-src",
        "default-src",
        "fenced-frame-src",
        "font-src",
        "form-action",
        "frame-ancestors",
        "frame-src",
        "img-src",
        "manifest-src",
        "media-src",
        "navigate-to",
        "object-src",
        "plugin-types",
        "prefetch-src",
        "referrer",
        "reflected-xss",
        "report-to",
        "report-uri",
        "require-sri-for",
        "require-trusted-types-for",
        "sandbox",
        "script-src",
        "script-src-attr",
        "script-src-elem",
        "style-src",
        "style-src-attr",
        "style-src-elem",
        "trusted-types",
        "upgrade-insecure-requests",
        "webrtc",
        "worker-src",
    )
)
_NONCE = re.compile(r"'nonce-[^']*'", re.IGNORECASE)
_CASE_MATTERS = re.compile(r"'(?:sha256|sha384|sha512)-", re.IGNORECASE)


class Csp(Facts):
    """What the enforced policies allow together: a thing is allowed only if each of them allows it.

    Without an enforced policy everything is allowed. Policies come from headers (a comma separates two) and from
    ``<meta http-equiv>`` in the page's head.
    """

    enforced: bool = fact("at least one policy is enforced")
    report_only: bool = fact("a Content-Security-Policy-Report-Only header was sent; it enforces nothing")
    policies: int = fact("number of enforced policies", unit="policies")
    from_meta: bool = fact("one of them stands in the page and not in a header")
    directives: dict[str, str] = fact(
        "known directives of the enforced policies with their sources in lower case, separated by spaces; where "
        "several policies have one, the sources that all of them cover; no sources is 'none'; nonces read 'nonce-*'",
        may_be_empty=True,
    )
    repeated: tuple[str, ...] = fact(
        "directives that one policy has twice: browsers ignore the second", may_be_empty=True
    )
    unknown: tuple[str, ...] = fact("directives that no specification knows, at most 20", may_be_empty=True)
    allows_inline_script: bool = fact(
        "inline scripts run: 'unsafe-inline' that no nonce, hash or 'strict-dynamic' disarms"
    )
    allows_inline_style: bool = fact("inline styles apply: 'unsafe-inline' that no nonce or hash disarms")
    allows_eval: bool = fact("eval runs: 'unsafe-eval', or scripts are not governed at all")
    allows_scripts_from_anywhere: bool = fact(
        "scripts load from any host, or from data: URLs: *, a scheme alone, or not governed at all"
    )
    allows_objects_from_anywhere: bool = fact("plug-ins load from any host: *, a scheme alone, or not governed at all")
    insecure_active_sources: tuple[str, ...] = fact(
        "sources that begin with http: or ftp:, except for images and media, as `directive source`", may_be_empty=True
    )
    insecure_passive_sources: tuple[str, ...] = fact(
        "sources of images and media that begin with http: or ftp:, as `directive source`", may_be_empty=True
    )
    strict_dynamic: bool = fact("'strict-dynamic' governs scripts: hosts and schemes do not count")
    nonce_or_hash: bool = fact("scripts are allowed by nonce or hash; 'strict-dynamic' without allows none at all")
    frame_ancestors: tuple[str, ...] | None = fact("who may frame the page; absent if not said", default=None)
    base_uri: tuple[str, ...] | None = fact("what a <base> may point to; absent if not said", default=None)
    form_action: tuple[str, ...] | None = fact("where forms may post to; absent if not said", default=None)
    upgrades_insecure_requests: bool = fact(
        "browsers fetch the page's http: parts by HTTPS", source="W3C, Upgrade Insecure Requests"
    )


def parse(header: Sequence[str], report_only: Sequence[str] = (), meta: Sequence[str] = ()) -> Csp | None:
    """What an answer's lines, and the page's own, come to; None if there are none of any kind."""
    if not header and not report_only and not meta:
        return None
    from_header = [policy for line in header for policy in _policies(line)]
    from_meta = [_without(policy, _NOT_IN_META) for line in meta for policy in _policies(line)]
    policies = (from_header + from_meta)[:MAX_POLICIES]
    merged = merge(policies)
    scripts = [found for policy in policies if (found := sources(policy, "script-src")) is not None]
    return Csp(
        enforced=bool(policies),
        report_only=bool(report_only),
        policies=len(policies),
        from_meta=bool(from_meta),
        directives={name: " ".join(map(clip, merged[name])) for name in sorted(merged) if name in _DIRECTIVES},
        repeated=_names(name for policy in policies for name in policy.repeated),
        unknown=_names(name for policy in policies for name in policy.directives if name not in _DIRECTIVES),
        allows_inline_script=all(allows_inline(policy, "script-src") for policy in policies),
        allows_inline_style=all(allows_inline(policy, "style-src") for policy in policies),
        allows_eval=all("'unsafe-eval'" in sources(policy, "script-src", ("'unsafe-eval'",)) for policy in policies),
        allows_scripts_from_anywhere=all(map(allows_scripts_from_anywhere, policies)),
        allows_objects_from_anywhere=all(map(allows_objects_from_anywhere, policies)),
        insecure_active_sources=_insecure(merged, passive=False),
        insecure_passive_sources=_insecure(merged, passive=True),
        strict_dynamic=any("'strict-dynamic'" in found for found in scripts),
        nonce_or_hash=any(source.startswith(("'nonce-", "'sha")) for found in scripts for source in found),
        frame_ancestors=_clipped(merged.get("frame-ancestors")),
        base_uri=_clipped(merged.get("base-uri")),
        form_action=_clipped(merged.get("form-action")),
        upgrades_insecure_requests="upgrade-insecure-requests" in merged,
    )


def _policies(line: str) -> list[Policy]:
    found = [_policy(text) for text in line.split(",", MAX_POLICIES)[:MAX_POLICIES]]
    return [policy for policy in found if policy.directives]


def _policy(text: str) -> Policy:
    directives: dict[str, tuple[str, ...]] = {}
    repeated: list[str] = []
    for part in text.split(";"):
        name, *values = part.split() or ("",)
        name = name.lower()
        if name in directives:
            repeated.append(name)
        elif name:
            directives[name] = tuple(dict.fromkeys(map(_source, values)))
    return Policy(directives, tuple(repeated))


def _source(text: str) -> str:
    """A nonce differs from answer to answer, and two records of the same policy must be the same."""
    if _NONCE.fullmatch(text):
        return "'nonce-*'"
    return text if _CASE_MATTERS.match(text) else text.lower()


def _without(policy: Policy, names: tuple[str, ...]) -> Policy:
    return Policy({name: values for name, values in policy.directives.items() if name not in names}, policy.repeated)


def _insecure(merged: dict[str, tuple[str, ...]], *, passive: bool) -> tuple[str, ...]:
    fetching = {name: values for name, values in merged.items() if "-src" in name and (name in _PASSIVE) == passive}
    found = (f"{name} {source}" for name, values in fetching.items() for source in values)
    return tuple(sorted(clip(text) for text in found if text.partition(" ")[2].startswith(("http:", "ftp:"))))


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({clip(name, 100) for name in names})[:20])


def _clipped(values: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(map(clip, values))
