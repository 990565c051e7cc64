"""Waiting for an answer until its time is up, and not a moment longer for one that does not care."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import TypeVar

from readiness.reach.queueing import QUEUE, Queue

Answer = TypeVar("Answer")
GRACE_S = 0.5
LEAST_S = 0.05


async def within(limit_s: float, asking: Coroutine[object, object, Answer], queue: Queue) -> Answer:
    """The answer, or TimeoutError after ``limit_s``, in which time spent in the ``queue`` does not count.

    What is late is cancelled, has a moment to tidy up, and is left alone then: it may ignore being cancelled. A
    RuntimeError says that it ended in a way that is not its to choose: by cancelling itself, by ending the program.
    """
    task = asyncio.create_task(_contained(asking, queue))
    begun, queued = time.monotonic(), queue.seconds
    try:
        while not task.done():
            left = limit_s - (time.monotonic() - begun) + (queue.seconds - queued)
            if left <= 0:
                break
            await asyncio.wait({task}, timeout=max(left, LEAST_S))
        late = not task.done()
    finally:
        if not task.done():
            task.cancel()
    if late:
        await asyncio.wait({task}, timeout=GRACE_S)
        raise TimeoutError
    if task.cancelled():
        raise RuntimeError("it cancelled itself")
    return task.result()


async def _contained(asking: Coroutine[object, object, Answer], queue: Queue) -> Answer:
    QUEUE.set(queue)
    try:
        return await asking
    except SystemExit as error:
        raise RuntimeError(f"it tried to end the program: SystemExit: {error}") from error
