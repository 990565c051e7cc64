"""What the probe says about names: how they are delegated, where they lead, what their zone declares."""

from __future__ import annotations

from readiness.model.facts import Facts, fact


class NameServer(Facts):
    """One name server of a zone, asked at each of its addresses."""

    name: str = fact("its name", source="RFC 1035")
    addresses: tuple[str, ...] = fact("its IPv4 and IPv6 addresses, sorted", may_be_empty=True)
    answers: bool = fact("whether it answers at every address that can be reached from here")
    authoritative: bool = fact("whether it answers for the zone, with authority, at every such address")
    serial: int | None = fact("serial number of its copy of the zone", default=None, volatile=True)
    cause: str | None = fact("why it does not answer, or not with authority", default=None)


class Delegation(Facts):
    """The name servers of a zone as the resolver knows them, and what each says of itself."""

    zone: str = fact("the zone: the name asked for, or the one above it that has name servers")
    delegated: bool = fact("whether it has name servers at all")
    names: tuple[str, ...] = fact("names of the name servers according to the resolver, sorted")
    count: int = fact("how many there are; at most 8 are examined")
    nameservers: tuple[NameServer, ...] = fact("each of them, sorted by name")
    addresses: tuple[str, ...] = fact("all their addresses, each once, sorted")
    networks: tuple[str, ...] = fact("the /24 and /48 networks that those are in, sorted")
    names_agree: bool = fact("whether every server with authority names the same servers as the resolver")
    serials: tuple[int, ...] = fact("the different serial numbers seen, sorted", volatile=True)
    serials_agree: bool = fact("whether there is exactly one serial number")
    unexamined: tuple[str, ...] = fact(
        "addresses of an IP version that cannot be reached from here at all", may_be_empty=True
    )


class Glue(Facts):
    """Addresses that a parent zone hands out for a name server."""

    name: str = fact("the name server")
    addresses: tuple[str, ...] = fact("its addresses according to the parent, sorted", min_length=1)


class Parent(Facts):
    """What the zone above says about the delegation: what every resolver on earth starts from."""

    zone: str = fact("the zone above")
    asked: str = fact("its name server that was asked")
    delegated: bool = fact("whether it delegates the zone")
    names: tuple[str, ...] = fact("names of the name servers according to it, sorted")
    glue: tuple[Glue, ...] = fact("addresses that it hands out along with them", may_be_empty=True)
    names_agree: bool = fact("whether those are the servers that the resolver knows, from the zone itself")
    glue_agrees: bool | None = fact(
        "whether all glue is among the servers' addresses; absent if there is none", default=None
    )


class Addresses(Facts):
    """Addresses of a name according to the resolver."""

    name: str = fact("the name asked for")
    exists: bool = fact("whether the name exists")
    ipv4: tuple[str, ...] = fact("its IPv4 addresses, sorted")
    ipv6: tuple[str, ...] = fact("its IPv6 addresses, sorted", may_be_empty=True)
    all: tuple[str, ...] = fact("both, IPv4 first")
    ttl_s: int | None = fact(
        "time to live left at the resolver, smallest on the way; absent without addresses",
        unit="s",
        default=None,
        volatile=True,
    )
    is_alias: bool = fact("whether the name is an alias")
    chain: tuple[str, ...] = fact("targets of the aliases on the way, in order", may_be_empty=True)


class View(Facts):
    """What one name server says about one name."""

    server: str = fact("name of the name server")
    address: str = fact("address at which it was asked")
    records: tuple[str, ...] = fact("its A, AAAA and CNAME records, as `TYPE owner value`, sorted", may_be_empty=True)


class NameViews(Facts):
    """What all name servers say about one name."""

    name: str = fact("the name")
    views: tuple[View, ...] = fact("every server with authority at every address, sorted")
    agree: bool = fact("whether there is an authoritative answer and all are the same")
    resolver_agrees: bool = fact("whether the resolver says the same of the name as they all do")
    ttl_s: int | None = fact(
        "largest time to live that they give the name's records; absent if it has none", unit="s", default=None
    )


