"""Give the lab a network, a process tree and mounts of its own, which the kernel removes together with its starter."""

from __future__ import annotations

import ctypes
import os
import shlex
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

INSIDE = Path("/srv")
"""Where the lab's directory appears to programs inside: short, so that Unix sockets fit, and traversable by all."""

LAB_ADDRESS = "127.0.21.2"
"""Where the lab's own questions come from, so that they are not taken for a client's."""

_UNSHARE = ("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


class LabError(Exception):
    """The lab cannot be built or does not do what it was told; the message says why in one line or with a log's end."""


@dataclass(frozen=True)
class Service:
    """A daemon in a process tree of its own, so that killing its first process kills all that it ever forked."""

    process: subprocess.Popen[bytes]

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """SIGKILL the whole tree; returns when the kernel has reaped the last of it and its ports are free."""
        if self.alive:
            # we are nsenter's parent; its child is unshare, and unshare's child the first process of the tree
            outer = _only_child(self.process.pid) or self.process.pid
            first = _only_child(outer) or outer
            with suppress(ProcessLookupError):
                os.kill(first, signal.SIGKILL)
            self.process.wait()


@dataclass(frozen=True)
class Namespace:
    """A network with nothing but loopback, where ``directory`` is mounted as ``/srv``; see :func:`create`."""

    directory: Path
    keeper: subprocess.Popen[str]
    pid: int

    @property
    def network(self) -> str:
        """The kernel's name for the network, as ``/proc/PID/ns/net`` of every program inside shows it."""
        return str(Path(f"/proc/{self.pid}/ns/net").readlink())

    def command(self, argv: Sequence[str], cwd: str = "/") -> list[str]:
        """What to execute so that ``argv`` runs inside, for callers that must hold the process themselves."""
        return ["nsenter", f"--target={self.pid}", "--net", "--mount", "--pid", f"--wdns={cwd}", "--", *argv]

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
        process = subprocess.Popen(
            self.command(argv, cwd),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=env,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        # leaving the block closes the pipes and waits
        with process:
            try:
                out, err = process.communicate(stdin, timeout)
            except BaseException:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                raise
        return subprocess.CompletedProcess(list(argv), process.returncode, out, err)

    def check(self, argv: Sequence[str]) -> str:
        """What a program prints that must succeed; LabError with its complaint otherwise."""
        result = self.run(argv)
        if result.returncode:
            msg = f"{shlex.join(argv)} ended with {result.returncode}: {result.stdout}{result.stderr}"
            raise LabError(msg)
        return result.stdout

    def spawn(self, argv: Sequence[str], user: str, log: Path) -> Service:
        """Start a daemon inside as ``user``; what it prints is appended to ``log``."""
        drop = [] if user == "root" else ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--"]
        own_tree = ["unshare", "--pid", "--fork", "--kill-child", "--"]
        with log.open("ab") as output:
            process = subprocess.Popen(
                self.command([*own_tree, *drop, *argv]),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={"PATH": os.defpath + ":/usr/sbin:/sbin", "HOME": "/nonexistent", "LANG": "C.UTF-8"},
                start_new_session=True,
            )
        return Service(process)

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Put the calling thread, and threads it starts meanwhile, on the lab's network.

        The network only: files, and so ``/etc/resolv.conf``, stay the machine's. Use :meth:`run` for a whole program.
        """
        own = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        theirs = os.open(f"/proc/{self.pid}/ns/net", os.O_RDONLY)
        try:
            _set_network(theirs)
            try:
                yield
            finally:
                _set_network(own)
        finally:
            os.close(own)
            os.close(theirs)

    def close(self) -> None:
        """End every process inside and with them the namespaces."""
        for pipe in (self.keeper.stdin, self.keeper.stdout):
            if pipe:
                pipe.close()
        self.keeper.wait()


def create(directory: Path, addresses: Sequence[str], resolver: str) -> Namespace:
    """Make a namespace whose loopback has ``addresses`` beside 127.0.0.0/8 and whose programs ask ``resolver``.

    Its first process only reads a pipe from this process: when we end, however we end, the pipe closes, that process
    ends, and the kernel kills all others and drops network and mounts. So nothing is ever left to clean up.
    """
    (directory / "resolv.conf").write_text(f"nameserver {resolver}\noptions trust-ad edns0\n")
    keeper = subprocess.Popen(
        [*_UNSHARE, "sh", "-ec", _build(directory, addresses)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = keeper.stdout.readline().strip() if keeper.stdout else ""
    pid = _only_child(keeper.pid)
    if said != "built" or pid is None:
        keeper.kill()
        keeper.wait()
        msg = f"the lab's namespace cannot be made: {said or 'unshare ended'}"
        raise LabError(msg)
    return Namespace(directory, keeper, pid)


def _build(directory: Path, addresses: Sequence[str]) -> str:
    """The shell commands of the namespace's first process, which ends as a reader of its standard input."""
    lengths = {4: 32, 6: 128}
    own = [f"ip addr add {a}/{lengths[ip_address(a).version]} dev lo" for a in addresses]
    source = shlex.quote(str(directory))
    return "\n".join(
        [
            "ip link set lo up",
            *own,
            # daemons bind their standard ports after they dropped root
            "echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start",
            f"mount --bind {source} {INSIDE}",
            f"mount --bind {source}/resolv.conf /etc/resolv.conf",
            "echo built",
            # an ignored SIGCHLD makes the kernel reap what is re-parented to us
            "exec env --ignore-signal=CHLD cat",
        ]
    )


def _only_child(pid: int) -> int | None:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return None
    return int(children[0]) if children else None


def _set_network(descriptor: int) -> None:
    if _libc.setns(descriptor, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")
