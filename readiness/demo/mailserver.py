"""Speak just enough SMTP to be examined: greeting, EHLO, STARTTLS, and a refusal to relay."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass

from readiness.demo.accesslog import Note
from readiness.demo.listening import IDLE_SECONDS, accept, secure
from readiness.demo.placement import Place
from readiness.demo.records import DOMAIN, MAIL_HOST

_MOST_COMMANDS = 100
_FIXED = {
    "HELO": f"250 {MAIL_HOST}",
    "MAIL": "250 2.1.0 Ok",
    "RSET": "250 2.0.0 Ok",
    "NOOP": "250 2.0.0 Ok",
    "QUIT": "221 2.0.0 Bye",
    "DATA": "554 5.3.2 This server keeps no mail",
}


@dataclass(frozen=True)
class MailServer:
    """One SMTP server; without ``tls`` it does not offer STARTTLS."""

    place: Place
    note: Note
    tls: ssl.SSLContext | None

    async def serve(self) -> None:
        """Answer until cancelled."""
        await accept(self.place.tcp, self._converse, self.note)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, peer: str) -> None:
        secured = False
        await _say(writer, f"220 {MAIL_HOST} ESMTP")
        for _ in range(_MOST_COMMANDS):
            async with asyncio.timeout(IDLE_SECONDS):
                line = (await reader.readuntil(b"\n")).decode("latin-1").strip()
            self.note(peer, line)
            verb = line[:8].upper() if line[:8].upper() == "STARTTLS" else line[:4].upper()
            if verb == "STARTTLS" and self.tls is not None and not secured:
                await _say(writer, "220 2.0.0 Ready to start TLS")
                await secure(writer, self.tls, self.note, peer)
                secured = True
                continue
            await _say(writer, *self._answer(verb, line, secured))
            if verb == "QUIT":
                return
        await _say(writer, "421 4.7.0 Too many commands")

    def _answer(self, verb: str, line: str, secured: bool) -> tuple[str, ...]:
        if verb == "EHLO":
            offered = () if self.tls is None or secured else ("250-STARTTLS",)
            return (f"250-{MAIL_HOST}", "250-SIZE 10485760", *offered, "250-8BITMIME", "250 ENHANCEDSTATUSCODES")
        if verb == "RCPT":
            ours = line.rstrip().lower().rstrip(">").endswith(f"@{DOMAIN}")
            return ("250 2.1.5 Ok",) if ours else ("554 5.7.1 Relay access denied",)
        return (_FIXED.get(verb, "502 5.5.1 Command not implemented"),)


async def _say(writer: asyncio.StreamWriter, *lines: str) -> None:
    writer.write("".join(f"{line}\r\n" for line in lines).encode("latin-1"))
    await writer.drain()
