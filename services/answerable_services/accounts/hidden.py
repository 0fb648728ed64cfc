"""Random secrets that are shown once, and the digests that are kept instead of them."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

from pydantic import SecretStr

from answerable_services.accounts.keys import Randomness

_BYTES = 32
_HANDLE_LENGTH = 16


def new_secret(randomness: Randomness) -> SecretStr:
    """Draw a secret of 256 bits, written so that it fits into an address or a cookie."""
    return SecretStr(urlsafe_b64encode(randomness(_BYTES)).rstrip(b"=").decode())


def digest_of(secret: SecretStr) -> str:
    """Give what is kept of a secret of 256 bits: nobody finds one that fits by trying (FIPS 180-4)."""
    return sha256(secret.get_secret_value().encode(errors="surrogatepass")).hexdigest()


def handle_of(digest: str) -> str:
    """Give a short name for what a digest stands for, by which it can be listed and ended."""
    return digest[:_HANDLE_LENGTH]
