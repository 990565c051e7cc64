"""Finding what a condition reads, runs over, requires to be non-empty and compares, in its syntax tree alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readiness.expressions.ast import Call, Const, Ident, ListOf, Macro, MapOf, Node, Select
from readiness.expressions.origins import ELEMENT, NOTHING, Origin, Reads, union
from readiness.expressions.patterns import compared, non_empty
from readiness.expressions.unparse import unparse


def find_reads(node: Node) -> Reads:
    """Everything that the condition reads."""
    walk = _Walk()
    walk.use(walk.value(node, {}, certain=True))
    return walk.found


class _Walk:
    """Follows values from facts to where they are used.

    ``certain`` says that the whole condition is false where the node is, so that a guard there guards everything.
    """

    def __init__(self) -> None:
        self.found = Reads()

    def use(self, origin: Origin) -> None:
        """The value itself is needed."""
        self.found.wholes |= origin.every()

    def measure(self, origin: Origin) -> None:
        """Only the size is needed; facts that were put into a list are touched all the same."""
        self.found.lengths |= origin.paths
        if origin.items is not None:
            self.found.touched |= {path for path in origin.items.every() if not path[-1].startswith("[")}

    def value(self, node: Node, scope: Mapping[str, Origin], *, certain: bool = False) -> Origin:
        """Where the node's value comes from; what is used up on the way is noted."""
        match node:
            case Const():
                return NOTHING
            case Ident():
                return self._name(node, scope)
            case Select():
                return self._select(node, scope)
            case ListOf():
                return Origin(items=union(self.value(element, scope) for element in node.elements))
            case MapOf():
                for key, _ in node.entries:
                    self.use(self.value(key, scope))
                return Origin(items=union(self.value(value, scope) for _, value in node.entries))
            case Macro():
                return self._macro(node, scope, certain)
            case Call():
                return self._call(node, scope, certain)

    def _name(self, node: Ident, scope: Mapping[str, Origin]) -> Origin:
        if node.name in scope:
            return scope[node.name]
        name = node.name.lstrip(".")
        self.found.roots.setdefault(name, node.offset)
        return Origin(frozenset({(name,)}))

    def _select(self, node: Select, scope: Mapping[str, Origin]) -> Origin:
        selected = self.value(node.operand, scope).at(node.name)
        noted = self.found.presences if node.test else self.found.selections
        for path in selected.paths:
            noted.setdefault(path, node.offset)
        return NOTHING if node.test else selected

    def _macro(self, node: Macro, scope: Mapping[str, Origin], certain: bool) -> Origin:
        over = self.value(node.over, scope)
        self.measure(over)
        self.found.quantified |= {(path, node.offset) for path in over.paths}
        element = over.at(ELEMENT)
        inner = {**scope, node.variable: element}
        if node.where is not None:
            self.use(self.value(node.where, inner, certain=certain and node.name in ("all", "exists")))
        if node.name == "filter":
            return Origin(items=element)
        return Origin(items=self.value(node.item, inner)) if node.item is not None else NOTHING

    def _call(self, node: Call, scope: Mapping[str, Origin], certain: bool) -> Origin:
        if node.function == "_[_]":
            return self._index(node.args[0], node.args[1], scope)
        conjunct = certain and node.function == "_&&_"
        operands = [self.value(arg, scope, certain=conjunct) for arg in node.args]
        if node.target is not None:
            operands.insert(0, self.value(node.target, scope))
        if node.function[0].isalpha():
            self.found.functions.add(node.function)
        if certain and (guarded := non_empty(node)) is not None:
            self.found.guards |= self.value(guarded, scope).paths
        self.found.comparisons += compared(node, operands)
        return self._result(node.function, operands)

    def _result(self, function: str, operands: Sequence[Origin]) -> Origin:
        if function in ("_+_", "dyn"):
            return union(operands)
        if function == "_?_:_":
            self.use(operands[0])
            return union(operands[1:])
        if function == "size":
            self.measure(union(operands))
        else:
            self.use(union(operands))
        return NOTHING

    def _index(self, operand: Node, index: Node, scope: Mapping[str, Origin]) -> Origin:
        origin = self.value(operand, scope)
        if isinstance(index, Const) and index.kind in ("string", "int"):
            return origin.at(f"[{unparse(index)}]")
        # A map's own keys, as in `m.all(k, m[k] > 0)`, are no facts beside its values.
        if not (isinstance(index, Ident) and scope.get(index.name) == origin.at(ELEMENT)):
            self.use(self.value(index, scope))
        return origin.at(ELEMENT)
