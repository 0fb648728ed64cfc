"""The link of a questionnaire: whoever has its secret answers, and what the ledger has does not give it away.

A questionnaire that is answered by a link is named after the link's secret, of 256 random bits: its id is
made of the secret's digest. So nothing else has to be kept, whoever reads the ledger, a list or a file cannot
make the link, and a secret that was made up names nothing that there is.
"""

from __future__ import annotations

from hashlib import sha256

_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_LENGTH = 40


def questionnaire_of(secret: str) -> str:
    """Name the questionnaire that a link is for: 160 bits of the digest of its secret (FIPS 180-4).

    It is written in letters alone: figures in it could look like somebody's telephone.

    Arguments:
        secret: what is secret in the link.
    """
    digest = sha256(secret.encode(errors="surrogatepass")).hexdigest()
    return f"questionnaire-{digest[:_LENGTH].translate(_LETTERS)}"
