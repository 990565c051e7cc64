"""From recorded facts to outcomes, with evidence as data."""

from __future__ import annotations

from records import DOMAIN, ONE, SITE, TWO, control, record, seen, unseen, withheld

from readiness.judge.report import report
from readiness.model.observation import Cause, Expansion
from readiness.model.outcomes import CauseKind, Outcome
from readiness.model.report import Result, Word

STRONG = {"accepted": ["TLSv1.2", "TLSv1.3"], "refused": ["TLSv1.0", "TLSv1.1"]}
WEAK = {"accepted": ["TLSv1.2"], "refused": ["TLSv1.0", "TLSv1.1", "TLSv1.3"]}
TLS13 = '"TLSv1.3" in tls.versions.accepted'


def judged(*arguments, **options):
    (finding,) = report(record(*arguments, **options)).findings
    return finding


def test_a_fact_that_meets_the_condition_passes():
    assert judged([control(TLS13)], [seen("versions", STRONG)]).outcome is Outcome.PASS


def test_one_address_of_two_that_is_weak_turns_the_site_red_and_is_named():
    finding = judged(
        [control(TLS13)],
        [seen("versions", STRONG), seen("versions", WEAK, endpoint=TWO)],
        endpoints=(ONE, TWO),
    )
    assert finding.outcome is Outcome.FAIL
    assert [(j.endpoint, j.outcome) for j in finding.judgements] == [
        ("example.com@192.0.2.1:443", Outcome.PASS),
        ("example.com@192.0.2.2:443", Outcome.FAIL),
    ]


def test_a_failed_condition_says_what_it_saw():
    finding = judged([control(TLS13)], [seen("versions", WEAK)])
    (reason,) = finding.judgements[0].reasons
    assert [(s.path, s.value) for s in reason.seen] == [("tls.versions.accepted", ["TLSv1.2"])]


def test_an_address_that_was_never_looked_at_is_unproven_not_green():
    finding = judged([control(TLS13)], [seen("versions", STRONG)], endpoints=(ONE, TWO))
    assert finding.outcome is Outcome.UNPROVEN


def test_what_could_not_be_observed_is_an_error_with_its_cause():
    finding = judged([control(TLS13)], [unseen("versions")])
    assert finding.outcome is Outcome.ERROR
    assert "timeout: silent" in finding.judgements[0].reasons[0].detail


def test_what_was_withheld_is_unproven_with_the_reason():
    finding = judged([control("!tls.flaws.heartbleed")], [withheld("flaws")])
    assert finding.outcome is Outcome.UNPROVEN
    assert "needs consent" in finding.judgements[0].reasons[0].detail


def test_an_old_record_under_a_wider_policy_is_unproven_never_red():
    assert judged([control("tls.ciphers.aead_only")], [seen("versions", STRONG)]).outcome is Outcome.UNPROVEN


def test_a_fact_that_a_later_version_of_the_probe_learned_is_not_in_an_old_record():
    finding = judged([control("tls.versions.quantum_safe")], [seen("versions", STRONG)])
    assert finding.outcome is Outcome.UNPROVEN
    assert "not in the record" in finding.judgements[0].reasons[0].detail


def test_a_fact_that_was_observed_absent_is_not_met_and_says_so():
    finding = judged([control("tls.certificate.days > 5")], [seen("certificate", {"days": None})])
    assert finding.outcome is Outcome.FAIL
    assert finding.judgements[0].reasons[0].result is Result.ABSENT


def test_absence_is_visible_to_has():
    finding = judged([control("!has(tls.certificate.days)")], [seen("certificate", {"days": None})])
    assert finding.outcome is Outcome.PASS


def test_a_failure_stands_even_if_another_condition_could_not_be_decided():
    block = f"{TLS13}\ntls.certificate.trusted"
    assert judged([control(block)], [seen("versions", WEAK), unseen("certificate")]).outcome is Outcome.FAIL


def test_a_pass_needs_every_condition_to_be_decided():
    block = f"{TLS13}\ntls.certificate.trusted"
    assert judged([control(block)], [seen("versions", STRONG), unseen("certificate")]).outcome is Outcome.ERROR


def test_the_minimum_without_the_recommended_is_partial():
    both = control('"TLSv1.2" in tls.versions.accepted', recommend=TLS13)
    assert judged([both], [seen("versions", WEAK)]).outcome is Outcome.PARTIAL
    assert judged([both], [seen("versions", STRONG)]).outcome is Outcome.PASS


def test_a_condition_that_makes_a_control_not_apply_is_shown():
    only = control(TLS13, when='"SSLv3" in tls.versions.accepted')
    finding = judged([only], [seen("versions", WEAK)])
    assert finding.outcome is Outcome.NOT_APPLICABLE
    assert finding.judgements[0].reasons[0].condition == '"SSLv3" in tls.versions.accepted'


