"""The lab is what it claims: healthy to foreign clients, broken as each fault says, gone without a trace."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from lab.faults import Fault, load_faults
from lab.lab import Lab, check_machine
from lab.namespace import LabError
from lab.orchestrator import wait_until
from lab.traffic import Connection, DnsQuestion, HttpRequest

FAULTS = load_faults()
VALIDATED = re.compile(r"status: (NOERROR|NXDOMAIN).*flags: qr[^;]* ad", re.DOTALL)


def output(lab: Lab, *argv: str) -> str:
    """What a program inside prints, errors included."""
    result = lab.run(argv)
    return (result.stdout + result.stderr).strip()


def inhabitants(network: str) -> list[str]:
    """The processes, anywhere on the machine, that use the network."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "ns" / "net") == network:
                found.append(process.name)
        except OSError:
            continue
    return found


@pytest.mark.parametrize(
    ("name", "kind", "answer"),
    [
        ("edpsychconnect.com", "A", "127.0.21.15"),
        ("edpsychconnect.com", "AAAA", "fd00:21::10"),
        ("api.edpsychconnect.com", "A", "CNAME"),
        ("edpsychconnect.com", "MX", "10 mail.edpsychconnect.com."),
        ("s2026._domainkey.edpsychconnect.com", "TXT", "v=DKIM1"),
        ("_25._tcp.mail.edpsychconnect.com", "TLSA", "3 1 1"),
        ("no-such-name.edpsychconnect.com", "A", "NSEC3"),
        ("no-such-name.com", "A", "NSEC"),
    ],
)
def test_names_resolve_with_a_chain_validated_from_the_root(lab: Lab, name: str, kind: str, answer: str) -> None:
    said = output(lab, "dig", "+dnssec", name, kind)
    assert VALIDATED.search(said), said
    assert answer in said


@pytest.mark.parametrize("address", ["127.0.21.10", "127.0.21.15", "[fd00:21::10]"])
@pytest.mark.parametrize("host", ["edpsychconnect.com", "www.edpsychconnect.com", "api.edpsychconnect.com"])
def test_https_is_trusted_under_every_name_at_every_address(lab: Lab, host: str, address: str) -> None:
    at = ("--resolve", f"{host}:443:{address}")
    said = output(lab, "curl", "-sS", "--include", "--cacert", str(lab.ca), *at, f"https://{host}/health")
    assert said.startswith("HTTP/2 200")
    assert said.endswith('{"status": "ok"}')


def test_the_api_allows_the_site_as_origin(lab: Lab) -> None:
    url, origin = "https://api.edpsychconnect.com/v1/articles", "Origin: https://edpsychconnect.com"
    said = output(lab, "curl", "-sS", "-X", "OPTIONS", "--include", "--cacert", str(lab.ca), "-H", origin, url)
    assert "HTTP/2 204" in said
    assert "access-control-allow-origin: https://edpsychconnect.com" in said
    assert "access-control-allow-methods: GET, POST" in said


def test_every_asset_that_the_page_names_is_served(lab: Lab) -> None:
    page = output(lab, "curl", "-sS", "--cacert", str(lab.ca), "https://edpsychconnect.com/")
    assets = re.findall(r'"(/_next/static/[^"]+)"', page)
    assert len(assets) == 2
    for asset in assets:
        said = output(lab, "curl", "-sSI", "--cacert", str(lab.ca), f"https://edpsychconnect.com{asset}")
        assert said.startswith("HTTP/2 200")


def test_mail_for_strangers_is_not_relayed(lab: Lab) -> None:
    talk = "EHLO probe\nMAIL FROM:<a@example.org>\nRCPT TO:<b@example.org>\nRCPT TO:<c@edpsychconnect.com>\nQUIT\n"
    argv = ["curl", "-sS", "--max-time", "5", "telnet://127.0.21.50:25"]
    said = lab.run(argv, stdin=talk.replace("\n", "\r\n")).stdout
    assert "454 4.7.1 <b@example.org>" in said or "554 5.7.1 <b@example.org>" in said
    assert "250 2.1.5 Ok" in said


def test_nothing_outside_can_be_reached_from_inside(lab: Lab) -> None:
    assert output(lab, "ip", "-brief", "link").split()[0] == "lo"
    assert "Network is unreachable" in output(lab, "ip", "route", "get", "192.0.2.1")


def test_a_thread_can_enter_the_network_and_leaves_it_again(lab: Lab) -> None:
    with lab.enter():
        socket.create_connection(("127.0.21.10", 443), timeout=5).close()
    assert os.readlink("/proc/thread-self/ns/net") != lab.network
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.21.10", 443), timeout=5)


def test_a_program_that_takes_too_long_is_killed(lab: Lab) -> None:
    def sleepers() -> list[str]:
        return output(lab, "pgrep", "--exact", "sleep").split()

    with pytest.raises(subprocess.TimeoutExpired):
        lab.run(["sh", "-c", "sleep 1000 & sleep 1000"], timeout=0.5)
    assert wait_until(lambda: sleepers() == [], 5)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_each_fault_shows_and_is_mended(lab: Lab, fault: Fault) -> None:
    look = fault.look
    with lab.fault(fault.id):
        broken = output(lab, *look.argv)
    mended = output(lab, *look.argv)
    assert look.broken.search(broken), broken
    assert not look.healthy.search(broken), broken
    assert look.healthy.search(mended), mended
    assert not look.broken.search(mended), mended


