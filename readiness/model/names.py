"""Names that stand for something in every condition, so that no observation may be called by one."""

from __future__ import annotations

RESERVED = frozenset({"target", "params", "endpoint", "release", "guide", "now"})
