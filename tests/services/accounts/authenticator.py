"""A device that makes and shows passkeys as WebAuthn Level 3 has it: real keys, real signatures.

It writes with `cbor2`, which shares no code with what verifies. What it can be told to do wrong is done by
itself too: nothing of the verification is replaced.
"""

from __future__ import annotations

import json
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384

ES256, EDDSA, RS256, ES384 = -7, -8, -257, -35
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40

Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


def text(content: bytes) -> str:
    """Write bytes in base64url (RFC 4648, section 5), without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def content(said: str) -> bytes:
    """Read base64url without padding."""
    return urlsafe_b64decode(said + "=" * (-len(said) % 4))


def _made(algorithm: int) -> Private:
    if algorithm == EDDSA:
        return ed25519.Ed25519PrivateKey.generate()
    if algorithm == RS256:
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP256R1() if algorithm == ES256 else ec.SECP384R1())


def _public(key: Private, algorithm: int) -> dict[int, Any]:
    """Write a public key as COSE does (RFC 9053, RFC 8230)."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return {1: 1, 3: algorithm, -1: 6, -2: key.public_key().public_bytes_raw()}
    if isinstance(key, rsa.RSAPrivateKey):
        numbers = key.public_key().public_numbers()
        return {1: 3, 3: algorithm, -1: numbers.n.to_bytes(256, "big"), -2: numbers.e.to_bytes(3, "big")}
    point = key.public_key().public_numbers()
    length = key.curve.key_size // 8
    curve = 1 if algorithm == ES256 else 2
    x, y = point.x.to_bytes(length, "big"), point.y.to_bytes(length, "big")
    return {1: 2, 3: algorithm, -1: curve, -2: x, -3: y}


def _signed(key: Private, message: bytes) -> bytes:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(message)
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, padding.PKCS1v15(), SHA256())
    return key.sign(message, ec.ECDSA(SHA256() if key.curve.key_size == 256 else SHA384()))


@dataclass
class Held:
    """A passkey as a device holds it.

    Arguments:
        credential: its id.
        key: what signs.
        owner: whose it is, as the page said.
        uses: how often it was used; always 0 where the device does not count.
    """

    credential: bytes
    key: Private
    owner: bytes
    uses: int = 0


@dataclass
class Device:
    """A device with one passkey for each page.

    Arguments:
        origin: of the page that its browser shows.
        algorithm: of the keys that it makes.
        counts: whether it counts its uses.
        party: the name that it signs for; that which it is asked for where None.
        verifies: whether it looks who holds it.
        crosses: whether its browser shows the page inside of somebody else's.
    """

    origin: str
    algorithm: int = ES256
    counts: bool = True
    party: str | None = None
    verifies: bool = True
    crosses: bool = False
    held: list[Held] = field(default_factory=list)

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.crosses}
        return json.dumps(said).encode()

    def _data(self, party: str, uses: int, attested: bytes = b"") -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | (ATTESTED if attested else 0)
        return sha256((self.party or party).encode()).digest() + struct.pack(">BI", flags, uses) + attested

    def make(self, options: str, credential: bytes | None = None) -> str:
        """Make a passkey as a page asks for it, and give what the browser answers.

        Arguments:
            options: what is asked for.
            credential: its id; one that nobody else has where None.
        """
        asked = json.loads(options)
        held = Held(
            credential or sha256(b"%d" % len(self.held) + asked["challenge"].encode()).digest(),
            _made(self.algorithm),
            content(asked["user"]["id"]),
        )
        self.held.append(held)
        public = cbor2.dumps(_public(held.key, self.algorithm))
        attested = bytes(16) + struct.pack(">H", len(held.credential)) + held.credential + public
        data = self._data(asked["rp"]["id"], held.uses, attested)
        response = {
            "clientDataJSON": text(self._client("webauthn.create", asked["challenge"])),
            "attestationObject": text(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return self._answer(held, response)

    def show(self, options: str, held: Held | None = None, *, owner: bytes | None = None) -> str:
        """Show a passkey as a page asks for it, and give what the browser answers.

        Arguments:
            options: what is asked for.
            held: which; the last one where None.
            owner: whose it says to be; whose it is where None.
        """
        asked, held = json.loads(options), held or self.held[-1]
        held.uses += 1 if self.counts else 0
        client = self._client("webauthn.get", asked["challenge"])
        data = self._data(asked["rpId"], held.uses)
        response = {
            "clientDataJSON": text(client),
            "authenticatorData": text(data),
            "signature": text(_signed(held.key, data + sha256(client).digest())),
            "userHandle": text(held.owner if owner is None else owner),
        }
        return self._answer(held, response)

    def _answer(self, held: Held, response: dict[str, str]) -> str:
        said = text(held.credential)
        return json.dumps({"id": said, "rawId": said, "type": "public-key", "response": response})
