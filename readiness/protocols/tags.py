"""Reads the ``name=value; name=value`` lists that DKIM, DMARC and their relatives publish in DNS (RFC 6376, 3.2)."""

from __future__ import annotations

import re

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_BLANK = " \t\r\n"


class TagError(ValueError):
    """The text is no tag list, or a tag has a value that its specification does not allow."""


def read_tags(text: str) -> dict[str, str]:
    """Tags in the order of the record, values without surrounding blanks; TagError if it is no tag list.

    Names keep their case, which is significant. A tag that occurs twice makes the whole list invalid.
    """
    parts = text.split(";")
    if len(parts) > 1 and not parts[-1].strip(_BLANK):
        parts.pop()  # the list may end in a semicolon
    found: dict[str, str] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        name = name.strip(_BLANK)
        if not equals or not _NAME.fullmatch(name):
            raise TagError(f"{part.strip(_BLANK)[:60]!r} is not a tag")
        if name in found:
            raise TagError(f"the tag {name} occurs twice")
        found[name] = value.strip(_BLANK)
    return found
