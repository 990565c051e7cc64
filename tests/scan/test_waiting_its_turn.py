"""A question's time is its own: what it spends in the scanner's queue for worker processes does not count."""

from __future__ import annotations

import asyncio
import time

import pytest
from scan_runs import CHECKOUT

from readiness.reach.queueing import Queue, queueing
from readiness.scan.patience import within


def test_whoever_waits_for_a_worker_longer_than_the_limit_is_answered_all_the_same(scanning, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", f"{CHECKOUT}:{CHECKOUT / 'tests' / 'plugins'}")
    record, report, _ = scanning({"a": "tried.queueing.number == 1"}, addresses=16)
    took = [seen.took_ms for seen in record.observations]
    assert [seen.cause for seen in record.observations if seen.cause] == []
    assert max(took) > 1500, "nobody had to wait for longer than the limit"
    assert report.verdict.exit_code == 0


def test_time_in_the_queue_does_not_count_and_time_after_it_does():
    async def asking(slots):
        async with queueing(slots):
            await asyncio.sleep(600)

    async def waiting():
        slots = asyncio.Semaphore(0)
        asyncio.get_running_loop().call_later(0.6, slots.release)
        begun = time.monotonic()
        with pytest.raises(TimeoutError):
            await within(0.3, asking(slots), Queue())
        return time.monotonic() - begun

    assert 0.9 <= asyncio.run(waiting()) < 5


def test_waits_at_the_same_time_count_once():
    queue = Queue()
    queue.enter()
    queue.enter()
    time.sleep(0.1)
    queue.leave()
    queue.leave()
    spent = queue.seconds
    time.sleep(0.1)
    assert 0.1 <= spent < 0.19
    assert queue.seconds == spent


def test_a_slot_is_given_back_whatever_happens():
    async def failing():
        slots = asyncio.Semaphore(1)
        with pytest.raises(ZeroDivisionError):
            async with queueing(slots):
                raise ZeroDivisionError
        return slots.locked()

    assert asyncio.run(failing()) is False


def test_what_ignores_being_cancelled_is_not_waited_for():
    released = []

    async def deaf():
        while not released:
            try:
                await asyncio.sleep(600)
            except asyncio.CancelledError:
                continue
        return 1

    async def waiting():
        begun = time.monotonic()
        with pytest.raises(TimeoutError):
            await within(0.1, deaf(), Queue())
        released.append(True)
        return time.monotonic() - begun

    assert asyncio.run(waiting()) < 3


def test_being_cancelled_from_outside_cancels_what_is_waited_for():
    ended = []

    async def asking():
        try:
            await asyncio.sleep(600)
        finally:
            ended.append(True)

    async def stopped():
        task = asyncio.create_task(within(60, asking(), Queue()))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.wait({task})
        await asyncio.sleep(0)
        return task.cancelled()

    assert asyncio.run(stopped()) is True
    assert ended == [True]
