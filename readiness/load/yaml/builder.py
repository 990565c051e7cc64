"""Builds plain data with positions from YAML events, within fixed bounds."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

from yaml import events

from readiness.load.yaml import scalars
from readiness.load.yaml.source import Source
from readiness.load.yaml.tree import Node
from readiness.model.errors import InputError, Mistake
from readiness.model.mistakes import shorten

MAX_DEPTH = 50
MAX_NODES = 250_000

_COLLECTIONS = {events.SequenceStartEvent: "seq", events.MappingStartEvent: "map"}


@dataclass
class _Open:
    """A collection whose end was not seen yet; a mapping's parts are keys and values in turn."""

    event: events.CollectionStartEvent
    parts: list[Node] = field(default_factory=list)


class Builder:
    """Takes events one by one. What leaves the rest readable is noted in ``mistakes``; a broken bound raises."""

    def __init__(self, source: Source) -> None:
        self.root: Node | None = None
        self.mistakes: list[Mistake] = []
        self._source = source
        self._open: list[_Open] = []
        self._anchors: dict[str, Node | None] = {}
        self._total = 0

    def add(self, event: events.Event) -> None:
        """Take the next event. Raises InputError when the file is too deep, too large, or holds a second document."""
        if isinstance(event, events.ScalarEvent):
            self._room(event, 1)
            self._declare(event)
            self._attach(event.anchor, self._scalar(event))
        elif isinstance(event, events.AliasEvent):
            self._attach(None, self._alias(event))
        elif isinstance(event, events.CollectionStartEvent):
            self._room(event, 1)
            self._begin(event)
        elif isinstance(event, events.CollectionEndEvent):
            opened = self._open.pop()
            self._attach(opened.event.anchor, self._finish(opened))
        elif isinstance(event, events.DocumentStartEvent) and self.root is not None:
            raise self._refuse(event, "a second document starts here", "keep one document in a file")

    def _attach(self, anchor: str | None, node: Node) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
        if self._open:
            self._open[-1].parts.append(node)
        else:
            self.root = node

    def _room(self, event: events.Event, size: int, height: int = 0) -> None:
        """Before anything is built or copied: copying is what a bomb of aliases wants."""
        self._total += size
        if self._total > MAX_NODES:
            verb = "expands to" if isinstance(event, events.AliasEvent) else "holds"
            raise self._refuse(event, f"the file {verb} more than {MAX_NODES:,} keys and values")
        if len(self._open) + height > MAX_DEPTH:
            raise self._refuse(event, f"nested more than {MAX_DEPTH} deep")

    def _begin(self, event: events.CollectionStartEvent) -> None:
        if event.tag not in (None, "!", scalars.STANDARD + _COLLECTIONS[type(event)]):
            self._note(event, f"the tag `{scalars.readable(str(event.tag))}` is not supported", "remove it")
        self._declare(event)
        self._open.append(_Open(event))
        self._room(event, 0)

    def _finish(self, opened: _Open) -> Node:
        (line, column), parts = _place(opened.event), opened.parts
        size = 1 + sum(part.size for part in parts)
        height = 1 + max((part.height for part in parts), default=0)
        if isinstance(opened.event, events.SequenceStartEvent):
            data = [part.value for part in parts]
            return Node(data, line, column, children=dict(enumerate(parts)), size=size, height=height)
        children: dict[str | int, Node] = {}
        keys: dict[str, tuple[int, int]] = {}
        for key, value in zip(parts[::2], parts[1::2], strict=True):
            if self._accepts(key, keys):
                children[key.value] = value
                keys[key.value] = (key.line, key.column)
        mapping = {key: child.value for key, child in children.items()}
        return Node(mapping, line, column, children=children, keys=keys, size=size, height=height)

    def _accepts(self, key: Node, keys: dict[str, tuple[int, int]]) -> bool:
        if not isinstance(key.value, str):
            self.mistakes.append(self._wrong_key(key))
        elif key.value == "<<" and key.written:
            hint = "write the keys out, or reuse a whole value with `*name`"
            self.mistakes.append(self._at_key(key, "the merge key `<<` is not supported", hint))
        elif key.value in keys:
            first = f"line {keys[key.value][0] + 1} has it already"
            self.mistakes.append(self._at_key(key, f"duplicate key `{shorten(key.value)}`: {first}"))
        else:
            return True
        return False

    def _wrong_key(self, key: Node) -> Mistake:
        if isinstance(key.value, (dict, list)):
            kind = "a list" if isinstance(key.value, list) else "a mapping"
            return self._at_key(key, f"a key must be text, not {kind}", "a key with brackets or braces needs quotes")
        if not key.written:
            return self._at_key(key, "a key is missing before `:`")
        written = shorten(key.written)
        return self._at_key(key, f"the key `{written}` must be text", f'put it in quotes: "{written}"')

    def _scalar(self, event: events.ScalarEvent) -> Node:
        style = event.style or ""
        written = "" if style else event.value
        try:
            if event.tag is not None:
                value = scalars.tagged(event.tag, event.value)
            else:
                value = event.value if style else scalars.resolve(event.value)
        except ValueError as error:
            self._note(event, str(error), "remove the tag; a value that starts with `!` needs quotes")
            value = event.value
        return Node(value, *_place(event), style, written)

    def _alias(self, event: events.AliasEvent) -> Node:
        name = str(event.anchor)
        target = self._anchors.get(name)
        if target is None:
            inside = name in self._anchors
            problem = "is used inside itself" if inside else "refers to no `&` before it"
            self._note(event, f"the alias `*{shorten(name)}` {problem}", "a value that starts with `*` needs quotes")
            target = Node("", *_place(event))
        self._room(event, target.size, target.height)
        line, column = _place(event)
        return target._replace(value=deepcopy(target.value), line=line, column=column, origin=target.origin or target)

    def _declare(self, event: events.NodeEvent) -> None:
        if event.anchor is None:
            return
        if event.anchor in self._anchors:
            self._note(event, f"the anchor `&{shorten(event.anchor)}` is used twice", "give it another name")
        self._anchors[event.anchor] = None

    def _note(self, event: events.Event, message: str, hint: str = "") -> None:
        self.mistakes.append(self._source.mistake(*_place(event), message, hint))

    def _refuse(self, event: events.Event, message: str, hint: str = "") -> InputError:
        self._note(event, message, hint)
        return InputError(*self.mistakes)

    def _at_key(self, key: Node, message: str, hint: str = "") -> Mistake:
        stop = key.column + len(key.value if isinstance(key.value, str) else key.written)
        return self._source.mistake(key.line, key.column, message, hint, stop=stop + (2 if key.style else 0) + 1)


def _place(event: events.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line, mark.column) if mark is not None else (0, 0)
