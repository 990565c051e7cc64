"""Decide whether an environment may go live, with proof."""

__version__ = "0.1.0"
