"""A policy's own tests: its examples, and whether they notice a changed condition."""
