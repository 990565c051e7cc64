"""What each fact group may send, computed from the target alone."""

from __future__ import annotations

from readiness.model.request import Template
from readiness.model.target import Cutover
from readiness.probes.dns.inputs import aliases_of, ancestors, name_of
from readiness.probes.plugin import Planned

MAX_NAMESERVERS = 8
MAX_SERVER_ADDRESSES = 16
MAX_PARENTS = 3
MAX_CHAIN = 16
MAX_EXCHANGERS = 10
ABSENT = "readiness-absent-name"


def _resolver(what: str, at_most: int = 1) -> Template:
    return Template(kind="dns", to="resolver", what=what, at_most=at_most)


def _nameservers(what: str, at_most: int) -> Template:
    return Template(kind="dns", to="nameservers", what=what, at_most=at_most)


def _addresses(at_most: int) -> tuple[Template, ...]:
    return _resolver("A *", at_most), _resolver("AAAA *", at_most)


def _zone(*names: str) -> tuple[Template, ...]:
    return tuple(_resolver(f"NS {above}") for above in sorted({one for name in names for one in ancestors(name)}))


def delegation(planned: Planned) -> tuple[Template, ...]:
    """The zone's name servers, their addresses, then NS and SOA from each."""
    name = name_of(planned.target, planned.inputs)
    questions = (f"{rdtype} {above}" for rdtype in ("NS", "SOA") for above in ancestors(name))
    asked = (_nameservers(question, MAX_SERVER_ADDRESSES) for question in questions)
    return (*_zone(name), *_addresses(MAX_NAMESERVERS), *asked)


def parent(planned: Planned) -> tuple[Template, ...]:
    """The zone, the zone above it and its servers, one of which is asked."""
    name = name_of(planned.target, planned.inputs)
    asked = (_nameservers(f"NS {above}", MAX_PARENTS) for above in ancestors(name))
    return (*_zone(name), _resolver("NS ."), *_addresses(MAX_NAMESERVERS + MAX_PARENTS), *asked)


def names_examined(planned: Planned) -> tuple[str, ...]:
    """The names that all authoritative servers are asked about."""
    name = name_of(planned.target, planned.inputs)
    if planned.inputs.name:
        return (name,)
    moving = planned.target.names if isinstance(planned.target, Cutover) else ()
    return tuple(dict.fromkeys((name, *aliases_of(planned.target), *moving)))


def authority(planned: Planned) -> tuple[Template, ...]:
    """Zones, their servers, then A and AAAA of every name from each."""
    names = names_examined(planned)
    resolved = tuple(_resolver(f"{rdtype} {name}") for name in names for rdtype in ("CNAME", "A", "AAAA"))
    asked = (_nameservers(f"{rdtype} {name}", MAX_SERVER_ADDRESSES) for name in names for rdtype in ("A", "AAAA"))
    return (*_zone(*names), *resolved, *_addresses(MAX_NAMESERVERS * len(names)), *asked)


def addresses(planned: Planned) -> tuple[Template, ...]:
    """A and AAAA."""
    name = name_of(planned.target, planned.inputs)
    return _resolver(f"A {name}"), _resolver(f"AAAA {name}")


def aliases(planned: Planned) -> tuple[Template, ...]:
    """CNAME step by step, then the addresses at the end."""
    names = aliases_of(planned.target)
    if not names:
        return ()
    return (_resolver("CNAME *", (MAX_CHAIN + 1) * len(names)), *_addresses(len(names)))


def mail_exchangers(planned: Planned) -> tuple[Template, ...]:
    """MX, then alias and addresses of each host."""
    name = name_of(planned.target, planned.inputs)
    return _resolver(f"MX {name}"), _resolver("CNAME *", MAX_EXCHANGERS), *_addresses(MAX_EXCHANGERS)


def caa(planned: Planned) -> tuple[Template, ...]:
    """CAA of the name and, until there is some, of the names above."""
    return tuple(_resolver(f"CAA {above}") for above in ancestors(name_of(planned.target, planned.inputs)))


def soa(planned: Planned) -> tuple[Template, ...]:
    """SOA of the name and, until there is one, of the names above."""
    return tuple(_resolver(f"SOA {above}") for above in ancestors(name_of(planned.target, planned.inputs)))


def texts(planned: Planned) -> tuple[Template, ...]:
    """TXT."""
    return (_resolver(f"TXT {name_of(planned.target, planned.inputs)}"),)


def tlsa(planned: Planned) -> tuple[Template, ...]:
    """TLSA of each service."""
    name = name_of(planned.target, planned.inputs)
    return tuple(_resolver(f"TLSA {labels}.{name}") for labels in planned.inputs.tlsa)


def dnssec(planned: Planned) -> tuple[Template, ...]:
    """Keys and DS records on the way down, the name's records, a name and a type that do not exist."""
    name = name_of(planned.target, planned.inputs)
    above = ancestors(name)
    return (
        *(_resolver(f"DNSKEY {one}") for one in (*above, ".")),
        *(_resolver(f"DS {one}") for one in above),
        *(_resolver(f"{rdtype} {name}") for rdtype in planned.inputs.types),
        *(_resolver(f"A {ABSENT}.{one}") for one in above),
        _resolver(f"A {ABSENT}"),
        _resolver(f"HINFO {name}"),
    )
