"""Jobs that run sslyze's own scans: every suite of a version, resumption, known flaws, Mozilla's profile.

Each looks first whether anybody answers at all, because sslyze takes silence for "TLS not supported", after a minute.
Where one of its scans takes silence for a refusal, the job is Unobservable instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from traceback import TracebackException
from typing import Any

from sslyze.mozilla_tls_profile.tls_config_checker import (
    SCAN_COMMANDS_NEEDED_BY_MOZILLA_CHECKER,
    MozillaTlsConfiguration,
    ServerNotCompliantWithTlsConfiguration,
    TlsConfigurationEnum,
    check_server_against_tls_configuration,
)
from sslyze.plugins.heartbleed_plugin import HeartbleedScanResult
from sslyze.plugins.openssl_ccs_injection_plugin import OpenSslCcsInjectionScanResult
from sslyze.plugins.robot._robot_tester import RobotScanResultEnum
from sslyze.plugins.robot.implementation import RobotScanResult
from sslyze.plugins.scan_commands import ScanCommand
from sslyze.plugins.session_renegotiation_plugin import SessionRenegotiationExtraArgument
from sslyze.plugins.session_resumption.implementation import SessionResumptionSupportExtraArgument
from sslyze.scanner.models import (
    HeartbleedScanAttempt,
    OpenSslCcsInjectionScanAttempt,
    RobotScanAttempt,
    ScanCommandsExtraArguments,
    ServerScanRequest,
    ServerScanResult,
)
from sslyze.scanner.scan_command_attempt import ScanCommandAttemptStatusEnum
from sslyze.scanner.scanner import Scanner

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.reach.handshake.engine import network, picks_for_itself
from readiness.reach.handshake.line import Peer
from readiness.reach.handshake.questions import look

SUITES = {
    "SSLv3": ScanCommand.SSL_3_0_CIPHER_SUITES,
    "TLSv1.0": ScanCommand.TLS_1_0_CIPHER_SUITES,
    "TLSv1.1": ScanCommand.TLS_1_1_CIPHER_SUITES,
    "TLSv1.2": ScanCommand.TLS_1_2_CIPHER_SUITES,
    "TLSv1.3": ScanCommand.TLS_1_3_CIPHER_SUITES,
}
_ACTIVE = {ScanCommand.HEARTBLEED, ScanCommand.OPENSSL_CCS_INJECTION, ScanCommand.ROBOT}
_AT_ONCE = 4
_KINDS = {
    "ConnectionToServerTimedOut": CauseKind.TIMEOUT,
    "TlsHandshakeTimedOut": CauseKind.TIMEOUT,
    "TimeoutError": CauseKind.TIMEOUT,
    "ServerRejectedConnection": CauseKind.REFUSED,
    "ConnectionToServerFailed": CauseKind.UNREACHABLE,
    "ServerRejectedOpportunisticTlsNegotiation": CauseKind.PROTOCOL,
    "ServerTlsConfigurationNotSupported": CauseKind.TLS,
    "ServerRejectedTlsHandshake": CauseKind.TLS,
    "ClientCertificateRequested": CauseKind.TLS,
}
# trust and names are facts of their own, and a private authority is none of Mozilla's concern
_NOT_THE_PROFILE = "certificate_path_validation"
_SET = re.compile(r"\{([^{}]*)\}")


def suites(channel: object, version: str, **peer: Any) -> dict[str, Any]:  # noqa: ARG001  # every job gets the channel
    """Every suite that the server accepts with ``version``, which it is known to accept.

    Answers ``suites`` (each ``name`` as in RFCs and ``bits``), and ``server_order``: whether the server follows its own
    order rather than the client's, None where it has no choice.
    """
    whom = Peer(**peer)
    result = _scan(whom, [SUITES[version]])
    accepted = getattr(result.scan_result, SUITES[version].value).result.accepted_cipher_suites
    found = sorted({(one.cipher_suite.name, one.cipher_suite.key_size) for one in accepted})
    names = sorted(one.cipher_suite.openssl_name for one in accepted)
    return {
        "suites": [{"name": name, "bits": bits} for name, bits in found],
        "server_order": picks_for_itself(whom, version, names),
    }


def resumption(channel: object, **peer: Any) -> dict[str, bool]:  # noqa: ARG001
    """Whether sessions of TLS 1.2 and older are resumed, and whether the server honours one renegotiation of ours."""
    extra = ScanCommandsExtraArguments(
        session_resumption=SessionResumptionSupportExtraArgument(1),
        session_renegotiation=SessionRenegotiationExtraArgument(1),
    )
    commands = [ScanCommand.SESSION_RESUMPTION, ScanCommand.SESSION_RENEGOTIATION]
    found = _scan(Peer(**peer), commands, extra).scan_result
    assert found is not None
    resumed, renegotiated = found.session_resumption.result, found.session_renegotiation.result
    assert resumed is not None
    assert renegotiated is not None
    return {
        "by_id": resumed.session_id_successful_resumptions_count > 0,
        "by_ticket": resumed.tls_ticket_successful_resumptions_count > 0,
        "client_renegotiation": renegotiated.client_renegotiations_success_count > 0,
    }


def flaws(channel: object, **peer: Any) -> dict[str, bool]:  # noqa: ARG001
    """Whether Heartbleed, CCS injection and ROBOT work; sends malformed records."""
    found = _scan(Peer(**peer), _ACTIVE).scan_result
    assert found is not None
    heartbleed, injection, robot = found.heartbleed.result, found.openssl_ccs_injection.result, found.robot.result
    assert heartbleed is not None
    assert injection is not None
    assert robot is not None
    if robot.robot_result.name.startswith("UNKNOWN"):
        raise Unobservable(CauseKind.PROTOCOL, "the server's answers to ROBOT's messages are not consistent")
    return {
        "heartbleed": heartbleed.is_vulnerable_to_heartbleed,
        "ccs_injection": injection.is_vulnerable_to_ccs_injection,
        "robot": robot.robot_result.name.startswith("VULNERABLE"),
    }


def profile(channel: object, profile: str, **peer: Any) -> list[str]:  # noqa: ARG001
    """How the server deviates from Mozilla's ``profile`` (modern, intermediate, old); trust and names are left out.

    So are the flaws that sslyze's checker adds to the profile: trying them out takes consent.
    """
    extra = ScanCommandsExtraArguments(session_renegotiation=SessionRenegotiationExtraArgument(1))
    result = _scan(Peer(**peer), SCAN_COMMANDS_NEEDED_BY_MOZILLA_CHECKER - _ACTIVE, extra)
    try:
        wanted = MozillaTlsConfiguration.get(TlsConfigurationEnum(profile))
        check_server_against_tls_configuration(_without_flaws(result), wanted)
    except ServerNotCompliantWithTlsConfiguration as deviation:
        issues = {about: text for about, text in deviation.issues.items() if about != _NOT_THE_PROFILE}
        return sorted(_SET.sub(_sorted_set, text) for text in issues.values())
    return []


def _without_flaws(result: ServerScanResult) -> ServerScanResult:
    assert result.scan_result is not None
    done: Any = {"status": ScanCommandAttemptStatusEnum.COMPLETED, "error_reason": None, "error_trace": None}
    untried = replace(
        result.scan_result,
        heartbleed=HeartbleedScanAttempt(**done, result=HeartbleedScanResult(False)),
        openssl_ccs_injection=OpenSslCcsInjectionScanAttempt(**done, result=OpenSslCcsInjectionScanResult(False)),
        robot=RobotScanAttempt(**done, result=RobotScanResult(RobotScanResultEnum.NOT_VULNERABLE_NO_ORACLE)),
    )
    return replace(result, scan_result=untried)


def _sorted_set(match: re.Match[str]) -> str:
    """Sets print in another order each time, and a record should not."""
    return ", ".join(sorted(item.strip().strip("'") for item in match.group(1).split(",")))


def _scan(
    peer: Peer, commands: Iterable[ScanCommand], extra: ScanCommandsExtraArguments | None = None
) -> ServerScanResult:
    wanted = set(commands)
    look(peer)
    location, configuration = network(peer)
    scanner = Scanner(per_server_concurrent_connections_limit=_AT_ONCE, concurrent_server_scans_limit=1)
    request = ServerScanRequest(location, configuration, wanted, extra or ScanCommandsExtraArguments())
    scanner.queue_scans([request])
    result = next(iter(list(scanner.get_results())))
    if result.scan_result is None:
        raise _cause(peer, "connecting", result.connectivity_error_trace)
    for command in sorted(wanted):
        _require(peer, command, getattr(result.scan_result, command.value))
    return result


def _require(peer: Peer, command: ScanCommand, attempt: Any) -> None:
    if attempt.status is not ScanCommandAttemptStatusEnum.COMPLETED:
        raise _cause(peer, command.value, attempt.error_trace)
    for rejected in getattr(attempt.result, "rejected_cipher_suites", ()):
        if "timed out" in rejected.error_message:
            raise Unobservable(CauseKind.TIMEOUT, f"{peer.where} met {rejected.cipher_suite.name} with silence")


def _cause(peer: Peer, what: str, trace: TracebackException | None) -> Unobservable:
    text = "".join(trace.format_exception_only()).strip() if trace else "no reason given"
    name = text.partition(":")[0].rpartition(".")[2]
    return Unobservable(_KINDS.get(name, CauseKind.CRASH), f"{what} at {peer.where}: {text}")
