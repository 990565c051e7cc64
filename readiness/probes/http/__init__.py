"""Looks at a web site or API as a visitor's browser does: headers, redirects, page, assets, other origins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness.model.facts import Model, fact
from readiness.probes.http import plans
from readiness.probes.http.assets import Assets, examine_assets
from readiness.probes.http.cors import Cors, examine_cors
from readiness.probes.http.fetching import Chain, follow, front, place
from readiness.probes.http.page import Content, Page, page_content, page_facts
from readiness.probes.http.protocols import Protocols, examine_protocols
from readiness.probes.http.redirects import Redirects, examine_redirects
from readiness.probes.http.response import Response, response_facts
from readiness.probes.plugin import Ask, Probe, group

if TYPE_CHECKING:
    from readiness.reach.http import Answer


class Inputs(Model):
    """What to ask for."""

    path: str = fact("path to GET, with its query", default="/", pattern=r"^/([^/\\\s#][^\\\s#]*)?$", max_length=1000)
    max_assets: int = fact("at most so many of the page's assets are fetched", default=5, ge=1, le=50)


class Http(Probe):
    """Facts about one name of a site or API at one address. TLS is not verified here: its own controls judge it."""

    name = "http"
    kinds = frozenset({"site", "api"})
    inputs = Inputs
    per_endpoint = True

    @group(plans.response)
    async def response(self, ask: Ask) -> Response:
        """What the answer to a GET over HTTPS says in its headers."""
        return await response_facts(await self._front(ask), place(ask), ask.now)

    @group(plans.redirects, timeout_s=30)
    async def redirects(self, ask: Ask) -> Redirects:
        """Where plain HTTP leads."""
        return await examine_redirects(ask)

    @group(plans.page, timeout_s=30)
    async def page(self, ask: Ask) -> Page:
        """What the HTML page loads and where its forms post, redirects followed."""
        return page_facts(ask, await self._content(ask))

    @group(plans.assets, timeout_s=60)
    async def assets(self, ask: Ask) -> Assets:
        """How scripts, styles, images and fonts of the page's own origin are served."""
        return await examine_assets(ask, await self._content(ask))

    @group(plans.cors, timeout_s=120)
    async def cors(self, ask: Ask) -> Cors:
        """Which other origins may read answers, by trial: declared ones, strangers and impostors."""
        return await examine_cors(ask)

    @group(plans.protocols)
    async def protocols(self, ask: Ask) -> Protocols:
        """Which versions of HTTP are offered."""
        return await examine_protocols(ask, await self._front(ask))

    async def _front(self, ask: Ask) -> Answer:
        answer: Answer = await self.once("front", lambda: front(ask))
        return answer

    async def _chain(self, ask: Ask) -> Chain:
        return await follow(ask, place(ask), await self._front(ask))

    async def _content(self, ask: Ask) -> Content:
        async def fetch() -> Content:
            return await page_content(await self._chain(ask))

        content: Content = await self.once("content", fetch)
        return content
