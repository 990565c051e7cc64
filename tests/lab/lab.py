"""The staging lab: start it, change it, break it by name, run programs in it, read what they asked of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from lab import namespace as namespaces
from lab.certificates import Authority, key_digest, new_key
from lab.components import mail, names, web, wire
from lab.faults import Fault, load_faults
from lab.namespace import LabError, Namespace
from lab.orchestrator import Orchestrator
from lab.settings import Settings, healthy
from lab.traffic import Request, Traffic

PROGRAMS = ("unshare", "nsenter", "setpriv", "ip", "nginx", "knotd", "keymgr", "kzonesign", "unbound", "postfix")


class Lab:
    """A running lab; use :meth:`start`. Not for several threads at once."""

    def __init__(self, directory: Path, namespace: Namespace) -> None:
        self.directory = directory
        self.ca = directory / "ca.pem"
        """The root certificate that clients must trust; the same path inside and outside."""
        self.trust_anchor = directory / "trust-anchor.zone"
        """The root zone's DS record, for clients that validate DNSSEC themselves."""
        self.faults = load_faults()
        self._namespace = namespace
        self._traffic = Traffic(namespace, frozenset(names.ADDRESSES))
        authority, mail_key = Authority.create(), new_key()
        name_servers = names.NameServers.create(namespace, key_digest(mail_key))
        self.ca.write_bytes(authority.root.pem)
        self.trust_anchor.write_text(f". 300 IN DS {name_servers.root.ds}\n")
        everything = (
            *web.components(authority),
            *name_servers.components(),
            *mail.components(authority, mail_key),
            *wire.components(directory),
        )
        self._orchestrator = Orchestrator(namespace, everything)
        self.healthy = healthy({**web.CHOICES, **names.CHOICES, **mail.CHOICES})
        self.settings = self.healthy

    @classmethod
    def start(cls, directory: Path) -> Self:
        """Build and start the lab in ``directory`` (made if missing); returns when every component answers.

        Raises LabError, in one line, where this cannot work: no Linux, no root, a program missing.
        """
        check_machine()
        directory = directory.resolve()
        (directory / "logs").mkdir(parents=True, exist_ok=True)
        directory.chmod(0o755)
        lab = cls(directory, namespaces.create(directory, web.IPV6, names.RESOLVER))
        try:
            lab.become(lab.healthy)
        except BaseException:
            lab.stop()
            raise
        return lab

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Kill everything inside; a second call does nothing."""
        self._namespace.close()
        self._orchestrator.reap()

    @property
    def network(self) -> str:
        """The kernel's name for the lab's network, such as ``net:[4026532281]``."""
        return self._namespace.network

    def run(
        self,
        argv: Sequence[str],
        *,
        timeout: float = 60,
        stdin: str = "",
        env: Mapping[str, str] | None = None,
        cwd: str = "/",
    ) -> subprocess.CompletedProcess[str]:
        """Run a program inside, as root, to its end; TimeoutExpired, and it is killed, after ``timeout`` seconds."""
        return self._namespace.run(argv, timeout=timeout, stdin=stdin, env=env, cwd=cwd)

    def command(self, argv: Sequence[str], cwd: str = "/") -> list[str]:
        """What to execute so that ``argv`` runs inside, for callers that must hold the process themselves."""
        return self._namespace.command(argv, cwd)

    def enter(self) -> AbstractContextManager[None]:
        """Put the calling thread on the lab's network; names still resolve by the machine's ``/etc/resolv.conf``."""
        return self._namespace.entered()

    def become(self, settings: Settings) -> None:
        """Make the lab run by these settings; returns when all that was touched answers again."""
        self.settings = settings
        self._orchestrator.apply(settings)

    def restore(self) -> None:
        """Make the lab healthy again."""
        self.become(self.healthy)

    def edit(self, file: str, change: Callable[[str], str]) -> None:
        """Change one configuration file, named as beneath ``configuration``, until :meth:`restore`."""
        self.become(self.settings.edit(file, change))

    def edit_nginx(self, change: Callable[[str], str], file: str = "nginx.conf") -> None:
        """Change nginx's configuration: ``nginx.conf``, ``site.conf``, ``api.conf``, ``www/index.html`` …"""
        self.edit(f"nginx/{file}", change)

    def edit_zone(self, change: Callable[[str], str]) -> None:
        """Change the domain's zone; both name servers serve it, with a new serial, when this returns."""
        self.edit("ns1/zone", change)

    def edit_postfix(self, change: Callable[[str], str]) -> None:
        """Change postfix's main.cf."""
        self.edit("postfix/main.cf", change)

    def edit_certificates(self, a: str = "valid", b: str = "valid", mail: str = "valid") -> None:
        """Choose the kind of certificate (``certificates.KINDS``) at the two web addresses and at the mail server."""
        settings = self.settings.choose("nginx/certificate-a", a).choose("nginx/certificate-b", b)
        self.become(settings.choose("postfix/certificate", mail))

    @contextmanager
    def fault(self, name: str) -> Iterator[Fault]:
        """Break what the fault of that id in ``faults.yaml`` breaks, and mend it in the end."""
        before, fault = self.settings, self.faults[name]
        try:
            self.become(fault.apply(before))
            yield fault
        finally:
            self.become(before)

    def requests(self) -> list[Request]:
        """All that clients asked of the lab since it started or :meth:`forget_requests`, in order of time."""
        return self._traffic.requests(web="nginx" not in self.settings.stopped)

    def forget_requests(self) -> None:
        """Let :meth:`requests` begin here."""
        self._traffic.forget(web="nginx" not in self.settings.stopped)


def check_machine(platform: str = sys.platform, path: str = os.defpath + ":/usr/sbin:/sbin") -> None:
    """Raise LabError with one line when the lab cannot run here."""
    if platform != "linux" or os.geteuid() != 0:
        msg = "the lab needs Linux and root: it makes network namespaces and starts real servers"
        raise LabError(msg)
    missing = [program for program in PROGRAMS if not shutil.which(program, path=path)]
    if missing:
        msg = f"the lab needs {', '.join(missing)}: apt-get install $(cat tests/lab/packages.txt)"
        raise LabError(msg)
