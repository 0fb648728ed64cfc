"""Which requests are let through: by name, by origin, by content type."""

from __future__ import annotations

import pytest

from answerable.errors import AnswerableError, Forbidden, UnsupportedMedia
from answerable.messaging.border import allowed_hosts, authority, check_host, check_request

OURS = {b"host": b"127.0.0.1:8081", b"content-type": b"application/json"}
LOOPBACK = allowed_hosts("127.0.0.1")


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {b"host": b"localhost:8081"},
        {b"host": b"[::1]:8081"},
        {b"host": b"LOCALHOST"},
        {b"content-type": b"application/json; charset=utf-8"},
        {b"content-type": b"application/cloudevents+json"},
        {b"origin": b"http://127.0.0.1:8081"},
    ],
)
def test_what_is_let_through(changed: dict[bytes, bytes]) -> None:
    """A request to a name of this machine, as JSON, from no page or from one of its own."""
    check_request({**OURS, **changed}, LOOPBACK)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({b"host": b"evil.example"}, Forbidden),
        ({b"host": b"127.0.0.1.evil.example:8081"}, Forbidden),
        ({b"host": b""}, Forbidden),
        ({b"origin": b"https://evil.example"}, Forbidden),
        ({b"origin": b"null"}, Forbidden),
        ({b"origin": b"http://127.0.0.1:9999"}, Forbidden),
        ({b"content-type": b"text/plain"}, UnsupportedMedia),
        ({b"content-type": b"application/x-www-form-urlencoded"}, UnsupportedMedia),
        ({b"content-type": b""}, UnsupportedMedia),
    ],
)
def test_what_is_not(changed: dict[bytes, bytes], error: type[AnswerableError]) -> None:
    """Another host's name, a page of elsewhere, and what a form could send, are refused."""
    with pytest.raises(error):
        check_request({**OURS, **changed}, LOOPBACK)


def test_behind_a_proxy_every_name_is_ours() -> None:
    """Where it listens for others, the name is the proxy's matter; a foreign page is refused all the same."""
    hosts = allowed_hosts("0.0.0.0")
    check_request({**OURS, b"host": b"desk.example"}, hosts)

    with pytest.raises(Forbidden):
        check_request({**OURS, b"host": b"desk.example", b"origin": b"https://evil.example"}, hosts)


def test_an_address_in_a_url() -> None:
    """IPv6 stands in brackets."""
    assert (authority("::1", 8080), authority("127.0.0.1", 80)) == ("[::1]:8080", "127.0.0.1:80")


def test_a_proxy_on_this_machine_makes_one_more_name_known() -> None:
    """Where people reach the pages is asked for by that name too, and by no other."""
    hosts = allowed_hosts("127.0.0.1", "https://Desk.example:8443")
    check_host({b"host": b"desk.example"}, hosts)
    check_host({b"host": b"localhost:8080"}, hosts)

    with pytest.raises(Forbidden):
        check_host({b"host": b"evil.example"}, hosts)
