"""The report behind ``reports/samples``: a launch that is not ready."""

from __future__ import annotations

from report_samples import API, WWW4, WWW6, finding, judgement, reason, report, text

from readiness.judge.verdict.score import scorecard
from readiness.model.outcomes import Outcome, Severity
from readiness.model.report import Finding, Judgement, ParamValue, Report, Result, RowState, Trouble, Verdict, Word


def launch() -> Report:
    """One of everything: each outcome, a cause of not knowing, a hostile answer."""
    findings = (*_tls(), *_web(), *_names(), *_mail())
    return report(
        *findings,
        policy="edpsych-connect",
        verdict=Verdict(word=Word.NOT_READY, exit_code=1, because=_BECAUSE),
        scorecard=scorecard(findings),
        troubles=_TROUBLES,
        rows=_ROWS,
        params={
            "hsts_min_age_days": ParamValue(value=365, origin="policy", source="RFC 6797; preload list rule"),
            "min_days_left": ParamValue(value=30, origin="environment", source="readiness.yaml:14:5"),
        },
        controls={
            one.control: text(one.title, **_REMEDIES.get(one.control, {"everywhere": "See the references."}))
            for one in findings
        },
        versions={"python": "3.11.7", "sslyze": "6.3.1", "dnspython": "2.8.0"},
    )


_BECAUSE = (
    "critical control tls-versions fails",
    "high control hsts fails",
    "the score can reach 59 at best, the gate asks for 90",
)
_TIMEOUT = "timeout: [2001:db8::10]:443 did not answer in 5 s"
_UNDECLARED = "no target of kind mailserver is declared"
_NO_CONSENT = "http.limits needs --active on the command line"
_TROUBLES = (
    Trouble(cause=f"http.home {_TIMEOUT}", where=WWW6, controls=("hsts", "csp", "cookies")),
    Trouble(cause=_NO_CONSENT, where="api", controls=("rate-limit",)),
    Trouble(cause=_UNDECLARED, where="", controls=("starttls",)),
    Trouble(cause=f"tls.ciphers {_TIMEOUT}", where=WWW6, controls=("tls-ciphers",)),
)
_ROWS = (
    RowState(row="1.13", asks="TLS 1.3", controls=("tls-versions",), outcome=Outcome.FAIL),
    RowState(row="4.2", asks="rate limiting", controls=("rate-limit",), outcome=Outcome.UNPROVEN),
    RowState(row="6.15", asks="a rollback that was tested"),
    RowState(row="8.5", asks="HTTPS everywhere", controls=("tls-versions", "hsts"), outcome=Outcome.FAIL),
    RowState(row="8.8", asks="SPF, DKIM, DMARC", controls=("spf", "dmarc"), outcome=Outcome.PARTIAL),
)
_REMEDIES = {
    "tls-versions": {
        "nginx": "ssl_protocols TLSv1.2 TLSv1.3;",
        "haproxy": "ssl-default-bind-options ssl-min-ver TLSv1.2",
    },
    "hsts": {
        "nginx": 'add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;',
        "kubernetes": (
            "metadata:\n"
            "  annotations:\n"
            "    nginx.ingress.kubernetes.io/configuration-snippet: |\n"
            '      more_set_headers "Strict-Transport-Security: max-age=31536000; includeSubDomains";\n'
        ),
    },
    "cookies": {"everywhere": "Set-Cookie: …; Secure; HttpOnly; SameSite=Lax"},
    "dmarc": {"dns": '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"'},
}


def _tls() -> tuple[Finding, ...]:
    title, rows, severity = "HTTPS offers TLS 1.3 and nothing older than 1.2", ("1.13", "8.5"), Severity.CRITICAL
    offered = '"TLSv1.3" in tls.versions.accepted'
    refused = '"TLSv1.0" in tls.versions.refused &&\n  "TLSv1.1" in tls.versions.refused'
    held = reason(offered, Result.HELD, tls__versions__accepted=["TLSv1.2", "TLSv1.3"])
    old = reason(refused, tls__versions__refused=["SSLv3"])
    fine = reason(refused, Result.HELD, tls__versions__refused=["SSLv3", "TLSv1.0", "TLSv1.1"])
    valid = reason(
        "days_until(tls.certificate.not_after) > params.min_days_left",
        Result.HELD,
        tls__certificate__not_after="2027-02-01T00:00:00Z",
        params__min_days_left=30,
    )
    forward = "tls.ciphers.accepted.all(c, c.forward_secret)"
    names = ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"]
    suites = reason(forward, Result.HELD, tls__ciphers__accepted=[{"name": n, "forward_secret": True} for n in names])
    return (
        finding(
            "tls-versions",
            Outcome.FAIL,
            judgement(Outcome.FAIL, held, old, at=WWW4),
            judgement(Outcome.FAIL, held, old, at=WWW6),
            title=title,
            rows=rows,
            severity=severity,
        ),
        finding(
            "tls-versions",
            Outcome.PASS,
            judgement(Outcome.PASS, held, fine, at=API),
            title=title,
            rows=rows,
            severity=severity,
            target="api",
        ),
        finding(
            "tls-certificate",
            Outcome.PASS,
            judgement(Outcome.PASS, valid, at=WWW4),
            judgement(Outcome.PASS, valid, at=WWW6),
            title="The certificate outlasts the launch",
            severity=severity,
        ),
        finding(
            "tls-ciphers",
            Outcome.ERROR,
            judgement(Outcome.PASS, suites, at=WWW4),
            judgement(Outcome.ERROR, reason(forward, Result.ERROR, f"tls.ciphers {_TIMEOUT}"), at=WWW6),
            title="Every cipher suite keeps past traffic secret",
        ),
    )


