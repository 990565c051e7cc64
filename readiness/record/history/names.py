"""File names for names that users give: no two names share one, on any file system, and none leads elsewhere."""

from __future__ import annotations

from hashlib import sha256

LONGEST = 120
_KEPT = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789_-")


def file_name(name: str) -> str:
    """Lower-case letters, digits, ``_`` and ``-`` as they are, every other byte of UTF-8 as ``%hh``.

    Capitals too, because some file systems take them for their small letters. An empty name is ``%``; a long one is
    cut and ends in ``~`` and its SHA-256.
    """
    data = name.encode("utf-8", "surrogatepass")
    written = "".join(chr(byte) if byte in _KEPT else f"%{byte:02x}" for byte in data) or "%"
    return written if len(written) <= LONGEST else f"{written[: LONGEST // 3]}~{sha256(data).hexdigest()}"
