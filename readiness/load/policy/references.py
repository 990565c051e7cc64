"""Names by which parts of a policy refer to each other: chapters in its gate, the controls that show parity."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.load.policy.layers import Layer
from readiness.load.yaml.document import Document
from readiness.model.errors import Mistake
from readiness.model.mistakes import nearest
from readiness.model.policy import PolicyFile


def gate_mistakes(head: PolicyFile, document: Document, layer: Layer) -> Iterator[Mistake]:
    """Chapters for which the policy's own gate asks a score, and that its catalog does not have."""
    known = [chapter.id for chapter in layer.catalog.chapters] if layer.catalog else []
    for name in head.gate.chapters if head.gate is not None else ():
        if name not in known:
            message = f"the catalog has no chapter `{name}`" if known else "there is no catalog with chapters"
            hint = nearest(name, known) or (f"it has {', '.join(known)}" if known else "name it with `catalog: FILE`")
            yield document.mistake(("gate", "chapters", name), message, hint, key=True)


def carry_mistakes(layer: Layer) -> Iterator[Mistake]:
    """Controls whose proof comes from other environments without a control that shows that they are alike."""
    known = {*layer.controls, *(left.held.control.id for left in layer.left)}
    for held in layer.controls.values():
        carry = held.control.carry
        if carry is None:
            continue
        if carry.parity is not None and carry.parity not in known:
            message = f"there is no control `{carry.parity}`"
            yield held.written.complain(("carry", "parity"), message, nearest(carry.parity, known))
        elif carry.parity == held.control.id:
            yield held.written.complain(("carry", "parity"), "a control cannot vouch for itself", "name another")
        elif carry.from_ and carry.parity is None:
            hint = "name the control that shows it with `parity: CONTROL`"
            yield held.written.complain(("carry", "from"), "nothing shows that these environments are alike", hint)
