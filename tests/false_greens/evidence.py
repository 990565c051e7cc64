"""What probes saw, or did not: silence, endpoints that differ, answers of another shape, conditions that err."""

from __future__ import annotations

import dns_servers
import http_hostile
import tls_hostile
from records import ONE, TWO, unseen
from tls_bytes import ALERT_HANDSHAKE_FAILURE

from false_greens.cases import false_green, false_greens
from false_greens.written import STRONG, WEAK, modern, policy, recorded, versions, written
from readiness.model.observation import Cause, Expansion
from readiness.model.outcomes import CauseKind

PROBED = """\
environments:
  prod:
    policy: ./policy.yaml
    reach: {{addresses: {{example.com: [127.0.0.1]}}, resolver: "127.0.0.1:{resolver}", timeout_s: 0.5}}
    consent: {consent}
    targets:
      site: {{kind: site, url: "https://example.com:{port}"{more}}}
      domain: {{kind: domain, name: example.com}}
"""


def probed(stage, *controls, port=9, resolver=9, consent="[]", more=""):
    """An environment on loopback, by a policy of these controls."""
    text = PROBED.format(port=port, resolver=resolver, consent=consent, more=more)
    stage.write(readiness=text, policy=policy(*controls))


def tried(name, group):
    """A control that asks for a group of a test probe."""
    return written(name, f"tried.{group}.number == 1", "{tried: {}}")


@false_green("sslyze reads a silent port as TLS that is not offered", says="handshake with 127.0.0.1")
def a_silent_port(stage):
    """Without the trick every handshake is refused, which is an answer."""
    behave = stage.pick(tls_hostile.silent, tls_hostile.answering(ALERT_HANDSHAKE_FAILURE))
    with tls_hostile.serving(behave) as server:
        probed(stage, written("no-old-tls", "'\"TLSv1.0\" in tls.versions.refused'"), port=server.port)
        return stage.scan("--no-history")


@false_green("a server that takes every connection and says nothing is up", says="no answer in time")
def a_hanging_server(stage):
    behave = http_hostile.answer(http_hostile.page("Content-Type: text/html"))
    with tls_hostile.serving(tls_hostile.silent) as silent, http_hostile.hostile(behave, http_hostile.tls()) as well:
        probed(stage, written("hangs", "http.response.answered", "{http: {}}"), port=stage.pick(silent, well).port)
        return stage.scan("--no-history")


@false_green("checkdmarc takes a DNS timeout for a record that is not there", says="mail.dmarc: no answer to TXT")
def a_dns_timeout(stage):
    """Without the trick the server says that there is no such name."""
    with dns_servers.serving(stage.pick(dns_servers.silent, dns_servers.answering({}, authoritative=False))) as server:
        probed(stage, written("dmarc", '"!has(mail.dmarc.record)"', "{mail: {}}", "domain"), resolver=server.port)
        return stage.scan("--no-history")


@false_greens(
    "a probe that hangs, crashes or will not be told takes the verdict along",
    [
        ("late", "tried.late: took over 0.2 s"),
        ("stubborn", "tried.stubborn: took over 0.2 s"),
        ("cancelling", "tried.cancelling: RuntimeError: it cancelled itself"),
        ("blind", "tried.blind: nobody there"),
        ("greedy", "GET /admin is not in the plan"),
    ],
)
def a_probe_that_cannot_look(stage, group):
    stage.install()
    probed(stage, tried(group, stage.pick(group, "well")))
    return stage.scan("--no-history")


@false_greens(
    "a probe answers with something else than the facts that it promised",
    [(group, f"high control lying-{group} is error") for group in ("other", "none", "plain", "unchecked", "endless")],
)
def a_probe_that_lies(stage, group):
    stage.install()
    fact = "share < 5.0" if group == "endless" and stage.tricked else "number == 1"
    condition = f"'lying.{stage.pick(group, 'honest')}.{fact}'"
    probed(stage, written(f"lying-{group}", condition, "{lying: {}}"), tried("beside", "well"))
    seen = stage.scan("--no-history")
    assert stage.outcome(seen, "beside") == "pass"
    return seen


@false_green(
    "of many endpoints one is bad, and the first was looked at", code=1, says="site: example.com@192.0.2.2:443"
)
def one_bad_endpoint(stage):
    looked = [versions(STRONG), versions(stage.pick(WEAK, STRONG), endpoint=TWO)]
    return stage.judge(recorded([modern("everywhere")], looked, endpoints=(ONE, TWO)))


@false_green(
    "an endpoint that nobody looked at is taken for like the others", says="high control half-looked is unproven"
)
def one_endpoint_unseen(stage):
    looked = [versions(STRONG), *stage.pick([], [versions(STRONG, endpoint=TWO)])]
    return stage.judge(recorded([modern("half-looked")], looked, endpoints=(ONE, TWO)))


@false_green("a name that leads nowhere is left out of the names", says="could not look at www.example.com")
def a_name_without_an_address(stage):
    good = Expansion(target="site", name="example.com", endpoints=(ONE,))
    lost = Expansion(target="site", name="www.example.com", cause=Cause(kind=CauseKind.UNRESOLVABLE))
    return stage.judge(recorded([modern("named")], [versions(STRONG)], expansions=stage.pick((good, lost), (good,))))


@false_green("of very many addresses only the first are looked at", says="has 17 addresses, over 16")
def too_many_addresses(stage):
    stage.install()
    addresses = " | ".join(f"127.0.0.{number}" for number in range(1, stage.pick(18, 17)))
    zone = dns_servers.answering({"A example.com": addresses}, authoritative=False)
    with dns_servers.serving(zone) as server:
        probed(stage, tried("everywhere", "well"), resolver=server.port)
        text = (stage.folder / "readiness.yaml").read_text(encoding="utf-8")
        stage.write(readiness=text.replace("addresses: {example.com: [127.0.0.1]}, ", ""))
        return stage.scan("--no-history")


@false_green("what another vantage saw hides what this one could not see", says="high control from-here is error")
def another_vantage_saw_it(stage):
    here = stage.pick(unseen("versions"), versions(STRONG))
    outside = recorded([modern("from-here")], [versions(STRONG)], vantage="outside")
    return stage.judge(recorded([modern("from-here")], [here]), others=(outside,))


@false_green("what another vantage saw badly is outvoted", code=1, says="high control from-outside fails")
def another_vantage_saw_it_badly(stage):
    outside = recorded([modern("from-outside")], [versions(stage.pick(WEAK, STRONG))], vantage="outside")
    return stage.judge(recorded([modern("from-outside")], [versions(STRONG)]), others=(outside,))


@false_green(
    "a target is looked at from the wrong side", says="is looked at from `outside`; this scan runs from `here`"
)
def declared_for_another_vantage(stage):
    stage.install()
    probed(stage, tried("outside", "well"), more=stage.pick(", from: outside", ", from: here"))
    return stage.scan("--no-history")


@false_greens(
    "what was not allowed to be done found nothing",
    [
        ("none", "needs consent: active probes are not allowed on site"),
        ("expired", "the last one for active probes on site has run out"),
        ("not on the command line", "needs --active on the command line"),
    ],
)
def without_consent(stage, what):
    stage.install()
    until = "2020-01-01" if stage.tricked and what == "expired" else "2999-01-01"
    consent = f"[{{allow: active, targets: [site], by: cto, until: {until}}}]"
    probed(stage, tried("allowed", "active"), consent="[]" if stage.tricked and what == "none" else consent)
    return stage.scan("--no-history", *(() if stage.tricked and what.startswith("not") else ("--active",)))
