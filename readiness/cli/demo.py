"""``readiness demo``: the embedded platform, left running to be looked at."""

from __future__ import annotations

import signal

import click

ENDING = frozenset({signal.SIGINT, signal.SIGTERM})


@click.command("demo")
@click.option("--healthy", is_flag=True, help="Start it with nothing wrong.")
def command(healthy: bool) -> None:
    """Start the embedded platform and leave it up: prints its environment file and how to scan it.

    `readiness scan demo` starts, scans and stops it in one go.
    """
    import tempfile
    from pathlib import Path

    from readiness.cli._chosen import staged

    # Before any thread starts: a thread that does not block them could take the signals and die of them.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    folder = tempfile.TemporaryDirectory(prefix="readiness-demo-")
    with folder, staged(Path(folder.name), healthy=healthy, name="platform") as text:
        file = Path(folder.name) / "readiness.yaml"
        file.write_text(text, encoding="utf-8")
        click.echo(text)
        click.echo(f"Scan it from another terminal: readiness scan platform -f {file} --active", err=True)
        click.echo("Ctrl-C stops it.", err=True)
        signal.sigwait(ENDING)
