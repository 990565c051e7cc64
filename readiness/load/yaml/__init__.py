"""Reads a user's YAML file into plain data with positions; everything that could be misread is refused."""

from __future__ import annotations

from pathlib import Path

import yaml
from yaml.error import MarkedYAMLError

from readiness.load.yaml import syntax, text
from readiness.load.yaml.builder import Builder
from readiness.load.yaml.document import Document
from readiness.load.yaml.source import Source
from readiness.model.errors import InputError, Mistake, Position

__all__ = ["Document", "parse", "read"]


def read(path: Path) -> Document:
    """Read one file. Raises InputError with every mistake found; a syntax error ends the search."""
    return parse(text.read_text(path), str(path))


def parse(content: str, file: str) -> Document:
    """Parse the text of one file that the user calls ``file``. Raises InputError as ``read`` does."""
    source = text.clean(content, file)
    builder = Builder(source)
    _feed(source, builder)
    if builder.mistakes:
        raise InputError(*builder.mistakes)
    if builder.root is None or (builder.root.value is None and not builder.root.written):
        raise InputError(Mistake(Position(file), "is empty"))
    return Document(file, builder.root.value, source.text, builder.root)


def _feed(source: Source, builder: Builder) -> None:
    """Events, not PyYAML's own nodes: those are composed recursively, before a depth could be checked."""
    try:
        for event in yaml.parse(source.text, Loader=yaml.CSafeLoader):
            builder.add(event)
    except MarkedYAMLError as error:
        raise InputError(*builder.mistakes, syntax.mistake(source, error)) from None
