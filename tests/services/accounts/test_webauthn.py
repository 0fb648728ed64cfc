"""What browsers answer about passkeys: whatever it is, it is read or is none; and counts that must rise."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable_services.accounts.relying_party import RelyingParty
from answerable_services.accounts.webauthn import is_copied, is_right, read_made, read_shown, to_add, to_show
from tests.services.accounts.authenticator import Device, text

PARTY = RelyingParty("records.example", "https://records.example")
CHALLENGE, OWNER = bytes(range(32)), b"whoever it is"

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary().map(text),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "rawId", "type", "response", "signature"]), inner)
    ),
    max_leaves=12,
)


def _asked() -> str:
    return to_add(PARTY, "Answerable", CHALLENGE, owner=OWNER, person="staff-12", known=())


@given(st.text() | _JSON.map(json.dumps))
def test_nothing_that_somebody_sends_fails_in_the_parsers(said: str) -> None:
    """It is none, in words of our own."""
    assert read_made(PARTY, said, CHALLENGE) is None
    assert read_shown(said) is None


@given(st.binary(max_size=400), st.sampled_from(["clientDataJSON", "authenticatorData", "signature"]))
def test_no_part_of_an_answer_can_be_another_one(content: bytes, part: str) -> None:
    """Whatever bytes stand where the device's stood, it is not right any more."""
    device = Device(PARTY.origin)
    made = read_made(PARTY, device.make(_asked()), CHALLENGE)
    assert made is not None
    said = json.loads(device.show(to_show(PARTY, CHALLENGE)))
    right = read_shown(json.dumps(said))
    assert right is not None
    assert is_right(PARTY, right, made.key, CHALLENGE)
    said["response"][part] = text(content)
    bent = read_shown(json.dumps(said))
    assert bent is None or not is_right(PARTY, bent, made.key, CHALLENGE)


def test_the_browser_gives_up_when_the_answer_would_come_too_late() -> None:
    """Its own dialog ends with the challenge."""
    waits_ms = {json.loads(asked)["timeout"] for asked in (_asked(), to_show(PARTY, CHALLENGE))}
    assert waits_ms == {5 * 60 * 1000}


@pytest.mark.parametrize(
    ("before", "now", "is_it"),
    [(0, 0, False), (0, 1, False), (7, 8, False), (7, 9, False), (7, 7, True), (7, 6, True), (7, 0, True)],
)
def test_a_count_that_does_not_rise_is_a_copys(before: int, now: int, is_it: bool) -> None:
    """Where it counts at all (WebAuthn, section 6.1.1)."""
    assert is_copied(before, now) is is_it