class Authority(Facts):
    """Addresses of a name and of the declared aliases according to every authoritative server."""

    names: tuple[NameViews, ...] = fact("each name", min_length=1)
    agree: bool = fact("whether all servers answer alike for each name")
    resolver_agrees: bool = fact("whether the resolver says the same for each name")
    silent: tuple[str, ...] = fact("servers that gave no authoritative answer, and why", may_be_empty=True)
    unexamined: tuple[str, ...] = fact(
        "addresses of an IP version that cannot be reached from here at all", may_be_empty=True
    )


class Alias(Facts):
    """A declared alias and where it leads."""

    name: str = fact("the alias")
    exists: bool = fact("whether the name exists")
    is_alias: bool = fact("whether it is a CNAME record")
    chain: tuple[str, ...] = fact("targets on the way, in order", may_be_empty=True)
    addresses: tuple[str, ...] = fact("addresses at the end, IPv4 first", may_be_empty=True)
    resolves: bool = fact("whether there is an address at the end")
    dangling: bool = fact("whether it is an alias of something that does not exist or has no address")
    loop: bool = fact("whether it comes back to where it was, or does not end within 16 steps")
    inside: bool = fact("whether it ends inside the declared domain")


class Aliases(Facts):
    """The aliases that the environment declares for a domain."""

    entries: tuple[Alias, ...] = fact("each of them, sorted by name")


class MailExchanger(Facts):
    """A host that MX names."""

    host: str = fact("its name")
    preference: int = fact("its preference, the smallest goes first")
    is_alias: bool = fact("whether it is an alias, which it must not be", source="RFC 2181 section 10.3")
    addresses: tuple[str, ...] = fact("its addresses, IPv4 first", may_be_empty=True)
    resolves: bool = fact("whether it has an address")


class MailExchangers(Facts):
    """Hosts that take mail for a name."""

    exists: bool = fact("whether there are MX records")
    null_mx: bool = fact("whether they say that the name takes no mail", source="RFC 7505")
    hosts: tuple[MailExchanger, ...] = fact("the hosts, most preferred first")
    count: int = fact("how many there are; at most 10 are examined")


class CaaRecord(Facts):
    """One CAA record."""

    critical: bool = fact("whether an authority that does not understand the tag must not issue")
    tag: str = fact("its tag, lower case")
    value: str = fact("its value, as it is")


class Caa(Facts):
    """Which certification authorities may issue for a name, found by climbing towards the root."""

    found_at: str | None = fact("name that has the records; absent if none has", default=None, source="RFC 8659")
    records: tuple[CaaRecord, ...] = fact("the records, sorted", may_be_empty=True)
    issuers: tuple[str, ...] = fact("authorities that may issue, from `issue`, sorted")
    wildcard_issuers: tuple[str, ...] = fact("those that may issue for wildcards: from `issuewild`, if any, sorted")
    reports_to: tuple[str, ...] = fact("where refused requests are reported to, from `iodef`", may_be_empty=True)


class Soa(Facts):
    """A zone's start of authority according to the resolver."""

    zone: str = fact("the zone")
    primary: str = fact("primary name server")
    responsible: str = fact("mailbox of who is responsible, as a name")
    serial: int = fact("serial number", volatile=True)
    refresh_s: int = fact("how often secondaries ask", unit="s")
    retry_s: int = fact("how soon they ask again after a failure", unit="s")
    expire_s: int = fact("how long they go on answering without their primary", unit="s")
    negative_ttl_s: int = fact("how long it is remembered that something does not exist", unit="s", source="RFC 2308")


class Texts(Facts):
    """TXT records of a name."""

    name: str = fact("the name")
    values: tuple[str, ...] = fact("the records, their strings joined, sorted", may_be_empty=True)
    count: int = fact("how many there are; at most 50 are kept")


class TlsaRecord(Facts):
    """One TLSA record."""

    name: str = fact("name that has it, such as `_25._tcp.mx.example.com`")
    usage: int = fact("certificate usage", source="RFC 6698")
    selector: int = fact("selector: 0 certificate, 1 public key", source="RFC 6698")
    matching_type: int = fact("matching type: 0 as it is, 1 SHA-256, 2 SHA-512", source="RFC 6698")
    data: str = fact("what must match, hexadecimal")


class Tlsa(Facts):
    """Which certificates services at a name may show (DANE)."""

    records: tuple[TlsaRecord, ...] = fact("the records, sorted", may_be_empty=True)
