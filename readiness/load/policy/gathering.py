"""Reads a policy's files and those of all that it extends, and puts them together, each file once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from readiness.load.params import DIRECTED, UnfitError, normal
from readiness.load.policy.catalogs import read_catalog
from readiness.load.policy.controls import Written
from readiness.load.policy.gates import laid_over
from readiness.load.policy.layers import Change, Held, Layer, Param
from readiness.load.policy.locating import Located, locate
from readiness.load.policy.merging import add_control, add_param, merge
from readiness.load.policy.pins import digest
from readiness.load.policy.references import gate_mistakes
from readiness.load.policy.tailoring import no_control, tailor
from readiness.load.yaml import Document, parse
from readiness.load.yaml.text import read_text
from readiness.load.yaml.validate import validate
from readiness.model.errors import InputError, Mistake
from readiness.model.mistakes import nearest
from readiness.model.policy import ControlsFile, PolicyFile
from readiness.model.tailoring import PolicySource

MAX_DEPTH = 10
Part = TypeVar("Part", PolicyFile, ControlsFile)


@dataclass(frozen=True)
class Read:
    """A policy as it was read: its layer, and its own file."""

    layer: Layer
    head: PolicyFile
    document: Document


@dataclass
class Reading:
    """What has been read so far; ``whole`` is false when a part could not be, and what refers to it is unknown."""

    mistakes: list[Mistake] = field(default_factory=list)
    whole: bool = True
    policies: dict[Path, Read | None] = field(default_factory=dict)
    documents: dict[Path, tuple[Document, str]] = field(default_factory=dict)

    def lacks(self, *mistakes: Mistake) -> None:
        """Note that a part could not be read."""
        self.mistakes.extend(mistakes)
        self.whole = False

    def document(self, path: Path, called: str, text: str | None = None) -> tuple[Document, str]:
        """A file and its text; InputError when it cannot be read."""
        key = path.resolve()
        if key not in self.documents:
            content = read_text(path) if text is None else text
            self.documents[key] = parse(content, called), content
        return self.documents[key]


@dataclass
class _Own:
    """The files of one policy: the first as it was found, the texts of all, and what they say."""

    found: Located
    head: PolicyFile
    document: Document
    texts: list[str]
    paths: set[Path]


def gather(found: Located, reading: Reading, above: tuple[Path, ...] = ()) -> Read | None:
    """A policy with all that it extends and includes; None, with the mistakes noted, if it is not one."""
    key = found.path.resolve()
    if key not in reading.policies:
        reading.policies[key] = _gather(found, reading, (*above, key))
    return reading.policies[key]


def _gather(found: Located, reading: Reading, above: tuple[Path, ...]) -> Read | None:
    try:
        document, text = reading.document(found.path, found.called, found.text)
        head = validate(document, PolicyFile)
    except InputError as error:
        reading.lacks(*error.mistakes)
        return None
    own = _Own(found, head, document, [text], {found.path.resolve()})
    layer = merge((read.layer for read in _extended(own, reading, above)), reading.mistakes)
    layer.name = head.policy
    if reading.whole:
        reading.mistakes.extend(tailor(layer, head, document))
        reading.mistakes.extend(_torn(layer, document))
    if found.pinned and (head.catalog is not None or head.include):
        key = "catalog" if head.catalog is not None else "include"
        reading.lacks(document.mistake((key,), "a pinned policy is one file", "put it all into that file", key=True))
        return None
    _add_catalog(own, layer, reading)
    reading.mistakes.extend(_map_rows(own, layer))
    _add(document, head, head.policy, layer, reading)
    for position, name in enumerate(head.include):
        _include(own, position, name, layer, reading)
    reading.mistakes.extend(gate_mistakes(head, document, layer))
    if head.gate is not None:
        layer.gate, layer.gate_by = laid_over(head.gate, layer.gate), head.policy
    source = PolicySource(policy=head.policy, version=head.version, sha256=digest("".join(own.texts)), place=found.name)
    layer.sources = {str(found.path.resolve()): source, **layer.sources}
    return Read(layer, head, document)


def _extended(own: _Own, reading: Reading, above: tuple[Path, ...]) -> Iterator[Read]:
    for position, name in enumerate(own.head.extends):
        place = ("extends", position)
        try:
            found = locate(name, None if own.found.pinned else own.found.path.parent)
        except LookupError as error:
            reading.lacks(own.document.mistake(place, *error.args))
            continue
        if found.path.resolve() in above or len(above) > MAX_DEPTH:
            message = f"`{name}` extends this policy in turn"
            reading.lacks(own.document.mistake(place, message, "break the circle"))
        elif (read := gather(found, reading, above)) is not None:
            yield read


def _torn(layer: Layer, document: Document) -> Iterator[Mistake]:
    """Parameters to which what is extended gives different values, none of them stricter and none set here."""
    for name, param in layer.params.items():
        if param.torn:
            message = f"{' and '.join(param.torn)} give `{name}` different values"
            yield document.mistake(("extends",), message, f"say which with `set: {{{name}: …}}`")
            layer.params[name] = replace(param, torn=())


def _add_catalog(own: _Own, layer: Layer, reading: Reading) -> None:
    if own.head.catalog is None:
        return
    path = own.found.path.parent / own.head.catalog
    if not path.exists():
        reading.lacks(own.document.mistake(("catalog",), f"there is no file `{path}`"))
        return
    try:
        document, text = reading.document(path, str(path))
        layer.catalog = read_catalog(document)
        own.texts.append(text)
    except InputError as error:
        reading.lacks(*error.mistakes)


def _include(own: _Own, position: int, name: str, layer: Layer, reading: Reading) -> None:
    path, place = own.found.path.parent / name, ("include", position)
    if not path.exists():
        reading.lacks(own.document.mistake(place, f"there is no file `{path}`"))
    elif path.resolve() in own.paths:
        reading.mistakes.append(own.document.mistake(place, f"`{path}` is part of this policy already"))
    else:
        own.paths.add(path.resolve())
        try:
            document, text = reading.document(path, str(path))
            part = validate(document, ControlsFile)
        except InputError as error:
            reading.lacks(*error.mistakes)
            return
        own.texts.append(text)
        _add(document, part, own.head.policy, layer, reading)


def _add(document: Document, part: PolicyFile | ControlsFile, by: str, layer: Layer, reading: Reading) -> None:
    for name, spec in part.params.items():
        value = spec.default
        try:
            value = normal(spec, spec.default)
        except UnfitError as error:
            message = f"the default of `{name}` {error.message}"
            reading.mistakes.append(document.mistake(("params", name, "default"), message, error.hint))
        if spec.stricter is not None and spec.type not in DIRECTED:
            message = f"a {spec.type} is neither higher nor lower"
            reading.mistakes.append(document.mistake(("params", name, "stricter"), message, "remove it"))
        normalised = spec.model_copy(update={"default": value})
        add_param(layer, name, Param(normalised, document, value, Change(by)), reading.mistakes)
    for position, control in enumerate(part.controls):
        add_control(layer, Held(Written(control, document, position), control), reading.mistakes, once=True)


def _map_rows(own: _Own, layer: Layer) -> Iterator[Mistake]:
    known = {row.id for row in layer.catalog.rows} if layer.catalog else set()
    for name, rows in own.head.rows.items():
        if name not in layer.controls:
            yield no_control(layer, own.head, own.document, "rows", name)
            continue
        for position, row in enumerate(rows):
            if row not in known:
                message = f"there is no row {row} in the catalog"
                yield own.document.mistake(("rows", name, position), message, nearest(row, known))
        held = layer.controls[name]
        mapped = held.control.model_copy(update={"rows": (*held.control.rows, *rows)})
        added = held.written.mapped + len(rows)
        layer.controls[name] = replace(held, written=replace(held.written, control=mapped, mapped=added))
