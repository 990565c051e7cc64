"""Reads a user's file as text: bounded in size, UTF-8, free of characters that nobody can see."""

from __future__ import annotations

import re
from pathlib import Path

from readiness.load.yaml.source import Source
from readiness.model.errors import InputError, Mistake, Position

MAX_BYTES = 5_000_000

# What YAML does not allow, and the three breaks that YAML 1.1 counts as lines but no editor does.
_FORBIDDEN = re.compile(r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def read_text(path: Path) -> str:
    """The file's text. Raises InputError when it is missing, unreadable, too large or not UTF-8."""
    file = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _refused(file, "does not exist") from None
    except IsADirectoryError:
        raise _refused(file, "is a directory, not a file") from None
    except OSError as error:
        raise _refused(file, f"cannot be read: {(error.strerror or 'unknown reason').lower()}") from None
    except ValueError:
        raise _refused(file, "is not the name of a file") from None
    if len(content) > MAX_BYTES:
        raise _too_large(file)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise _refused(file, "is not text (UTF-8)", "save it with the encoding UTF-8") from None


def clean(text: str, file: str) -> Source:
    """The text without byte order mark and with ``\\n`` as line break; raises InputError where it is not plain text."""
    if len(text) > MAX_BYTES:
        raise _too_large(file)
    source = Source(file, text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    found = _FORBIDDEN.search(source.text)
    if found is None:
        return source
    if found[0] == "\0":
        raise _refused(file, "is not text (UTF-8)")
    line = source.text.count("\n", 0, found.start())
    column = found.start() - (source.text.rfind("\n", 0, found.start()) + 1)
    code = ord(found[0])
    hint = "delete it" if 0xD800 <= code < 0xE000 else f'delete it, or write "\\u{code:04x}" in double quotes'
    raise InputError(source.mistake(line, column, f"the invisible character U+{code:04X} is not allowed", hint))


def _refused(file: str, message: str, hint: str = "") -> InputError:
    return InputError(Mistake(Position(file), message, hint))


def _too_large(file: str) -> InputError:
    return _refused(file, f"is larger than {MAX_BYTES // 1_000_000} MB")
