"""Names of TLS versions, key exchange groups and alerts, as conditions and reports write them."""

from __future__ import annotations

VERSIONS = {"SSLv3": 0x0300, "TLSv1.0": 0x0301, "TLSv1.1": 0x0302, "TLSv1.2": 0x0303, "TLSv1.3": 0x0304}
TLS12, TLS13 = VERSIONS["TLSv1.2"], VERSIONS["TLSv1.3"]

# IANA "TLS Supported Groups"
CLASSICAL_GROUPS = {
    0x001D: "x25519",
    0x0017: "secp256r1",
    0x001E: "x448",
    0x0019: "secp521r1",
    0x0018: "secp384r1",
    0x0100: "ffdhe2048",
    0x0101: "ffdhe3072",
    0x0102: "ffdhe4096",
    0x0103: "ffdhe6144",
    0x0104: "ffdhe8192",
    0x001F: "brainpoolP256r1tls13",
    0x0020: "brainpoolP384r1tls13",
    0x0021: "brainpoolP512r1tls13",
    0x0029: "curveSM2",
}
POST_QUANTUM_GROUPS = {
    0x11EC: "X25519MLKEM768",
    0x11EB: "SecP256r1MLKEM768",
    0x11ED: "SecP384r1MLKEM1024",
    0x0200: "MLKEM512",
    0x0201: "MLKEM768",
    0x0202: "MLKEM1024",
}
# RFC 4492, 7027 and 8422: what ECDHE suites of TLS 1.2 and older may use
CURVES = {
    0x001D: "x25519",
    0x0017: "secp256r1",
    0x001E: "x448",
    0x0019: "secp521r1",
    0x0018: "secp384r1",
    0x001A: "brainpoolP256r1",
    0x001B: "brainpoolP384r1",
    0x001C: "brainpoolP512r1",
    0x0016: "secp256k1",
    0x0015: "secp224r1",
    0x0014: "secp224k1",
    0x0013: "secp192r1",
    0x0012: "secp192k1",
    0x0011: "secp160r2",
    0x0010: "secp160r1",
    0x000F: "secp160k1",
    0x000E: "sect571r1",
    0x000D: "sect571k1",
    0x000C: "sect409r1",
    0x000B: "sect409k1",
    0x000A: "sect283r1",
    0x0009: "sect283k1",
    0x0008: "sect239k1",
    0x0007: "sect233r1",
    0x0006: "sect233k1",
    0x0005: "sect193r2",
    0x0004: "sect193r1",
    0x0003: "sect163r2",
    0x0002: "sect163r1",
    0x0001: "sect163k1",
}
GROUPS_13 = {**CLASSICAL_GROUPS, **POST_QUANTUM_GROUPS}

ALERTS = {
    0: "close_notify",
    10: "unexpected_message",
    20: "bad_record_mac",
    22: "record_overflow",
    40: "handshake_failure",
    42: "bad_certificate",
    43: "unsupported_certificate",
    44: "certificate_revoked",
    45: "certificate_expired",
    46: "certificate_unknown",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    86: "inappropriate_fallback",
    90: "user_canceled",
    109: "missing_extension",
    110: "unsupported_extension",
    112: "unrecognized_name",
    116: "certificate_required",
    120: "no_application_protocol",
}


def version_name(number: int) -> str:
    """``TLSv1.2`` for 0x0303; hexadecimal for what is no version."""
    return next((name for name, value in VERSIONS.items() if value == number), f"0x{number:04x}")


def alert_name(number: int) -> str:
    """``protocol_version`` for 70 (RFC 8446, 6); the number for an unknown one."""
    return ALERTS.get(number, str(number))
