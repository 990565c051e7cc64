"""Versions and certificate of a server cost a tenth of sslyze's cipher scans at most, and six connections."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tls_certificates import Wanted, authority, server
from tls_nginx import Site, nginx

HERE = Path(__file__).parent


@pytest.mark.parametrize("versions", ["TLSv1.2 TLSv1.3", "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3"])
def test_a_light_look_costs_a_tenth_of_a_full_one(tmp_path: Path, versions: str) -> None:
    root = authority()
    (tmp_path / "root.pem").write_text(root.pem)
    leaf = server(authority("Middle", root), Wanted(kind="rsa"))
    with nginx(tmp_path, [Site(leaf, versions)]) as (port,):
        command = [sys.executable, str(HERE / "tls_cost.py"), str(port), str(tmp_path / "root.pem")]
        environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120, env=environment)
    cost = json.loads(done.stdout)
    print(cost)
    assert cost["ours"]["connections"] <= 6
    assert cost["theirs"]["connections"] > 400
    assert cost["ours"]["cpu_s"] * 10 <= cost["theirs"]["cpu_s"], cost
