"""Who asks: principals, the signed tokens that prove them, and the table of what each may do."""

from __future__ import annotations

from answerable.identity.credentials import Credential
from answerable.identity.keys import Keys, Owner, SigningKey, Trusted
from answerable.identity.principals import NOBODY, Grant, Kind, Principal
from answerable.identity.tokens import Verifier, sign

__all__ = [
    "NOBODY",
    "Credential",
    "Grant",
    "Keys",
    "Kind",
    "Owner",
    "Principal",
    "SigningKey",
    "Trusted",
    "Verifier",
    "sign",
]
