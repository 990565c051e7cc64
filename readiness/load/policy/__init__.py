"""Loading a policy: its files, what it extends and includes, its catalog; everything checked before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from readiness.load.policy.bindings import params_model
from readiness.load.policy.controls import control_mistakes
from readiness.load.policy.examples import example_mistakes, normalised
from readiness.load.policy.frameworks import framework_mistakes, used_frameworks
from readiness.load.policy.gathering import Read, Reading, gather
from readiness.load.policy.layers import Held, Layer
from readiness.load.policy.locating import locate
from readiness.load.policy.loosenings import loosenings
from readiness.load.policy.references import carry_mistakes
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.policy import Gate, ParamSpec, Policy


def load_policy(name: str, beside: Path, said: Mistake | None = None) -> Policy:
    """The policy of that name, path or pinned URL, merged and checked; InputError with every mistake found.

    ``said`` is where the name was written, for the message when there is no such policy.
    """
    try:
        found = locate(name, beside)
    except LookupError as error:
        message, hint = error.args
        where = said or Mistake(Position("command line"), "")
        raise InputError(replace(where, message=message, hint=hint)) from None
    reading = Reading()
    read = gather(found, reading)
    if read is None or not reading.whole:
        raise InputError(*reading.mistakes)
    mistakes = [*reading.mistakes, *_mistakes(read)]
    if mistakes:
        raise InputError(*mistakes)
    return _policy(read)


def _mistakes(read: Read) -> Iterator[Mistake]:
    layer = read.layer
    params = _specs(layer)
    model = params_model(params)
    found: list[Mistake] = []
    for held in layer.controls.values():
        found.extend(control_mistakes(held.written, params, model, layer.catalog))
        found.extend(framework_mistakes(held.written))
        found.extend(example_mistakes(held.written, params))
    yield from found
    yield from carry_mistakes(layer)
    kept = _used(layer.controls.values(), params)
    used = kept | _used((left.held for left in layer.left), params)
    for name, param in layer.params.items():
        if name not in used and not found:  # a misspelt use is one mistake, not two
            message = f"no control uses the parameter `{name}`"
            yield param.document.mistake(("params", name), message, "remove it", key=True)
    if not layer.controls:
        yield read.document.mistake((), "the policy has no controls: nothing would be judged")
    for name in read.head.set_:
        if name in used - kept and not found:
            message = f"no control that is left uses the parameter `{name}`"
            yield read.document.mistake(("set", name), message, "remove it", key=True)


def _specs(layer: Layer) -> dict[str, ParamSpec]:
    return {name: param.spec for name, param in layer.params.items()}


def _used(controls: Iterable[Held], params: dict[str, ParamSpec]) -> set[str]:
    """The parameters that some controls use."""
    return {name for held in controls for name in held.written.params_used(params)}


def _policy(read: Read) -> Policy:
    """The merged policy; a parameter that only controls which were left out would use is left out as well."""
    layer, head = read.layer, read.head
    specs = _specs(layer)
    controls = tuple(normalised(held, specs) for held in layer.controls.values())
    used = _used(layer.controls.values(), specs)
    layer.params = {name: param for name, param in layer.params.items() if name in used}
    return Policy(
        name=head.policy,
        version=head.version,
        title=head.title,
        gate=layer.gate or Gate(),
        params=_specs(layer),
        set_by={name: param.change.by for name, param in layer.params.items()},
        catalog=layer.catalog,
        controls=controls,
        frameworks=used_frameworks(controls),
        loosenings=loosenings(layer),
        sources=tuple(layer.sources.values()),
    )
