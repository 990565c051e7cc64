"""Jobs of the test probes for worker processes."""

from __future__ import annotations

import time


def pause(channel, seconds):
    time.sleep(seconds)
    return 1
