"""How a page's scripts, styles, images and fonts are served."""

from __future__ import annotations

from readiness.model.facts import Facts, fact
from readiness.probes.http.fetching import get
from readiness.probes.http.page import Content
from readiness.probes.plugin import Ask
from readiness.protocols import cache_control
from readiness.protocols.cache_control import CacheControl
from readiness.protocols.fingerprint import is_fingerprinted
from readiness.protocols.header_fields import clip
from readiness.protocols.html_page import Reference
from readiness.protocols.media_type import media_type

_KINDS = ("script", "style", "image", "font")


class ServedAsset(Facts):
    """The answer to a GET of one asset."""

    url: str = fact("its URL")
    kind: str = fact("script, style, image or font")
    status: int = fact("status of the answer", unit="HTTP status")
    content_type: str | None = fact("media type without parameters, lower case; absent if not sent", default=None)
    cache_control: CacheControl | None = fact("what caches are told; absent if nothing", default=None)
    hsts: bool = fact("Strict-Transport-Security came with it", source="RFC 6797, 7.1")


class Assets(Facts):
    """Assets of the page's own origin that were fetched, those with a fingerprint in their URL first."""

    found: int = fact("how many such assets the page names", unit="assets")
    fingerprinted: tuple[ServedAsset, ...] = fact("fetched assets whose URL changes with their content")
    unversioned: tuple[ServedAsset, ...] = fact("fetched assets whose URL stays", may_be_empty=True)
    without_hsts: tuple[str, ...] = fact("URLs of fetched assets that came without HSTS", may_be_empty=True)


async def examine_assets(ask: Ask, content: Content) -> Assets:
    """Fetch up to ``max_assets`` assets, one after the other, at the address that the page came from."""
    references = content.page.references if content.page is not None else ()
    own = {
        reference.address: reference
        for reference in references
        if reference.kind in _KINDS and reference.address.origin == content.address.origin
    }
    ordered = sorted(own.values(), key=lambda reference: not is_fingerprinted(reference.address.path))
    served = [(one, await _serve(ask, one, content.answer.address)) for one in ordered[: ask.inputs.max_assets]]
    return Assets(
        found=len(own),
        fingerprinted=tuple(answer for one, answer in served if is_fingerprinted(one.address.path)),
        unversioned=tuple(answer for one, answer in served if not is_fingerprinted(one.address.path)),
        without_hsts=tuple(answer.url for _, answer in served if not answer.hsts),
    )


async def _serve(ask: Ask, reference: Reference, address: str) -> ServedAsset:
    answer = await get(ask, reference.address, address, max_body=0)
    return ServedAsset(
        url=clip(str(reference.address)),
        kind=reference.kind,
        status=answer.status,
        content_type=media_type(answer.first("content-type")),
        cache_control=cache_control.parse(answer.all("cache-control")),
        hsts=answer.first("strict-transport-security") is not None,
    )
