"""Products and versions in conditions of which the lifecycle data know nothing."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.expressions.ast import Call, Const, walk
from readiness.expressions.functions import LOOKED_UP
from readiness.expressions.moment import cycle_of
from readiness.expressions.parse import parse
from readiness.load.lint._subject import Remark, Subject, conditions
from readiness.model.lifecycle import Lifecycle
from readiness.model.mistakes import nearest


def look(subject: Subject) -> Iterator[Remark]:
    """A remark for each call with such a product, or such a version of a known one."""
    if subject.lifecycle is None:
        return
    for control in subject.policy.controls:
        for condition in dict.fromkeys(conditions(control)):
            for node in walk(parse(condition)):
                if isinstance(node, Call) and node.function in LOOKED_UP:
                    message = _unknown(node, subject.lifecycle)
                    if message:
                        yield Remark("unknown-version", control.id, message, condition)


def _unknown(call: Call, lifecycle: Lifecycle) -> str:
    """What is wrong with a call, or nothing; what is no constant is known when it is judged."""
    product, version = (arg.value if isinstance(arg, Const) else None for arg in call.args)
    known = f"the lifecycle data of {lifecycle.dated}"
    if not isinstance(product, str):
        return ""
    if product not in lifecycle.products:
        hint = nearest(product, lifecycle.products) or f"they have {', '.join(sorted(lifecycle.products))}"
        return f"{known} know no product `{product}`: {hint}"
    if isinstance(version, str) and cycle_of(lifecycle.products[product], version) is None:
        return f"{known} know no {product} `{version}`: they have {', '.join(lifecycle.products[product].cycles)}"
    return ""
