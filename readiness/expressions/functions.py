"""The functions that conditions have beside standard CEL: one table for checking, evaluating and the reference."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from cel_expr_python import cel

from readiness.expressions.moment import Moment
from readiness.expressions.versions import version_key

_DAY = timedelta(days=1)
_TYPES = {
    "bool": cel.Type.BOOL,
    "bytes": cel.Type.BYTES,
    "double": cel.Type.DOUBLE,
    "dyn": cel.Type.DYN,
    "int": cel.Type.INT,
    "string": cel.Type.STRING,
    "list<double>": cel.Type.List(cel.Type.DOUBLE),
    "list<dyn>": cel.Type.List(cel.Type.DYN),
    "list<int>": cel.Type.List(cel.Type.INT),
}


@dataclass(frozen=True)
class Signature:
    """One way to call a function: the types of its arguments and of its result."""

    parameters: tuple[str, ...]
    result: str


@dataclass(frozen=True)
class Function:
    """A function for the reference: its signatures, one sentence, an example.

    ``run`` computes it from the moment and the arguments; it may raise ValueError. ``loose`` is the signature for
    evaluation where the typed ones cannot be told apart at run time. ``looks_up`` is for what needs lifecycle data.
    """

    name: str
    signatures: tuple[Signature, ...]
    sentence: str
    example: str
    run: Callable[..., Any]
    loose: Signature | None = None
    looks_up: bool = False

    def usage(self) -> tuple[str, ...]:
        """Each signature as one writes it, e.g. ``version(string) -> bytes``."""
        return tuple(f"{self.name}({', '.join(s.parameters)}) -> {s.result}" for s in self.signatures)


def _sum(_moment: Moment, numbers: Sequence[Any]) -> int | float:
    if any(isinstance(number, bool) or not isinstance(number, int | float) for number in numbers):
        raise ValueError("sum() adds numbers only")
    total: int | float = sum(numbers)
    if isinstance(total, int) and not -(2**63) <= total < 2**63:
        raise ValueError("the sum does not fit 64 bits")
    return total


def _days_until(at: Moment, text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError(f"not an RFC 3339 date and time: {text[:60]!r}")
    return (moment - at.now) / _DAY


def _cidr_contains(_moment: Moment, network: str, address: str) -> bool:
    return ip_address(address) in ip_network(network, strict=False)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "age_days",
        (Signature(("string",), "double"),),
        "Days that have passed since a timestamp (RFC 3339), negative for one that lies ahead.",
        "age_days(backup.latest.finished_at) < 1.0",
        lambda moment, text: -_days_until(moment, text),
    ),
    Function(
        "cidr_contains",
        (Signature(("string", "string"), "bool"),),
        "Whether a network in CIDR notation contains an address; never across IPv4 and IPv6.",
        'cidr_contains("10.0.0.0/8", host.address)',
        _cidr_contains,
    ),
    Function(
        "days_until",
        (Signature(("string",), "double"),),
        "Days from now until a timestamp (RFC 3339), negative once it has passed; unlike a difference of timestamps it"
        " knows no limit of 292 years, which certificates without an end exceed.",
        "days_until(tls.certificate.not_after) > 21",
        _days_until,
    ),
    Function(
        "lifecycle",
        (Signature(("string", "string"), "string"),),
        'Whether its maker still fixes security holes of a version for everybody: "supported" or "ended", by dated'
        " data (`policies/lifecycle.yaml`); the version may be longer than the release line. What the data do not know"
        " is an error.",
        'lifecycle("postgresql", db.server.version) == "supported"',
        Moment.support,
        looks_up=True,
    ),
    Function(
        "sum",
        (Signature(("list<int>",), "int"), Signature(("list<double>",), "double")),
        "The sum of a list of numbers, 0 for an empty one.",
        "sum(pools.map(p, p.limits.server_connections)) <= db.settings.max_connections",
        _sum,
        loose=Signature(("list<dyn>",), "dyn"),
    ),
    Function(
        "support_days",
        (Signature(("string", "string"), "double"),),
        "Days after today on which the maker still supports a version, 0 on the last one, negative afterwards; by the"
        " same data as `lifecycle`.",
        'support_days("nodejs", app.runtime.version) >= 180',
        Moment.support_days,
        looks_up=True,
    ),
    Function(
        "version",
        (Signature(("string",), "bytes"),),
        "A version made comparable with other versions: by its numbers, pre-releases before the release (1.20-rc1 <"
        " 1.20 == 1.20.0 < 1.20a < 1.20.1); distribution revisions after the numbers are ignored.",
        'version(server.nginx.version) >= version("1.22.1")',
        lambda _moment, text: version_key(text),
    ),
)

MACROS = {
    "all": "list.all(x, condition)",
    "exists": "list.exists(x, condition)",
    "exists_one": "list.exists_one(x, condition)",
    "filter": "list.filter(x, condition)",
    "has": "has(name.fact)",
    "map": "list.map(x, value)",
}
STANDARD = frozenset(
    re.findall(
        r"\w+",
        """
        bool bytes charAt contains double duration dyn endsWith format getDate getDayOfMonth getDayOfWeek
        getDayOfYear getFullYear getHours getMilliseconds getMinutes getMonth getSeconds indexOf int join
        lastIndexOf lowerAscii matches replace reverse size split startsWith string substring timestamp trim
        type uint upperAscii
        """,
    )
)
KNOWN = frozenset(function.name for function in FUNCTIONS) | STANDARD
LOOKED_UP = frozenset(function.name for function in FUNCTIONS if function.looks_up)


def typed_declarations() -> list[Any]:
    """The functions for a typed environment, which checks and never runs them."""
    return [
        cel.FunctionDecl(function.name, [_overload(function.name, n, s) for n, s in enumerate(function.signatures)])
        for function in FUNCTIONS
    ]


def running_declarations(moment: Callable[[], Moment]) -> list[Any]:
    """The functions for evaluation at what is then the moment. What they raise becomes an error value."""
    return [
        cel.FunctionDecl(f.name, [_overload(f.name, 0, f.loose or f.signatures[0], _at(moment, f.run))])
        for f in FUNCTIONS
    ]


def _at(moment: Callable[[], Moment], run: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments: run(moment(), *arguments)


def _overload(name: str, number: int, signature: Signature, run: Callable[..., Any] | None = None) -> Any:
    return cel.Overload(
        f"{name}_{number}",
        return_type=_TYPES[signature.result],
        parameters=[_TYPES[parameter] for parameter in signature.parameters],
        **({} if run is None else {"impl": run}),
    )
