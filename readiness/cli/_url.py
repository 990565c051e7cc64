"""An environment out of nothing but a URL."""

from __future__ import annotations

import json
from urllib.parse import urlsplit


def environment_text(url: str, policy: str) -> tuple[str, str]:
    """Name and text of an environment that holds this site and its domain.

    With ``www`` and without it both count as declared: a redirect between them stays inside. The text is JSON, which
    is YAML, so that nothing in the URL needs quoting.
    """
    host = (urlsplit(url).hostname or "").lower()
    bare = host.removeprefix("www.")
    site = {"kind": "site", "url": url, "domain": "domain"}
    domain = {"kind": "domain", "name": bare}
    environment = {"policy": policy, "targets": {"site": site, "domain": domain}}
    return host or "site", json.dumps({"environments": {host or "site": environment}})
