"""Reads what an SMTP server says, line by line (RFC 5321, 4.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_LINE = 2048
MAX_LINES = 100
_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?\r?\n?", re.DOTALL)


class SmtpError(ValueError):
    """What came is no SMTP."""


@dataclass(frozen=True)
class Reply:
    """A whole reply: its code and the text of each line, undecodable octets replaced."""

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The code and the text, lines joined by blanks."""
        return " ".join((str(self.code), *self.lines)).strip()

    @property
    def keywords(self) -> tuple[str, ...]:
        """Extensions that an EHLO reply lists: the first word of each line but the first, upper case, sorted."""
        return tuple(sorted({line.split()[0].upper() for line in self.lines[1:] if line.split()}))


def read_line(line: bytes) -> tuple[int, bool, str]:
    """Code, whether more lines follow, and text of one line; SmtpError when it is no reply."""
    match = _LINE.fullmatch(line)
    if match is None:
        raise SmtpError(f"{line[:60]!r} is no SMTP reply")
    return int(match[1]), match[2] == b"-", (match[3] or b"").decode(errors="replace").strip()


def join_reply(lines: list[bytes]) -> Reply:
    """The reply that complete lines make up; SmtpError when they are none, or the code changes on the way."""
    read = [read_line(line) for line in lines]
    if not read or read[-1][1] or len({code for code, _, _ in read}) != 1:
        raise SmtpError("the lines are no whole SMTP reply")
    return Reply(read[0][0], tuple(text for _, _, text in read))
