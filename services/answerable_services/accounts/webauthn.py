"""What browsers are asked for about passkeys, and whether what they answer is right (WebAuthn Level 3).

The library parses and verifies; which origin, which algorithms and which counts are taken is said here. It
tells what it cannot read by whatever error its parsers happen to raise, so any of them is a wrong answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from answerable_services.accounts.passkey_challenges import LASTS
from answerable_services.accounts.relying_party import RelyingParty

ALGORITHMS = (-8, -7, -257)
"""EdDSA, ES256 and RS256 (RFC 9053, RFC 8812), the first liked best: what all devices have one of."""

_LONGEST_KEY = 2048
_REQUIRED = UserVerificationRequirement.REQUIRED

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that a device made.

    Arguments:
        credential: its id, in base64url.
        key: its public key with its id, in base64url.
        uses: how often it says to have been used.
    """

    credential: str
    key: str
    uses: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A passkey that somebody shows; nothing of it is proved yet.

    Arguments:
        credential: its id, in base64url.
        owner: whose it says to be, as `to_add` was told.
        uses: how often it says to have been used.
        response: all that was shown.
    """

    credential: str
    owner: bytes | None
    uses: int
    response: AuthenticationResponse


def _server(party: RelyingParty, title: str = "") -> Fido2Server:
    # By itself the library takes every name below the party's; ours is one address, to the letter.
    server = Fido2Server(
        PublicKeyCredentialRpEntity(name=title or party.id, id=party.id),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: origin == party.origin,
    )
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=alg) for alg in ALGORITHMS
    ]
    return server


def _state(challenge: bytes) -> dict[str, Any]:
    return {"challenge": websafe_encode(challenge), "user_verification": _REQUIRED}


def _as_json(options: Mapping[str, Any]) -> str:
    return json.dumps({**options, "timeout": int(LASTS.total_seconds() * 1000)})


def _tried(read: Callable[[], A]) -> A | None:
    """Give what was read; None where it could not be."""
    try:
        return read()
    except Exception:  # noqa: BLE001  (a stranger's bytes: whatever the parsers raise, the answer is wrong)
        return None


def to_add(
    party: RelyingParty, title: str, challenge: bytes, *, owner: bytes, person: str, known: Iterable[str]
) -> str:
    """Say what a browser is asked for that makes a passkey, as JSON (section 5.1.8).

    Arguments:
        party: for which address.
        title: what the service is called.
        challenge: what is to be signed.
        owner: by which the person is told again; it says nothing about them.
        person: their id, shown where one chooses among passkeys.
        known: the ids of the passkeys that they have; their devices make no second one.
    """
    options, _ = _server(party, title).register_begin(
        PublicKeyCredentialUserEntity(id=owner, name=person, display_name=person),
        credentials=[
            PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=websafe_decode(one))
            for one in known
        ],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=_REQUIRED,
        challenge=challenge,
    )
    return _as_json(options.public_key)


def to_show(party: RelyingParty, challenge: bytes) -> str:
    """Say what a browser is asked for that shows a passkey, whosever it is, as JSON (section 5.1.9).

    Arguments:
        party: for which address.
        challenge: what is to be signed.
    """
    options, _ = _server(party).authenticate_begin(user_verification=_REQUIRED, challenge=challenge)
    return _as_json(options.public_key)


def read_made(party: RelyingParty, said: str, challenge: bytes) -> Made | None:
    """Give the passkey that a device made; None where it is not what was asked for (section 7.1).

    Arguments:
        party: for which address.
        said: what the browser answered, as JSON.
        challenge: what was to be signed.
    """
    return _tried(lambda: _made(party, said, challenge))


def _made(party: RelyingParty, said: str, challenge: bytes) -> Made | None:
    response = RegistrationResponse.from_dict(json.loads(said))
    data = _server(party).register_complete(_state(challenge), response)
    found = data.credential_data
    if found is None or response.response.client_data.cross_origin:
        return None
    is_taken = found.public_key[3] in ALGORITHMS and found.credential_id == response.raw_id
    if not is_taken or len(found) > _LONGEST_KEY:
        return None
    return Made(websafe_encode(found.credential_id), websafe_encode(bytes(found)), data.counter)


def read_shown(said: str) -> Shown | None:
    """Read which passkey somebody shows; None where it is none.

    Arguments:
        said: what the browser answered, as JSON.
    """
    return _tried(lambda: _shown(said))


def _shown(said: str) -> Shown:
    response = AuthenticationResponse.from_dict(json.loads(said))
    content = response.response
    return Shown(
        websafe_encode(response.raw_id), content.user_handle, content.authenticator_data.counter, response
    )


def is_right(party: RelyingParty, shown: Shown, key: str, challenge: bytes) -> bool:
    """Tell whether what is shown was signed by a passkey, here, now and by its person (section 7.2).

    Arguments:
        party: for which address.
        shown: what is shown.
        key: the passkey's, as it was made.
        challenge: what was to be signed.
    """
    return _tried(lambda: _verified(party, shown, key, challenge)) is True


def _verified(party: RelyingParty, shown: Shown, key: str, challenge: bytes) -> bool:
    known = [AttestedCredentialData(websafe_decode(key))]
    _server(party).authenticate_complete(_state(challenge), known, shown.response)
    return not shown.response.response.client_data.cross_origin


def is_copied(before: int, now: int) -> bool:
    """Tell whether a passkey must be there twice: its count did not rise (section 6.1.1).

    Arguments:
        before: as it told last.
        now: as it tells now; both 0 where it does not count, as those that are kept in a cloud.
    """
    return (before > 0 or now > 0) and now <= before
