"""Who asks: principals, the signed tokens that prove them, and the table of what each may do."""

from __future__ import annotations

from answerable.identity.credentials import Credential
from answerable.identity.keys import Keys, Owner, SigningKey, Trusted
from answerable.identity.machines import MachineToken, MachineTokens, verifier_of
from answerable.identity.principals import Kind, Principal
from answerable.identity.tokens import Verifier, sign
from answerable.streams.staff.grants import Grant

__all__ = [
    "Credential",
    "Grant",
    "Keys",
    "Kind",
    "MachineToken",
    "MachineTokens",
    "Owner",
    "Principal",
    "SigningKey",
    "Trusted",
    "Verifier",
    "sign",
    "verifier_of",
]
