"""How a bundle that cannot be relied on is told from a file that is no bundle at all (that one is an InputError)."""

from __future__ import annotations


class AlteredError(Exception):
    """The bundle is not as its makers wrote and signed it; the message says what gives it away."""


class NewerError(Exception):
    """Nothing was altered, but a version of readiness made the bundle that writes what this one cannot read."""