def _web() -> tuple[Finding, ...]:
    def unknown(condition: str) -> Judgement:
        return judgement(Outcome.ERROR, reason(condition, Result.ERROR, f"http.home {_TIMEOUT}"), at=WWW6)

    age = "http.home.hsts.max_age_days >= params.hsts_min_age_days"
    short = reason(age, http__home__hsts__max_age_days=1, params__hsts_min_age_days=365)
    evil = reason(
        "http.home.hsts.include_subdomains",
        absent=("http.home.hsts.include_subdomains",),
        http__home__hsts__raw="max-age=86400; \x1b[2J\x1b[32mREADY\u202e\r\n<script>",
    )
    limited = reason("http.limits.answered.exists(a, a.status == 429)", Result.UNPROVEN, _NO_CONSENT)
    sources = reason(
        "http.home.csp.unsafe_sources == []",
        level="recommend",
        http__home__csp__unsafe_sources=[f"https://cdn{n:02}.example.net" for n in range(40)],
    )
    lax = reason(
        'http.home.cookies.all(c, c.same_site != "None")',
        level="recommend",
        http__home__cookies=[{"name": "sid", "same_site": "None", "secure": True}],
    )
    return (
        finding(
            "hsts",
            Outcome.FAIL,
            judgement(Outcome.FAIL, short, evil, at=WWW4),
            unknown(age),
            title="Browsers are told to use HTTPS for a year, subdomains included",
            rows=("8.5",),
        ),
        finding(
            "csp",
            Outcome.ERROR,
            judgement(Outcome.PARTIAL, sources, at=WWW4),
            unknown(sources.condition),
            title="A content security policy keeps foreign scripts out",
            severity=Severity.MEDIUM,
        ),
        finding(
            "cookies",
            Outcome.PARTIAL,
            judgement(Outcome.PARTIAL, lax, at=API),
            target="api",
            title="Cookies are kept from scripts and from other sites",
            severity=Severity.MEDIUM,
        ),
        finding(
            "cookies",
            Outcome.ERROR,
            unknown(lax.condition),
            title="Cookies are kept from scripts and from other sites",
            severity=Severity.MEDIUM,
        ),
        finding(
            "rate-limit",
            Outcome.UNPROVEN,
            judgement(Outcome.UNPROVEN, limited),
            title="The API limits how often it may be asked",
            rows=("4.2",),
            severity=Severity.MEDIUM,
            target="api",
        ),
    )


def _names() -> tuple[Finding, ...]:
    signed = reason('dnssec.chain.verdict == "secure"', Result.HELD, dnssec__chain__verdict="secure")
    return (
        finding("dnssec", Outcome.PASS, judgement(Outcome.PASS, signed), target="domain", title="The zone is signed"),
    )


def _mail() -> tuple[Finding, ...]:
    spf = reason('mail.spf.all == "fail"', Result.HELD, mail__spf__all="fail")
    policy = reason('mail.dmarc.policy == "reject"', level="recommend", mail__dmarc__policy="quarantine")
    when = reason("size(mail.exchangers.hosts) > 0", level="when", mail__exchangers__hosts=[])
    nobody = reason("", Result.UNPROVEN, _UNDECLARED)
    return (
        finding(
            "spf",
            Outcome.PASS,
            judgement(Outcome.PASS, spf),
            target="domain",
            rows=("8.8",),
            title="SPF refuses mail from strangers",
        ),
        finding(
            "dmarc",
            Outcome.PARTIAL,
            judgement(Outcome.PARTIAL, policy),
            target="domain",
            rows=("8.8",),
            title="DMARC tells receivers what to do with forgeries",
        ),
        finding(
            "mta-sts",
            Outcome.NOT_APPLICABLE,
            judgement(Outcome.NOT_APPLICABLE, when),
            target="domain",
            severity=Severity.LOW,
            title="Mail to the domain is encrypted",
        ),
        finding(
            "starttls",
            Outcome.UNPROVEN,
            judgement(Outcome.UNPROVEN, nobody),
            target=None,
            title="Mail servers offer TLS",
        ),
    )
