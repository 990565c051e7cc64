"""Loading a policy: its files, what it extends and includes, its catalog; everything checked before anything runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from readiness.load.bindings import PARAM_TYPES, params_model
from readiness.load.controls import Written, control_mistakes
from readiness.load.shipped import find_policy, policy_names
from readiness.load.validate import validate
from readiness.load.yaml import Document, read
from readiness.model.errors import InputError, Mistake
from readiness.model.mistakes import nearest
from readiness.model.policy import Catalog, ControlsFile, Gate, ParamSpec, Policy, PolicyFile

MAX_DEPTH = 10


@dataclass
class _Gathered:
    """What has been read so far, with the places it came from."""

    controls: dict[str, Written] = field(default_factory=dict)
    params: dict[str, tuple[ParamSpec, Document]] = field(default_factory=dict)
    catalog: Catalog | None = None
    gate: Gate | None = None
    mistakes: list[Mistake] = field(default_factory=list)


def load_policy(name: str, beside: Path, said: Mistake | None = None) -> Policy:
    """The policy of that name or path, merged and checked; InputError with every mistake found.

    ``said`` is where the name was written, for the message when there is no such policy.
    """
    from readiness.model.errors import Position

    path = find_policy(name, beside)
    if path is None:
        where = said.position if said else Position("command line")
        hint = nearest(name, policy_names()) or f"there are {', '.join(policy_names())}"
        raise InputError(Mistake(where, f"there is no policy `{name}`", hint, said.excerpt if said else ""))
    gathered = _Gathered()
    head, document = _gather(path, gathered, ())
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


def _gather(path: Path, gathered: _Gathered, above: tuple[Path, ...]) -> tuple[PolicyFile, Document]:
    document = read(path)
    head = validate(document, PolicyFile)
    own = path.resolve()
    if head.catalog is not None:
        gathered.catalog = load_catalog(path.parent / head.catalog)
    for position, name in enumerate(head.extends):
        extended = find_policy(name, path.parent)
        if extended is None:
            hint = nearest(name, policy_names())
            gathered.mistakes.append(document.mistake(("extends", position), f"there is no policy `{name}`", hint))
        elif extended.resolve() in (*above, own) or len(above) > MAX_DEPTH:
            message = f"`{name}` extends this policy in turn"
            gathered.mistakes.append(document.mistake(("extends", position), message, "break the circle"))
        else:
            _gather(extended, gathered, (*above, own))
    _map_rows(document, head, gathered)
    _add(document, head, gathered)
    for name in head.include:
        included = read(path.parent / name)
        _add(included, validate(included, ControlsFile), gathered)
    gathered.gate = head.gate or gathered.gate
    return head, document


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
        gathered.controls[name] = replace(written, control=mapped, mapped=len(rows))


def _check_controls(gathered: _Gathered) -> None:
    params = {name: spec for name, (spec, _) in gathered.params.items()}
    model = params_model(params)
    used: set[str] = set()
    for written in gathered.controls.values():
        gathered.mistakes.extend(control_mistakes(written, params, model, gathered.catalog))
        used |= written.params_used(params)
    for name, (_, document) in gathered.params.items():
        if name not in used:
            message = f"no control uses the parameter `{name}`"
            gathered.mistakes.append(document.mistake(("params", name), message, "remove it", key=True))


def _param_mistakes(gathered: _Gathered) -> Iterator[Mistake]:
    for name, (spec, document) in gathered.params.items():
        problem = param_problem(spec, spec.default)
        if problem:
            yield document.mistake(("params", name, "default"), f"the default of `{name}` {problem}")


def param_problem(spec: ParamSpec, value: Any) -> str:
    """Why a value does not fit a parameter's type, or nothing."""
    try:
        TypeAdapter(PARAM_TYPES[spec.type]).validate_python(tuple(value) if isinstance(value, list) else value, strict=True)
    except ValidationError:
        return f"is not of type {spec.type}"
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
