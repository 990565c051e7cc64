"""A user's file as plain data, with the place of every key and value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from readiness.load.yaml import masking, offsets
from readiness.load.yaml.source import Source
from readiness.load.yaml.tree import Node
from readiness.model.errors import Mistake, Position

Path = Sequence[str | int]


@dataclass(frozen=True)
class Document:
    """One file. ``data`` is made of dict, list, str, int, float, bool and None; ``file`` is what the user called it.

    A path leads to a value: keys and list indexes from the top. Without ``root`` (data that is in no file's text) every
    position is the whole file.
    """

    file: str
    data: Any
    text: str
    root: Node | None = field(default=None, repr=False, compare=False)

    @cached_property
    def _source(self) -> Source:
        return Source(self.file, self.text)

    def position(self, path: Path, key: bool = False) -> Position:
        """Where the value at ``path`` starts, or its key; for an unknown path, where its nearest known parent does."""
        if self.root is None:
            return Position(self.file)
        return self._source.position(*self._place(self.root, path, key))

    def mistake(
        self,
        path: Path,
        message: str,
        hint: str = "",
        *,
        key: bool = False,
        line: int | None = None,
        column: int | None = None,
    ) -> Mistake:
        """A mistake in the value at ``path``, or in its key.

        ``line`` and ``column`` (from 0) say where inside the text of the value: the position is that of the character
        in the file, whatever the indentation of the block or the style of the quotes. Without them it is the start of
        the value: its ``|`` or its quote.
        """
        if self.root is None:
            return Mistake(Position(self.file), message, hint)
        node = self._node(path)
        within = not (key or line is column is None)
        if within and node is not None and isinstance(node.value, str):
            place = offsets.inside(self._source, node.origin or node, line or 0, column or 0)
        else:
            place = self._place(self.root, path, key)
        return self._source.mistake(*place, message, hint, stop=self._stop(path, place, key))

    def written(self, path: Path) -> str:
        """The unquoted scalar at ``path`` as it stands in the file (``1.10``, ``yes``); empty for anything else."""
        node = self._node(path)
        return "" if node is None else (node.origin or node).written

    def _node(self, path: Path) -> Node | None:
        node = self.root
        for step in path:
            node = None if node is None else node.children.get(step)
        return node

    def _place(self, root: Node, path: Path, key: bool) -> tuple[int, int]:
        if key and (of_key := self._key(path)) is not None:
            return of_key
        node = root
        for step in path:
            if step not in node.children:
                break
            node = node.children[step]
        return node.line, node.column

    def _key(self, path: Path) -> tuple[int, int] | None:
        parent = self._node(path[:-1]) if path else None
        return None if parent is None else parent.keys.get(str(path[-1]))

    def _stop(self, path: Path, place: tuple[int, int], key: bool) -> int | None:
        """Where the excerpt ends: behind a key that is itself the mistake, before a value that may be a secret."""
        line, column = place
        if key and self._key(path) == place:
            end = column + len(str(path[-1]))
            colon = self._source.lines[line].find(":", end)
            return end if colon < 0 else colon + 1
        return column if any(masking.looks_secret(step) for step in path) else None
