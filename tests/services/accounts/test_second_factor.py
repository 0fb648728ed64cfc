"""The second factor: codes as RFC 6238 has them, each good for once; recovery codes, kept as digests."""

from __future__ import annotations

import re
from base64 import b32encode
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import select

from answerable_services.accounts import second_factor
from answerable_services.accounts.keys import Keys
from answerable_services.accounts.second_factor import (
    code_at,
    new_recovery_codes,
    new_totp_secret,
    provisioning_uri,
    step_at,
    step_of,
)
from answerable_services.accounts.storage import Storage
from answerable_services.accounts.tables import RECOVERY_CODES
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.accounts.given import AGENT, LEAD, SECOND, TEN, Chance

KEYS = Keys(bytes(32))
RFC = SecretStr(b32encode(b"12345678901234567890").decode())
NOW = step_at(TEN)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, of whose eight digits the last six."""
    assert code_at(RFC, step_at(datetime.fromtimestamp(seconds, UTC))) == code


@pytest.mark.parametrize(
    ("step", "is_taken"), [(NOW - 2, False), (NOW - 1, True), (NOW, True), (NOW + 1, True), (NOW + 2, False)]
)
def test_the_clock_of_the_app_may_differ_by_a_step(step: int, is_taken: bool) -> None:
    """Half a minute before and behind."""
    assert (step_of(RFC, code_at(RFC, step), TEN, None) == step) == is_taken


def test_a_code_is_good_for_once() -> None:
    """Neither it nor an earlier one works again; the next one does."""
    used = step_of(RFC, code_at(RFC, NOW), TEN, None)
    assert used == NOW
    assert step_of(RFC, code_at(RFC, NOW), TEN, used) is None
    assert step_of(RFC, code_at(RFC, NOW - 1), TEN, used) is None
    assert step_of(RFC, code_at(RFC, NOW + 1), TEN + 30 * SECOND, used) == NOW + 1


def test_a_code_may_have_blanks_and_wide_digits() -> None:
    """As an app shows it in two groups, and as a Chinese keyboard writes it."""
    code = code_at(RFC, NOW)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)
    assert [step_of(RFC, typed, TEN, None) for typed in (f" {code[:3]} {code[3:]}", wide)] == [NOW, NOW]


@given(st.text(max_size=12))
def test_nothing_else_is_a_code(text: str) -> None:
    """Whatever is typed is compared, and never fails otherwise."""
    codes = {code_at(RFC, step) for step in (NOW - 1, NOW, NOW + 1)}
    assert step_of(RFC, text, TEN, None) is None or "".join(text.split()) in codes


def test_an_app_can_read_the_address() -> None:
    """It names the service and the person, and is not shown by mistake."""
    secret = new_totp_secret(Chance())
    uri = provisioning_uri(secret, "staff-1 a", "Answerable 厦门")
    assert uri.get_secret_value() == (
        f"otpauth://totp/Answerable%20%E5%8E%A6%E9%97%A8:staff-1%20a?secret={secret.get_secret_value()}"
        "&issuer=Answerable%20%E5%8E%A6%E9%97%A8"
    )
    assert len(secret.get_secret_value()) == 32
    assert secret.get_secret_value() not in f"{uri!r} {uri} {secret!r}"


def test_recovery_codes_are_ten_and_readable() -> None:
    """Four groups of four, of 80 bits, in an alphabet in which nothing looks like something else."""
    codes = [code.get_secret_value() for code in new_recovery_codes(Chance())]
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)


class Everywhere:
    def test_a_recovery_code_is_good_for_once(self, storage: Storage) -> None:
        """For its person, however it is written; what is left is told."""
        codes = new_recovery_codes(Chance())
        first = codes[0].get_secret_value()
        with storage.writing() as connection:
            second_factor.keep_recovery_codes(connection, KEYS, AGENT, codes)
            kept = connection.execute(select(RECOVERY_CODES)).all()
            assert second_factor.use_recovery_code(connection, KEYS, LEAD, first) is None
            written = first.lower().replace("-", " ").replace("0", "o").replace("1", "l")
            assert second_factor.use_recovery_code(connection, KEYS, AGENT, written) == 9
            assert second_factor.use_recovery_code(connection, KEYS, AGENT, first) is None
            assert second_factor.use_recovery_code(connection, KEYS, AGENT, "") is None
        assert not any(code.get_secret_value() in str(kept) for code in codes)

    def test_new_codes_take_the_place_of_the_old_ones(self, storage: Storage) -> None:
        """A paper that was lost is worth nothing."""
        chance = Chance()
        old, new = new_recovery_codes(chance), new_recovery_codes(chance)
        with storage.writing() as connection:
            second_factor.keep_recovery_codes(connection, KEYS, AGENT, old)
            second_factor.keep_recovery_codes(connection, KEYS, AGENT, new)
            used = [
                second_factor.use_recovery_code(connection, KEYS, AGENT, code.get_secret_value())
                for code in (old[0], new[0])
            ]
            assert second_factor.recovery_codes_left(connection, AGENT) == 9
        assert used == [None, 9]


class TestSqlite(OnSqlite, Everywhere):
    pass


class TestPostgresql(OnPostgresql, Everywhere):
    pass
