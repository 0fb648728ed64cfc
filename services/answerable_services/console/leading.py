"""Where somebody is led after they signed in: to a page of ours, and never anywhere else."""

from __future__ import annotations

import re
from urllib.parse import quote

HOME = "/"

_OWN = re.compile(r"/(?!/)[!-\[\]-~]*", re.ASCII)
"""A path of ours as an address has it: no other host, and nothing that a browser takes out or turns round."""

_ENTRANCES = ("/sign-in", "/sign-out", "/join")


def own_path(said: str) -> str:
    """Give the path that somebody wanted, or the first page where it is none of ours.

    Arguments:
        said: what stands in the address.
    """
    path = said.partition("?")[0].partition("#")[0]
    is_own = _OWN.fullmatch(said) is not None and "//" not in path
    return HOME if not is_own or path.startswith(_ENTRANCES) else said


def with_way(page: str, to: str, name: str = "to") -> str:
    """Give the address of a page of the entrance that leads on.

    Arguments:
        page: which.
        to: what it has to keep; the first page is where it leads anyway.
        name: what the address calls it.
    """
    return page if to == HOME else f"{page}?{name}={quote(to, safe='/')}"


def way_in(wanted: str) -> str:
    """Give the address of the sign-in that leads to a path.

    Arguments:
        wanted: the path, with its questions.
    """
    return with_way("/sign-in", own_path(wanted))
