"""Where plain HTTP leads, as the http probe follows it on a real nginx."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from http_hostile import Talk, answer, hostile, page
from http_nginx import NAME, OTHER, Web, free_ports, web

from readiness.model.observation import Endpoint, Sent, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Site
from readiness.probes.http import Http
from readiness.probes.http.redirects import Redirects

HOME = 'location / { return 200 "home"; }'


class Look:
    """Redirects of an nginx with these lines, and everything that was sent for them."""

    def __init__(self, folder: Path, observe: Callable[..., Any]) -> None:
        self.folder = folder
        self.observe = observe
        self.sent: list[Sent] = []
        self.server: Web | None = None

    def __call__(self, http: str, https: str = HOME, inputs: dict[str, Any] | None = None) -> Redirects:
        with web(self.folder, https, http) as self.server:
            found: Redirects = self.observe(
                Http,
                "redirects",
                self.server.site(),
                endpoint=self.server.endpoint,
                inputs=inputs,
                hosts=(OTHER,),
                addresses={OTHER: ("127.0.0.2", "127.0.0.1")},
                sent=self.sent,
            )
            return found

    def asked(self) -> list[str]:
        """Everything that was sent."""
        assert self.server is not None
        ports = {str(self.server.https): "https", str(self.server.http): "http"}
        return [f"{one.what} {one.to.split(':')[0]} {ports[one.to.split(':')[1]]}" for one in self.sent]


@pytest.fixture
def redirects(tmp_path: Path, observe: Callable[..., Any]) -> Look:
    """``redirects(http, https)``: facts about an nginx with these lines."""
    return Look(tmp_path, observe)


def test_a_good_redirect(redirects: Look) -> None:
    found = redirects("location / { return 301 https://$host:HTTPS_PORT$request_uri; }", inputs={"path": "/x?y"})
    assert redirects.server is not None
    assert (found.offered, found.first_hop_same_host_https, found.serves_content) == (True, True, False)
    assert (found.final_https, found.final_status, found.followed_all, found.stopped_because) == (True, 200, True, None)
    assert found.final_url == f"{redirects.server.url}/x?y"
    (hop,) = found.hops
    assert hop.model_dump() == {
        "url": f"http://{NAME}:{redirects.server.http}/x?y",
        "status": 301,
        "location": f"{redirects.server.url}/x?y",
        "to_https": True,
        "same_host": True,
    }
    assert redirects.asked() == [f"GET /x?y {NAME} http", f"GET /x?y {NAME} https"]


def test_plain_http_that_serves_content(redirects: Look) -> None:
    found = redirects(HOME)
    assert (found.offered, found.serves_content, found.hops, found.first_hop_same_host_https) == (True, True, (), False)
    assert (found.final_https, found.followed_all) == (False, True)


def test_plain_http_that_answers_with_an_error_serves_nothing(redirects: Look) -> None:
    found = redirects("location / { return 403; }")
    assert (found.offered, found.serves_content, found.final_status) == (True, False, 403)


def test_plain_http_that_is_closed_is_an_answer(tmp_path: Path, observe: Callable[..., Any]) -> None:
    with web(tmp_path, HOME) as server:
        (closed,) = free_ports(1)
        found = observe(Http, "redirects", server.site(http_port=closed), endpoint=server.endpoint)
    assert (found.offered, found.serves_content, found.final_url, found.followed_all) == (False, False, None, False)


def test_a_redirect_to_another_declared_host_is_followed_there(redirects: Look) -> None:
    found = redirects(f"location / {{ return 301 https://{OTHER}:HTTPS_PORT/login; }}")
    assert (found.first_hop_same_host_https, found.final_https, found.final_status) == (False, True, 200)
    assert redirects.asked() == [f"GET / {NAME} http", f"GET /login {OTHER} https"]
    assert {one.at for one in redirects.sent} == {"127.0.0.1"}  # the endpoint's own address serves that host too


def test_a_detour_over_plain_http_is_told(redirects: Look) -> None:
    found = redirects(
        "location = / { return 301 http://$host:HTTP_PORT/a; } location /a { return 301 https://$host:HTTPS_PORT/b; }"
    )
    assert [(hop.to_https, hop.same_host) for hop in found.hops] == [(False, True), (True, True)]
    assert (found.first_hop_same_host_https, found.final_https, found.serves_content) == (False, True, False)


def test_a_way_back_to_plain_http_is_told(redirects: Look) -> None:
    found = redirects(
        "location = / { return 301 https://$host:HTTPS_PORT/a; } location /b { return 200 'b'; }",
        "location / { return 302 http://$host:HTTP_PORT/b; }",
    )
    assert (found.first_hop_same_host_https, found.final_https, found.serves_content) == (True, False, True)


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://elsewhere.test/",
        "http://127.0.0.1:HTTPS_PORT/",
        "http://localhost:HTTP_PORT/",
        f"https://{NAME}@elsewhere.test/",
        "//elsewhere.test/",
        "\\\\\\\\elsewhere.test/",
    ],
)
def test_a_redirect_out_of_the_environment_is_recorded_and_never_followed(redirects: Look, location: str) -> None:
    found = redirects(f'absolute_redirect off; location / {{ return 302 "{location}"; }}')
    assert (found.stopped_because, found.followed_all, found.final_status) == ("undeclared-host", False, None)
    assert [(hop.status, hop.same_host) for hop in found.hops] == [(302, False)]
    assert found.final_url == found.hops[0].location
    assert len(redirects.sent) == 1


def test_a_redirect_to_another_service_of_a_declared_host_is_not_followed(redirects: Look) -> None:
    found = redirects("location / { return 302 http://$host:22/; }")
    assert (found.stopped_because, len(redirects.sent)) == ("other-port", 1)


@pytest.mark.parametrize("location", ["javascript:alert(1)", "https://", "file:///etc/passwd", "https://[::1/"])
def test_a_redirect_to_no_web_address_ends_there(observe: Callable[..., Any], location: str) -> None:
    found = saying(observe, f"Location: {location}")
    assert (found.stopped_because, found.hops[0].location, found.final_https) == ("no-web-address", None, False)


def test_a_redirect_without_a_location_ends_there(observe: Callable[..., Any]) -> None:
    found = saying(observe, "")
    assert (found.stopped_because, len(found.hops), found.hops[0].location) == ("no-location", 1, None)


def saying(observe: Callable[..., Any], head: str) -> Redirects:
    with hostile(answer(page(head, status="302 Found"))) as server:
        target = Site.model_validate({"kind": "site", "url": f"https://{NAME}", "http_port": server.port})
        found: Redirects = observe(
            Http, "redirects", target, endpoint=Endpoint(name=NAME, address="127.0.0.1", port=443)
        )
    return found


def test_a_loop_ends(redirects: Look) -> None:
    found = redirects(
        "location / { return 301 https://$host:HTTPS_PORT/; }", "location / { return 301 http://$host:HTTP_PORT/; }"
    )
    assert (found.stopped_because, len(found.hops), found.final_status) == ("loop", 2, None)


def test_a_chain_without_end_ends(redirects: Look) -> None:
    found = redirects("location / { return 302 http://$host:HTTP_PORT/x$request_uri; }")
    assert (found.stopped_because, len(found.hops), len(redirects.sent)) == ("too-many", 11, 11)


def test_a_redirect_to_a_port_that_is_closed_ends_there(tmp_path: Path, observe: Callable[..., Any]) -> None:
    (closed,) = free_ports(1)
    with web(tmp_path, HOME, f"location / {{ return 301 https://$host:{closed}/; }}") as server:
        target = server.site(url=f"https://{NAME}:{closed}")
        endpoint = Endpoint(name=NAME, address="127.0.0.1", port=closed)
        found = observe(Http, "redirects", target, endpoint=endpoint)
    assert (found.stopped_because, found.first_hop_same_host_https, found.final_https) == ("refused", True, True)


def test_a_redirect_to_https_on_the_port_of_plain_http_ends_there(redirects: Look) -> None:
    found = redirects("location / { return 301 https://$host:HTTP_PORT/; }")
    assert (found.stopped_because, found.first_hop_same_host_https) == ("no-tls", True)


def test_hsts_over_plain_http_is_seen(redirects: Look) -> None:
    lines = 'add_header Strict-Transport-Security "max-age=1" always; location / { return 403; }'
    assert redirects(lines).hsts_over_http
    assert not redirects("location / { return 403; }").hsts_over_http


def test_silent_plain_http_is_a_cause_and_no_answer(tmp_path: Path, observe: Callable[..., Any]) -> None:
    with web(tmp_path, HOME) as server, hostile(Talk.listen) as silence:
        target = server.site(http_port=silence.port)
        with pytest.raises(Unobservable) as refusal:
            observe(Http, "redirects", target, endpoint=server.endpoint, timeout_s=0.4)
    assert refusal.value.cause.kind == CauseKind.TIMEOUT


def test_a_declared_host_that_falls_silent_on_the_way_is_a_cause(tmp_path: Path, observe: Callable[..., Any]) -> None:
    with (
        hostile(Talk.listen) as silence,
        web(tmp_path, HOME, f"location / {{ return 301 https://$host:{silence.port}/; }}") as server,
    ):
        target = server.site(url=f"https://{NAME}:{silence.port}")
        endpoint = Endpoint(name=NAME, address="127.0.0.1", port=silence.port)
        with pytest.raises(Unobservable) as refusal:
            observe(Http, "redirects", target, endpoint=endpoint, timeout_s=0.4)
    assert refusal.value.cause.kind == CauseKind.TIMEOUT


def test_a_name_of_the_target_that_resolves_is_followed_to_its_address(
    tmp_path: Path, observe: Callable[..., Any]
) -> None:
    with web(tmp_path, HOME, address="127.0.0.2") as second:
        lines = f"location / {{ return 301 https://{OTHER}:{second.https}/; }}"
        (tmp_path / "one").mkdir()
        sent: list[Sent] = []
        with web(tmp_path / "one", HOME, lines) as first:
            found = observe(
                Http,
                "redirects",
                first.site(url=f"https://{NAME}:{second.https}", names=[OTHER]),
                endpoint=first.endpoint,
                addresses={OTHER: ("127.0.0.2",)},
                sent=sent,
            )
    assert (found.final_status, found.followed_all) == (200, True)
    assert [one.at for one in sent] == ["127.0.0.1", "127.0.0.2"]
