"""SMTP replies, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.protocols.smtp import Reply, SmtpError, join_reply, read_line


def test_it_joins_the_lines_of_a_reply() -> None:
    reply = join_reply([b"250-mx.test at your service\r\n", b"250-STARTTLS\r\n", b"250 size 1000\n"])
    assert reply == Reply(250, ("mx.test at your service", "STARTTLS", "size 1000"))
    assert reply.text == "250 mx.test at your service STARTTLS size 1000"
    assert reply.keywords == ("SIZE", "STARTTLS")


def test_a_code_may_stand_alone() -> None:
    assert join_reply([b"220\r\n"]) == Reply(220, ("",))


def test_octets_that_are_no_text_are_replaced() -> None:
    assert read_line(b"220 \xff\r\n") == (220, False, "\ufffd")


@pytest.mark.parametrize(
    "line", [b"", b"\r\n", b"HTTP/1.1 400 Bad Request\r\n", b"22 x\r\n", b"2200 x\r\n", b"120 x\r\n"]
)
def test_what_is_no_reply_is_refused(line: bytes) -> None:
    with pytest.raises(SmtpError):
        read_line(line)


@pytest.mark.parametrize("lines", [[], [b"250-x\r\n"], [b"250-x\r\n", b"220 y\r\n"], [b"250 x\r\n", b"250-y\r\n"]])
def test_lines_that_make_no_whole_reply_are_refused(lines: list[bytes]) -> None:
    with pytest.raises(SmtpError):
        join_reply(lines)


@given(st.binary(max_size=200))
def test_any_line_is_read_or_refused(line: bytes) -> None:
    try:
        code, _, _ = read_line(line)
    except SmtpError:
        return
    assert line.startswith(str(code).encode())
