"""Validates DNSSEC from a trust anchor down to a name's records, given the messages (RFC 4033 to 4035, 5155, 6840).

Nothing here sends anything: ``validation.validate`` says what to ask next and is given the answers.
"""
