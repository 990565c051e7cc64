"""Loading a policy: its files, what it extends and includes, its catalog; everything checked before anything runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from readiness.load.bindings import PARAM_TYPES, params_model
from readiness.load.controls import Written, control_mistakes
from readiness.load.shipped import find_policy, policy_names
from readiness.load.validate import validate
from readiness.load.yaml import Document, read
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.mistakes import nearest
from readiness.model.policy import Catalog, ControlsFile, Gate, ParamSpec, Policy, PolicyFile

MAX_DEPTH = 10
_TYPES = {
    "int": "a whole number",
    "float": "a number",
    "string": "text",
    "bool": "true or false",
    "strings": "a list of texts",
}
Part = TypeVar("Part", PolicyFile, ControlsFile)


@dataclass
class _Gathered:
    """What has been read so far, with the places it came from; every file once, however many policies extend it."""

    controls: dict[str, Written] = field(default_factory=dict)
    params: dict[str, tuple[ParamSpec, Document]] = field(default_factory=dict)
    catalog: Catalog | None = None
    gate: Gate | None = None
    files: set[Path] = field(default_factory=set)
    mistakes: list[Mistake] = field(default_factory=list)
    whole: bool = True

    def lacks(self, *mistakes: Mistake) -> None:
        """Note that a part could not be read: whatever refers to it would be called a mistake as well."""
        self.mistakes.extend(mistakes)
        self.whole = False


def load_policy(name: str, beside: Path, said: Mistake | None = None) -> Policy:
    """The policy of that name or path, merged and checked; InputError with every mistake found.

    ``said`` is where the name was written, for the message when there is no such policy.
    """
    path = find_policy(name, beside)
    if path is None or not path.exists():
        where = said or Mistake(Position("command line"), "")
        raise InputError(replace(where, message=_missing(name, path), hint=_hint(name, path)))
    gathered = _Gathered()
    top = _gather(path, gathered, ())
    if top is None or not gathered.whole:
        raise InputError(*gathered.mistakes)
    head, document = top
    gathered.mistakes.extend(_param_mistakes(gathered))
    _check_controls(gathered)
    if not gathered.controls:
        gathered.mistakes.append(document.mistake((), "the policy has no controls: nothing would be judged"))
    if gathered.mistakes:
        raise InputError(*gathered.mistakes)
    return Policy(
        name=head.policy,
        version=head.version,
        title=head.title,
        gate=gathered.gate or Gate(),
        params={key: spec for key, (spec, _) in gathered.params.items()},
        catalog=gathered.catalog,
        controls=tuple(written.control for written in gathered.controls.values()),
    )


def _missing(name: str, path: Path | None) -> str:
    return f"there is no policy `{name}`" if path is None else f"there is no file `{name}`"


def _hint(name: str, path: Path | None) -> str:
    if path is not None:
        return f"it would be {path}" if str(path) != str(Path(name)) else ""
    return nearest(name, policy_names()) or f"there are {', '.join(policy_names())}; a file is written ./{name}.yaml"


def _gather(path: Path, gathered: _Gathered, above: tuple[Path, ...]) -> tuple[PolicyFile, Document] | None:
    """Add a policy file and all that it extends and includes; None, with the mistakes noted, if it is not one."""
    part = _read(path, PolicyFile, gathered)
    if part is None:
        return None
    head, document = part
    own = path.resolve()
    gathered.files.add(own)
    for position, name in enumerate(head.extends):
        extended = find_policy(name, path.parent)
        if extended is None or not extended.exists():
            message, hint = _missing(name, extended), _hint(name, extended)
            gathered.lacks(document.mistake(("extends", position), message, hint))
        elif extended.resolve() in (*above, own) or len(above) > MAX_DEPTH:
            message = f"`{name}` extends this policy in turn"
            gathered.lacks(document.mistake(("extends", position), message, "break the circle"))
        elif extended.resolve() not in gathered.files:
            _gather(extended, gathered, (*above, own))
    if head.catalog is not None:
        _add_catalog(document, path.parent / head.catalog, gathered)
    _map_rows(document, head, gathered)
    _add(document, head, gathered)
    for position, name in enumerate(head.include):
        _include(document, position, path.parent / name, gathered)
    gathered.gate = head.gate or gathered.gate
    return head, document


def _read(path: Path, model: type[Part], gathered: _Gathered) -> tuple[Part, Document] | None:
    try:
        document = read(path)
        return validate(document, model), document
    except InputError as error:
        gathered.lacks(*error.mistakes)
        return None


def _add_catalog(document: Document, path: Path, gathered: _Gathered) -> None:
    if not path.exists():
        gathered.lacks(document.mistake(("catalog",), f"there is no file `{path}`"))
        return
    try:
        gathered.catalog = load_catalog(path)
    except InputError as error:
        gathered.lacks(*error.mistakes)


def _include(document: Document, position: int, path: Path, gathered: _Gathered) -> None:
    place = ("include", position)
    if not path.exists():
        gathered.lacks(document.mistake(place, f"there is no file `{path}`"))
    elif path.resolve() in gathered.files:
        gathered.mistakes.append(document.mistake(place, f"`{path}` is part of this policy already"))
    elif (part := _read(path, ControlsFile, gathered)) is not None:
        gathered.files.add(path.resolve())
        _add(part[1], part[0], gathered)


def _add(document: Document, part: PolicyFile | ControlsFile, gathered: _Gathered) -> None:
    for name, spec in part.params.items():
        if name in gathered.params:
            other = gathered.params[name][1].file
            message = f"parameter `{name}` is defined in {other} already"
            gathered.mistakes.append(document.mistake(("params", name), message, key=True))
        gathered.params[name] = (spec, document)
    for position, control in enumerate(part.controls):
        if control.id in gathered.controls:
            other = str(gathered.controls[control.id].position)
            message = f"control `{control.id}` is defined at {other} already"
            gathered.mistakes.append(document.mistake(("controls", position, "id"), message))
        gathered.controls[control.id] = Written(control, document, position)


def _map_rows(document: Document, head: PolicyFile, gathered: _Gathered) -> None:
    known = {row.id for row in gathered.catalog.rows} if gathered.catalog else set()
    for name, rows in head.rows.items():
        if name not in gathered.controls:
            message = f"no extended policy has a control `{name}`"
            hint = nearest(name, gathered.controls)
            gathered.mistakes.append(document.mistake(("rows", name), message, hint, key=True))
            continue
        for position, row in enumerate(rows):
            if row not in known:
                message = f"there is no row {row} in the catalog"
                gathered.mistakes.append(document.mistake(("rows", name, position), message, nearest(row, known)))
        written = gathered.controls[name]
        mapped = written.control.model_copy(update={"rows": (*written.control.rows, *rows)})
        gathered.controls[name] = replace(written, control=mapped, mapped=written.mapped + len(rows))


def _check_controls(gathered: _Gathered) -> None:
    params = {name: spec for name, (spec, _) in gathered.params.items()}
    model = params_model(params)
    used: set[str] = set()
    found: list[Mistake] = []
    for written in gathered.controls.values():
        found.extend(control_mistakes(written, params, model, gathered.catalog))
        used |= written.params_used(params)
    gathered.mistakes.extend(found)
    for name, (_, document) in gathered.params.items():
        if name not in used and not found:  # a misspelt use is one mistake, not two
            message = f"no control uses the parameter `{name}`"
            gathered.mistakes.append(document.mistake(("params", name), message, "remove it", key=True))


def _param_mistakes(gathered: _Gathered) -> Iterator[Mistake]:
    for name, (spec, document) in gathered.params.items():
        problem = param_problem(spec, spec.default)
        if problem:
            yield document.mistake(("params", name, "default"), f"the default of `{name}` {problem}")


def param_problem(spec: ParamSpec, value: Any) -> str:
    """What a value that does not fit a parameter's type must be (``must be a whole number``), or nothing."""
    try:
        TypeAdapter(PARAM_TYPES[spec.type]).validate_python(
            tuple(value) if isinstance(value, list) else value, strict=True
        )
    except ValidationError:
        return f"must be {_TYPES[spec.type]}"
    return ""


def load_catalog(path: Path) -> Catalog:
    """A guide as data; InputError for a row whose chapter or phase does not exist, or that stands there twice."""
    document = read(path)
    catalog = validate(document, Catalog)
    chapters = {chapter.id for chapter in catalog.chapters}
    phases = {phase.id for phase in catalog.phases}
    seen: set[str] = set()
    mistakes = []
    for position, row in enumerate(catalog.rows):
        place = ("rows", position)
        if row.id in seen:
            mistakes.append(document.mistake((*place, "id"), f"row {row.id} stands here twice"))
        if row.chapter not in chapters:
            hint = nearest(row.chapter, chapters)
            mistakes.append(document.mistake((*place, "chapter"), f"there is no chapter `{row.chapter}`", hint))
        if row.phase not in phases:
            hint = nearest(row.phase, phases)
            mistakes.append(document.mistake((*place, "phase"), f"there is no phase `{row.phase}`", hint))
        seen.add(row.id)
    if mistakes:
        raise InputError(*mistakes)
    return catalog
