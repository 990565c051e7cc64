"""The file that a bundle is: a plain ZIP archive without compression in which no byte is free.

Any ZIP tool opens it. Its members are stored, sorted by name and dated 1980-01-01; there are no comments, no extra
fields, no gaps. Reading frames the members again and compares: one file stands for one set of members and no other.
Nothing is ever unpacked to disk or decompressed. Source: PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping

from readiness.model.errors import InputError, Mistake, Position
from readiness.record.bundle.errors import AlteredError

MAX_BUNDLE = 1_500_000_000
MAX_MEMBERS = 1_000
FIRST = "inputs.json"
"""The member that sorts before all others: every bundle begins with it."""
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_MADE_BY = (3 << 8) | _VERSION
_DAY = (1 << 5) | 1
_MODE = 0o100644 << 16
_HINT = "readiness bundle RECORD -o FILE --key KEY makes one"


def pack(members: Mapping[str, bytes]) -> bytes:
    """The archive of these members; ValueError when it would be larger than a bundle may be."""
    size = sum(len(content) + 2 * len(name) + 76 for name, content in members.items()) + 22
    if size > MAX_BUNDLE or len(members) > MAX_MEMBERS:
        raise ValueError(f"a bundle has at most {MAX_BUNDLE} bytes and {MAX_MEMBERS} members")
    return b"".join(_framed(members))


def unpack(data: bytes, file: str) -> dict[str, bytes]:
    """The members of a bundle by name.

    InputError for what never was a bundle; AlteredError for one that ``pack`` would have written differently.
    """
    if len(data) > MAX_BUNDLE:
        raise InputError(Mistake(Position(file), "is too large for a bundle"))
    start = _LOCAL.size
    if data[:4] != b"PK\3\4" or data[start : start + len(FIRST)] != FIRST.encode():
        raise InputError(Mistake(Position(file), "is not a bundle", _HINT))
    members = dict(_members(data))
    view, at = memoryview(data), 0
    for piece in _framed(members):
        if view[at : at + len(piece)] != piece:
            raise AlteredError(f"the container is not as it was written, from byte {at} on")
        at += len(piece)
    if at != len(data):
        raise AlteredError(f"the container goes on after its end, at byte {at}")
    return members


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Names and contents by the local headers alone; whether the rest agrees with them is for ``unpack`` to see."""
    at = 0
    for _ in range(MAX_MEMBERS):
        if data[at : at + 4] != b"PK\3\4" or len(data) - at < _LOCAL.size:
            return
        *_, size, name_length, _extra = _LOCAL.unpack_from(data, at)
        begin = at + _LOCAL.size + name_length
        yield data[at + _LOCAL.size : begin].decode("ascii", "replace"), data[begin : begin + size]
        at = begin + size


def _framed(members: Mapping[str, bytes]) -> Iterator[bytes]:
    """The bytes of the archive, piece by piece; a name that is not ASCII comes out as another one."""
    directory, offset = [], 0
    for name in sorted(members):
        content, encoded = members[name], name.encode("ascii", "replace")
        shape = (_VERSION, 0, 0, 0, _DAY, zlib.crc32(content), len(content), len(content), len(encoded), 0)
        yield _LOCAL.pack(b"PK\3\4", *shape) + encoded
        yield content
        directory.append(_CENTRAL.pack(b"PK\1\2", _MADE_BY, *shape, 0, 0, 0, _MODE, offset) + encoded)
        offset += _LOCAL.size + len(encoded) + len(content)
    yield from directory
    count, length = len(directory), sum(len(entry) for entry in directory)
    yield _END.pack(b"PK\5\6", 0, 0, count, count, length, offset, 0)
