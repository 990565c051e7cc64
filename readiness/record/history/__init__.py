"""The records of past scans in a folder, with an index over them that can be thrown away at any time."""

from readiness.record.history.history import History

__all__ = ["History"]
