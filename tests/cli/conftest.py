"""Running the command line: in this process where that is enough, as a process of its own where it matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("mistakes_shown")

from cli_runs import CHECKOUT, Done, Runner, Scanned, Started, listening, run_apart  # noqa: E402  # after the registration
from cli_servers import Echoing, Plain, Recovering, Silent  # noqa: E402

from readiness.demo.authority import Authority, Leaf  # noqa: E402


@pytest.fixture
def contacts() -> Iterator[list[str]]:
    """Everything with which this process reached out while the test ran: connections, names asked, programs started."""
    with listening() as heard:
        yield heard


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory of the test, empty; programs that are started find this checkout from there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))
    return tmp_path


@pytest.fixture
def readiness(folder: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    """``readiness("scan", "prod")`` runs the command in this process and the test's folder."""
    return Runner(capsys)


@pytest.fixture
def apart(folder: Path) -> Callable[..., Done]:
    """The same as a process of its own, whose streams, signals and exit code are the real ones."""
    return run_apart


@pytest.fixture(scope="session")
def imperfect(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """One scan of the demo with everything that is wrong with it, in all formats."""
    return Scanned.of_demo(tmp_path_factory.mktemp("imperfect"))


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """One scan of the demo with nothing wrong."""
    return Scanned.of_demo(tmp_path_factory.mktemp("healthy"), "--healthy")


@pytest.fixture
def started(folder: Path) -> Iterator[Callable[..., Started]]:
    """Starts commands that go on until they are told to end; whatever still runs after the test is killed."""
    running: list[Started] = []

    def start(*arguments: str, **environment: str) -> Started:
        running.append(Started(*arguments, **environment))
        return running[-1]

    yield start
    for one in running:
        one.kill()


@pytest.fixture
def silent() -> Iterator[Silent]:
    """A server that takes connections and never says a word."""
    with Silent() as server:
        yield server


@pytest.fixture
def recovering() -> Iterator[Recovering]:
    """A web server that is out of order until it is told to recover."""
    with Recovering() as server:
        yield server


@pytest.fixture
def echoing(folder: Path) -> Iterator[Echoing]:
    """A web server that gives back the Authorization header in whatever form; its authority is in ``ca.pem``."""
    authority = Authority()
    authority.publish(folder / "ca.pem")
    with Echoing(authority.issue(Leaf(("example.com",)), folder / "server.pem")) as server:
        yield server


@pytest.fixture
def plain(echoing: Echoing) -> Iterator[Plain]:
    """The plain HTTP beside it."""
    with Plain(echoing.port) as server:
        yield server
