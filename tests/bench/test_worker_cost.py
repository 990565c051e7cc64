"""A worker process costs a fraction of what it imports: that was done once, in the fork server."""

from __future__ import annotations

import asyncio
import os
import resource
import sys
from collections.abc import Callable

from measuring import at_most, python

from readiness.model.observation import Unobservable
from readiness.reach.worker import Workers

JOB = "readiness.reach.handshake.versions:handshakes"
IMPORT = ("-c", "import readiness.reach.handshake.versions")
TIMES = 12
NOBODY = {"name": "nobody.test", "address": "127.0.0.1", "port": 9, "starttls": False, "trust": None, "timeout_s": 1.0}
