"""JSON of which there is one way to write it: what is read must be, byte for byte, what would be written."""

from __future__ import annotations

import json
from typing import Any

from readiness.record.bundle.errors import AlteredError


def encode(value: Any) -> bytes:
    """Indented ASCII JSON with sorted keys and a newline at the end; ValueError for numbers that JSON does not have."""
    return (json.dumps(value, indent=1, sort_keys=True, allow_nan=False) + "\n").encode("ascii")


def decode(data: bytes, what: str) -> Any:
    """The value that ``encode`` wrote like this; AlteredError for anything else. ``what`` names it in the message."""
    try:
        value = json.loads(data)
        same = encode(value) == data
    except (ValueError, RecursionError) as error:
        raise AlteredError(f"{what} is not JSON") from error
    if not same:
        raise AlteredError(f"{what} is written differently from how readiness writes it")
    return value
