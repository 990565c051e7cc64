"""One declared target of each kind that probes look at."""

from __future__ import annotations

from typing import Any

TARGETS: dict[str, dict[str, Any]] = {
    "domain": {"kind": "domain", "name": "example.com", "aliases": ["www"], "dkim": ["s1"]},
    "site": {"kind": "site", "url": "https://example.com/"},
    "api": {"kind": "api", "url": "https://api.example.com/", "origins": ["https://example.com"]},
    "mailserver": {"kind": "mailserver", "host": "mail.example.com"},
    "cutover": {
        "kind": "cutover",
        "names": ["example.com"],
        "old": ["192.0.2.1"],
        "new": ["198.51.100.1"],
        "resolvers": ["203.0.113.53"],
    },
}
