"""Accept TCP connections for the demo's servers: each is noted, secured where asked, and closed when the demo ends."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from readiness.demo.accesslog import Note

HANDSHAKE_SECONDS = 5.0
IDLE_SECONDS = 10.0
_CLOSING_SECONDS = 1.0
LINE_LIMIT = 16 * 1024

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Converse = Callable[[asyncio.StreamReader, asyncio.StreamWriter, str], Awaitable[None]]
"""Speaks one protocol over one connection; the last argument is the peer as ``address:port``."""


async def accept(listening: socket.socket, converse: Converse, note: Note, tls: ssl.SSLContext | None = None) -> None:
    """Serve connections until cancelled; what one connection does never disturbs another.

    It needs a selector event loop. ``asyncio.start_server`` would do on any, but it loses connections that arrive
    while it is being closed, and it cannot note a connection before its TLS handshake.
    """
    loop = asyncio.get_running_loop()
    door = _Door(listening, converse, note, tls)
    loop.add_reader(listening, door.welcome)
    try:
        await loop.create_future()  # until cancelled
    finally:
        loop.remove_reader(listening)
        await door.clear()


async def secure(writer: asyncio.StreamWriter, tls: ssl.SSLContext, note: Note, peer: str) -> None:
    """Shake hands as the server, and note the outcome; OSError if the client is refused or leaves."""
    try:
        await writer.start_tls(tls, ssl_handshake_timeout=HANDSHAKE_SECONDS)
    except OSError as refused:
        note(peer, f"refused {getattr(refused, 'reason', None) or type(refused).__name__}")
        raise
    note(peer, f"secured {writer.get_extra_info('ssl_object').version()}")


@dataclass(frozen=True)
class _Door:
    """Where connections come in, and everybody who is inside."""

    listening: socket.socket
    converse: Converse
    note: Note
    tls: ssl.SSLContext | None
    conversations: set[asyncio.Task[None]] = field(default_factory=set)
    waiting: set[socket.socket] = field(default_factory=set)

    def welcome(self) -> None:
        with suppress(OSError):  # the client may have left again
            connection, (address, port) = self.listening.accept()
            connection.setblocking(False)
            self.waiting.add(connection)
            self.note(f"{address}:{port}", "connect")
            conversation = asyncio.create_task(self._serve(connection, f"{address}:{port}"))
            self.conversations.add(conversation)
            conversation.add_done_callback(self.conversations.discard)

    async def clear(self) -> None:
        """End every conversation, and close the connections of those that had not begun."""
        ending = [each for each in self.conversations if each.cancel()]
        await asyncio.gather(*ending, return_exceptions=True)
        for connection in self.waiting:
            connection.close()

    async def _serve(self, connection: socket.socket, peer: str) -> None:
        self.waiting.discard(connection)
        reader, writer = await _open(connection, paused=self.tls is not None)
        try:
            if self.tls is not None:
                await secure(writer, self.tls, self.note, peer)
            await self.converse(reader, writer, peer)
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError):
            pass  # the client has left, fallen silent or spoken nonsense
        except asyncio.CancelledError:
            writer.transport.abort()
            raise
        finally:
            writer.close()
        with suppress(OSError):  # asyncio reports why a connection was lost unless somebody asks
            async with asyncio.timeout(_CLOSING_SECONDS):
                await writer.wait_closed()


async def _open(connection: socket.socket, *, paused: bool) -> Streams:
    """Streams over an accepted connection; ``paused`` leaves what the client has sent to the TLS handshake."""
    loop = asyncio.get_running_loop()
    opened: asyncio.Future[Streams] = loop.create_future()

    def made(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if paused:
            writer.transport.pause_reading()  # type: ignore[attr-defined]
        opened.set_result((reader, writer))

    # The callback makes this a server's protocol, which StreamWriter.start_tls relies on.
    protocol = asyncio.StreamReaderProtocol(asyncio.StreamReader(limit=LINE_LIMIT), made)
    await loop.connect_accepted_socket(lambda: protocol, connection)
    return await opened
