"""The worker jobs that use checkdmarc, in this process."""

from __future__ import annotations

import dns.message
import dns.rcode
import dns.rrset
import pytest

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.probes.mail import grammar


class Line:
    """A channel that knows one TXT record, or answers everything with an error."""

    def __init__(self, name: str = "", text: str = "", rcode: str = "NOERROR") -> None:
        self._name, self._text, self._rcode = name, text, rcode
        self.asked: list[str] = []

    def dns(self, name: str, rdtype: str) -> bytes:
        self.asked.append(f"{rdtype} {name}")
        response = dns.message.make_response(dns.message.make_query(name, rdtype))
        if (name, rdtype) == (self._name, "TXT"):
            response.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", f'"{self._text}"'))
        else:
            response.set_rcode(dns.rcode.from_text(self._rcode))
        return response.to_wire()


def test_a_job_remembers_nothing_of_the_one_before() -> None:
    strict = grammar.check_dmarc(Line("_dmarc.good.test", "v=DMARC1; p=reject"), "good.test")
    lax = grammar.check_dmarc(Line("_dmarc.good.test", "v=DMARC1; p=none"), "good.test")
    gone = grammar.check_dmarc(Line(), "good.test")
    assert [one["record"] for one in (strict, lax, gone)] == ["v=DMARC1; p=reject", "v=DMARC1; p=none", None]


def test_what_the_spf_parser_was_told_does_not_reach_dmarc() -> None:
    assert grammar.check_spf(Line(), [["good.test", "v=spf1 include:_dmarc.good.test mx -all"]])["valid"]
    assert grammar.check_dmarc(Line(), "good.test")["record"] is None


def test_spf_is_judged_without_a_question() -> None:
    line = Line(rcode="SERVFAIL")
    record = "v=spf1 a/24 mx//64 a:x.test mx:x.test/24 ptr include:y.test exists:%{i}.z.test redirect=w.test exp=e.test"
    assert grammar.check_spf(line, [["good.test", record]]) == {"valid": True, "error": None}
    assert line.asked == []


def test_the_first_bad_spf_record_is_named() -> None:
    found = grammar.check_spf(Line(), [["good.test", "v=spf1 -all"], ["other.test", "v=spf1 ip4:x -all"]])
    assert not found["valid"]
    assert found["error"].startswith("other.test: ")


@pytest.mark.parametrize(
    "record", ["V=SPF1 -ALL", "v=spf1 mx -all what:ever", "v=spf1 future=x.test -all", "v=spf1 -all exp=%{s}.x.test"]
)
def test_what_receivers_leave_aside_does_not_disturb(record: str) -> None:
    assert grammar.check_spf(Line(), [["good.test", record]])["valid"]


def test_an_error_of_the_resolver_is_no_verdict() -> None:
    with pytest.raises(Unobservable) as caught:
        grammar.check_dmarc(Line(rcode="SERVFAIL"), "good.test")
    assert caught.value.cause.kind is CauseKind.SERVER


def test_the_organization_is_found_by_the_public_suffix_list() -> None:
    names = ["a.b.example.co.uk", "example.com", "x.example.com"]
    assert grammar.organizations(Line(), names) == dict(
        zip(names, ("example.co.uk", "example.com", "example.com"), strict=True)
    )