def test_a_condition_of_application_that_cannot_be_decided_is_no_excuse():
    only = control(TLS13, when="tls.certificate.trusted")
    assert judged([only], [seen("versions", STRONG), unseen("certificate")]).outcome is Outcome.ERROR


def test_no_declared_target_is_unproven():
    finding = judged([control(TLS13)], [], targets={"domain": DOMAIN})
    assert (finding.target, finding.outcome) == (None, Outcome.UNPROVEN)


def test_a_name_that_does_not_resolve_is_an_error_beside_those_that_do():
    lost = Expansion(
        target="site", name="www.example.com", cause=Cause(kind=CauseKind.UNRESOLVABLE, detail="no address")
    )
    found = Expansion(target="site", name="example.com", endpoints=(ONE,))
    finding = judged([control(TLS13)], [seen("versions", STRONG)], expansions=(found, lost))
    assert finding.outcome is Outcome.ERROR
    assert [j.outcome for j in finding.judgements] == [Outcome.PASS, Outcome.ERROR]


CROSSED = control(
    "size(fronts) > 0\n"
    "size(dns.addresses.all) > 0\n"
    "dns.addresses.all.all(a, fronts.exists(f, a in f.target.addresses))\n"
    "fronts.all(f, f.response.status > 0)",
    target="domain",
    observe={"dns": {}, "fronts": {"probe": "http", "targets": {"kind": "site", "of": "target"}}},
)


def crossed(addresses, *fronts, **options):
    dns = seen("addresses", {"all": addresses}, probe="dns", target="domain", endpoint=None)
    return judged([CROSSED], [dns, *fronts], **options)


def test_two_targets_crossed_agree():
    assert crossed(["192.0.2.1"], seen("response", {"status": 200}, probe="http")).outcome is Outcome.PASS


def test_two_targets_crossed_show_a_stranger():
    assert (
        crossed(["192.0.2.1", "203.0.113.9"], seen("response", {"status": 200}, probe="http")).outcome is Outcome.FAIL
    )


def test_two_targets_crossed_are_an_error_if_one_does_not_answer():
    assert crossed(["192.0.2.1"], unseen("response", probe="http")).outcome is Outcome.ERROR


def test_no_related_target_is_not_vacuously_green():
    alone = {"site": {**SITE, "domain": "other"}, "domain": DOMAIN}
    assert (
        crossed(["192.0.2.1"], seen("response", {"status": 200}, probe="http"), targets=alone).outcome is Outcome.FAIL
    )


def test_a_parametrised_observation_is_found_by_its_inputs():
    health = control(
        "health.response.status == 200", observe={"health": {"probe": "http", "with": {"path": "params.path"}}}
    )
    observation = seen("response", {"status": 200}, probe="http", inputs={"path": "/health"})
    assert judged([health], [observation], params={"path": "/health"}).outcome is Outcome.PASS
    assert judged([health], [observation], params={"path": "/other"}).outcome is Outcome.UNPROVEN


def test_one_cause_is_told_once_with_every_control_that_it_left_undecided():
    first, second = control(TLS13), control("tls.versions.accepted == []", id="other")
    (trouble,) = report(record([first, second], [unseen("versions")])).troubles
    assert trouble.controls == ("tls-versions", "other")
    assert trouble.where == "example.com@192.0.2.1:443"


def test_a_record_without_an_end_is_undecided():
    found = record([control(TLS13)], [seen("versions", STRONG)])
    whole = report(found)
    cut = report(type(found)(found.header, found.expansions, found.observations, None))
    assert (whole.verdict.word, cut.verdict.word) == (Word.READY, Word.UNDECIDED)


def test_the_same_record_gives_the_same_report():
    found = record([control(TLS13)], [seen("versions", WEAK)])
    assert report(found).model_dump_json() == report(found).model_dump_json()


def test_another_target_whose_name_does_not_resolve_leaves_the_crossing_undecided():
    lost = Expansion(target="site", name="example.com", cause=Cause(kind=CauseKind.UNRESOLVABLE, detail="no address"))
    assert crossed(["192.0.2.1"], expansions=(lost,)).outcome is Outcome.ERROR


def test_a_fact_that_an_old_record_does_not_know_is_not_taken_for_absent():
    finding = judged([control("!has(tls.versions.quantum_safe)")], [seen("versions", STRONG)])
    assert finding.outcome is Outcome.UNPROVEN
    known = judged([control("!has(tls.versions.quantum_safe)")], [seen("versions", STRONG | {"quantum_safe": None})])
    assert known.outcome is Outcome.PASS
