"""Facts about a switch from an old stack to a new one."""

from __future__ import annotations

from readiness.model.facts import Facts, fact


class Side(Facts):
    """One answer of one stack at one of its addresses."""

    address: str = fact("address that was asked")
    status: int = fact("HTTP status code", source="RFC 9110, 15")
    location: str | None = fact("where it redirects to, as sent", default=None)
    content_type: str | None = fact("media type without parameters, lower case", default=None)
    title: str | None = fact("the page's title, white space folded", default=None)
    body_sha256: str = fact("SHA-256 of the body as far as it was read", volatile=True)
    body_size: int = fact("size of the body as far as it was read", unit="bytes", volatile=True)


class Pair(Facts):
    """The same request to both stacks, at each of their addresses."""

    name: str = fact("name that was asked for: SNI and Host")
    path: str = fact("path with its query")
    old: tuple[Side, ...] = fact("answers of the old stack", min_length=1)
    new: tuple[Side, ...] = fact("answers of the new stack", min_length=1)
    same_status: bool = fact("every answer has the same status code")
    same_location: bool = fact("every answer redirects to the same place, or none does")
    same_content_type: bool = fact("every answer has the same media type, or none has any")
    same_title: bool = fact("every page has the same title, or none has any")
    same_body: bool = fact("every body is the same, byte for byte", volatile=True)


class Answers(Facts):
    """Both stacks side by side."""

    pairs: tuple[Pair, ...] = fact("one for each name and path", min_length=1)


class Answer(Facts):
    """What one resolver says about one name."""

    resolver: str = fact("address of the resolver, with its port if that is not 53")
    name: str = fact("name that was asked for")
    addresses: tuple[str, ...] = fact("its addresses, aliases followed, sorted", may_be_empty=True)
    ttl_s: int | None = fact("how long the resolver will go on saying so", unit="s", default=None, volatile=True)
    only_old: bool = fact("there are addresses, and each is one of the old stack's")
    only_new: bool = fact("there are addresses, and each is one of the new stack's")


class Resolvers(Facts):
    """Every resolver's view."""

    answers: tuple[Answer, ...] = fact("one for each resolver and name", min_length=1)