def test_an_edited_zone_is_served_by_both_name_servers_under_a_new_serial(lab: Lab) -> None:
    def seen() -> list[str]:
        servers = [f"@127.0.21.{end}" for end in (53, 55)]
        return [output(lab, "dig", "+short", server, "edpsychconnect.com", "SOA").split()[2] for server in servers]

    before = seen()
    lab.edit_zone(lambda text: text + "blog CNAME @\n")
    after = seen()
    assert before[0] == before[1] < after[0] == after[1]
    assert "127.0.21.10" in output(lab, "dig", "+short", "blog.edpsychconnect.com")


def test_certificates_and_mail_can_be_edited(lab: Lab) -> None:
    lab.edit_certificates(b="other-name")
    lab.edit_postfix(lambda text: text.replace("$myhostname ESMTP", "$myhostname ESMTP edited"))
    host = "edpsychconnect.com:443"
    for address, problem in (("127.0.21.10", ""), ("127.0.21.15", "no alternative certificate subject name matches")):
        to = ("--connect-to", f"{host}:{address}:443")
        said = output(lab, "curl", "-sS", "-o", "/dev/null", "--cacert", str(lab.ca), *to, f"https://{host}/")
        assert problem in said if problem else not said
    assert "ESMTP edited" in lab.run(["curl", "-sS", "telnet://127.0.21.50:25"], stdin="QUIT\r\n").stdout


def test_a_configuration_that_its_server_refuses_is_reported_in_its_words(lab: Lab) -> None:
    with pytest.raises(LabError, match=r'unknown directive "serve_well"'):
        lab.edit_nginx(lambda text: text + "serve_well on;\n")
    lab.restore()
    assert "ok" in output(lab, "curl", "-sS", "--cacert", str(lab.ca), "https://edpsychconnect.com/health")


def test_it_knows_what_was_asked_of_whom(lab: Lab) -> None:
    lab.forget_requests()
    output(lab, "curl", "-4sS", "-A", "probe/1", "--cacert", str(lab.ca), "https://www.edpsychconnect.com/health?a=1")
    output(lab, "curl", "-4sS", "http://api.edpsychconnect.com/")
    output(lab, "dig", "@127.0.21.55", "edpsychconnect.com", "SOA")
    output(lab, "dig", "+tcp", "@127.0.21.53", "edpsychconnect.com", "CAA")
    output(lab, "openssl", "s_client", "-connect", "127.0.21.50:25", "-starttls", "smtp")
    asked = lab.requests()
    http = [(r.scheme, r.port, r.host, r.method, r.path, r.status) for r in asked if isinstance(r, HttpRequest)]
    assert http == [
        ("https", 443, "www.edpsychconnect.com", "GET", "/health?a=1", 200),
        ("http", 80, "api.edpsychconnect.com", "GET", "/", 301),
    ]
    assert next(r.agent for r in asked if isinstance(r, HttpRequest)) == "probe/1"
    questions = [(r.address, r.name, r.kind) for r in asked if isinstance(r, DnsQuestion)]
    assert questions[-2:] == [
        ("127.0.21.55", "edpsychconnect.com.", "SOA"),
        ("127.0.21.53", "edpsychconnect.com.", "CAA"),
    ]
    assert {q[:2] for q in questions[:-2]} == {
        ("127.0.21.54", "www.edpsychconnect.com."),
        ("127.0.21.54", "api.edpsychconnect.com."),
    }
    assert [r.port for r in asked if isinstance(r, Connection)] == [443, 80, 53, 25]
    lab.forget_requests()
    assert lab.requests() == []


def test_nothing_is_left_when_the_lab_is_stopped(tmp_path: Path) -> None:
    with Lab.start(tmp_path) as lab:
        network = lab.network
        assert len(inhabitants(network)) > 10
    assert inhabitants(network) == []
    assert str(tmp_path) not in Path("/proc/self/mountinfo").read_text()


def test_nothing_is_left_when_its_starter_is_killed(tmp_path: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-m", "lab", str(tmp_path)],
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with starter:
        assert starter.stdout
        said = re.search(r"net:\[\d+\]", starter.stdout.readline())
        assert said
        assert len(inhabitants(said[0])) > 10
        starter.kill()
    assert wait_until(lambda: inhabitants(said[0]) == [], 2)
    assert str(tmp_path) not in Path("/proc/self/mountinfo").read_text()


def test_where_it_cannot_run_it_says_so_in_one_line() -> None:
    with pytest.raises(LabError, match=r"^the lab needs Linux and root: .*$"):
        check_machine(platform="darwin")
    with pytest.raises(LabError, match=r"^the lab needs unshare, .*packages\.txt\)$"):
        check_machine(path="/nonexistent")
