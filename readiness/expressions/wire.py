"""The part of ``cel/expr/syntax.proto`` that a serialized condition is read with.

No package ships these descriptors for Python; field numbers are from https://github.com/google/cel-spec.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import (
    any_pb2,
    descriptor_pb2,
    descriptor_pool,
    message_factory,
)

# message → fields: name, number, type; `*` repeated, `|` member of the message's one oneof.
_MESSAGES = {
    "Constant": "null_value 1 int32|, bool_value 2 bool|, int64_value 3 int64|, uint64_value 4 uint64|,"
    " double_value 5 double|, string_value 6 string|, bytes_value 7 bytes|",
    "Ident": "name 1 string",
    "Select": "operand 1 Expr, field 2 string, test_only 3 bool",
    "Call": "target 1 Expr, function 2 string, args 3 Expr*",
    "CreateList": "elements 1 Expr*",
    "Entry": "map_key 3 Expr, value 4 Expr",
    "CreateStruct": "message_name 1 string, entries 2 Entry*",
    "Comprehension": "iter_var 1 string, iter_range 2 Expr, accu_var 3 string, accu_init 4 Expr,"
    " loop_condition 5 Expr, loop_step 6 Expr, result 7 Expr",
    "Expr": "id 2 int64, const_expr 3 Constant|, ident_expr 4 Ident|, select_expr 5 Select|, call_expr 6 Call|,"
    " list_expr 7 CreateList|, struct_expr 8 CreateStruct|, comprehension_expr 9 Comprehension|",
    "Position": "key 1 int64, value 2 int32",
    "SourceInfo": "positions 4 Position*",
    "ParsedExpr": "expr 2 Expr, source_info 3 SourceInfo",
}
_Field = descriptor_pb2.FieldDescriptorProto


def _parsed_expr() -> Any:
    file = descriptor_pb2.FileDescriptorProto(name="condition.proto", package="condition", syntax="proto3")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        if "|" in fields:
            message.oneof_decl.add(name="kind")
        for spec in fields.split(","):
            _add_field(message, *spec.split())
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("condition.ParsedExpr"))


def _add_field(message: Any, name: str, number: str, spec: str) -> None:
    kind = spec.rstrip("*|")
    field = message.field.add(name=name, number=int(number))
    field.label = _Field.LABEL_REPEATED if spec.endswith("*") else _Field.LABEL_OPTIONAL
    if kind in _MESSAGES:
        field.type, field.type_name = _Field.TYPE_MESSAGE, f".condition.{kind}"
    else:
        field.type = _Field.Type.Value(f"TYPE_{kind.upper()}")
    if spec.endswith("|"):
        field.oneof_index = 0


_ParsedExpr = _parsed_expr()


def parsed_expr(serialized: bytes) -> Any:
    """The ``ParsedExpr`` message inside what ``Expression.serialize()`` gives for an unchecked expression."""
    return _ParsedExpr.FromString(any_pb2.Any.FromString(serialized).value)
