"""Passwords: which are refused and why, in both languages, and how they are kept."""

from __future__ import annotations

import threading
import unicodedata

import pytest
from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from answerable.errors import Corrupt, Invalid, Unavailable
from answerable.wording import catalogue
from answerable_services.accounts import passwords
from answerable_services.accounts.passwords import LONGEST, SHORTEST, Hasher, check_password, fault_of
from tests.services.accounts.given import AGENT, Chance

GOOD = SecretStr("stapler under the warm bicycle")
CONTEXT = (AGENT, "陈 Lihua")
CHEAP = Hasher(CHEAPEST)


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", "too_short"),
        ("hB7$kQ2!xZ9", "too_short"),
        ("x" * 129, "too_long"),
        ("\ufdfa" * 120, "too_long"),
        ("stapler\tunder the bicycle", "unreadable"),
        ("stapler\ud800under the bicycle", "unreadable"),
        ("passwordpassword", "repeated"),
        ("abababababababab", "repeated"),
        ("a" * 128, "repeated"),
        ("abcdefghijklmno", "in_a_row"),
        ("qwertyuiop[]asdf", "neighbours"),
        ("P@ssw0rd2026", "common"),
        ("administrator1", "common"),
        ("kefuzhongxin", "common"),
        ("woaini5201314", "common"),
        ("Zhangwei2026", "common"),
        ("20261130", "too_short"),
        ("31.12.1999xy", "a_date"),
        ("staff-12staff-12", "of_what_is_known"),
        ("answerable2026!", "of_what_is_known"),
        ("Staff-12-lihua", "of_what_is_known"),
        ("我" * 12, "repeated"),
        ("ｐａｓｓｗｏｒｄ１２３４", "common"),
    ],
)
def test_what_is_guessed_soon_is_refused(password: str, fault: str) -> None:
    """By length, by readability, and by what it is made of; no rule says which characters it needs."""
    assert fault_of(SecretStr(password), CONTEXT) == fault


@pytest.mark.parametrize(
    "password",
    [
        "stapler under the warm bicycle",
        "hB7$kQ2!xZ9m",
        "correct horse battery staple",
        "窗台上的绿萝又长了三片新叶子",
        "wode mao zuotian tiaoshang le shujia",
        "7391640285517",
        "zxkqwvjmbtrh",
    ],
)
def test_what_is_not_guessed_is_taken(password: str) -> None:
    """Also without capitals, digits or signs, in characters, and with blanks."""
    assert fault_of(SecretStr(password), CONTEXT) is None


def test_thousands_of_common_passwords_are_refused() -> None:
    """Each of the list that is long enough, as it stands and with a year behind it."""
    known = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST]
    short = [f"{word}2026" for word in FREQUENCY_LISTS["passwords"][:300] if len(word) >= 8]
    assert len(FREQUENCY_LISTS["passwords"]) == 30_000
    assert [word for word in (*known, *short) if fault_of(SecretStr(word)) is None] == []


def test_a_refusal_says_what_is_wrong_and_never_the_password() -> None:
    """In both languages, with the place in the form."""
    with pytest.raises(Invalid) as refused:
        check_password(SecretStr("P@ssw0rd2026"))
    error = refused.value
    assert error.sentence is not None
    assert (error.rule, error.broken_rules[0].pointer) == ("password_common", "/password")
    assert "common" in error.sentence.en
    assert "常见" in error.sentence.zh
    assert "P@ssw0rd" not in f"{error!r} {error.sentence!r} {error.broken_rules!r}"
    check_password(GOOD)


def test_every_fault_has_its_words_and_the_words_name_the_bounds() -> None:
    """No fault is found that could not be told."""
    faults = ["too_short", "too_long", "unreadable", "common", "of_what_is_known", *passwords._WHY.values()]
    said = catalogue()
    assert [fault for fault in faults if f"error.broken_rule.password_{fault}" not in said] == []
    for language, phrase in said["error.broken_rule.password_too_short"].items():
        assert str(SHORTEST) in phrase.text, language
    for language, phrase in said["error.broken_rule.password_too_long"].items():
        assert str(LONGEST) in phrase.text, language


@given(st.text(max_size=140))
def test_any_text_is_a_password_or_is_not(text: str) -> None:
    """Whatever is typed, there is an answer, and whatever is taken is kept and known again."""
    password = SecretStr(text)
    if fault_of(password) is None:
        kept = CHEAP.hash(password, Chance())
        assert CHEAP.is_right(kept, password)
    assert not CHEAP.is_right(CHEAP.hash(GOOD, Chance()), password)


def test_it_is_the_same_however_the_keyboard_writes_it() -> None:
    """Composed or not, half or full width."""
    composed = SecretStr("café Ａ１ à la crème brûlée")
    kept = CHEAP.hash(composed, Chance())
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert CHEAP.is_right(kept, SecretStr(unicodedata.normalize(form, composed.get_secret_value())))


def test_it_is_kept_as_rfc_9106_recommends_where_memory_is_short() -> None:
    """Argon2id, 64 MiB, three passes, four lanes, a salt of 128 bits and a tag of 256."""
    kept = Hasher(at_once=1).hash(GOOD, Chance())
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert [len(part) for part in kept.split("$")[-2:]] == [22, 43]
    assert GOOD.get_secret_value() not in kept
    assert RFC_9106_LOW_MEMORY.memory_cost == 65536


def test_a_hash_of_other_parameters_is_outdated_and_right() -> None:
    """So that it can be replaced at the next sign-in."""
    kept = CHEAP.hash(GOOD, Chance())
    stronger = Hasher(at_once=1)
    assert stronger.is_right(kept, GOOD)
    assert (stronger.is_outdated(kept), CHEAP.is_outdated(kept)) == (True, False)


def test_nobody_has_the_empty_password() -> None:
    """What is compared where there is no account fits nothing, not even itself."""
    assert [CHEAP.is_right(None, SecretStr(text)) for text in ("", "x", "x" * 1000)] == [False] * 3
    assert not CHEAP.is_right(CHEAP._nobodys, SecretStr(""))


def test_a_damaged_hash_is_told() -> None:
    """It is not taken for a wrong password, and not shown."""
    with pytest.raises(Corrupt) as damaged:
        CHEAP.is_right("$argon2id$hush", GOOD)
    assert "hush" not in str(damaged.value)


def test_no_more_hashes_are_worked_out_than_there_is_memory_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever finds no place in time is told to come again."""
    monkeypatch.setattr(passwords, "_WAIT_S", 0.01)
    hasher = Hasher(CHEAPEST, at_once=1)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with hasher._place():
            held.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    with pytest.raises(Unavailable, match="try again"):
        hasher.is_right(None, GOOD)
    done.set()
    thread.join()
    assert not hasher.is_right(None, GOOD)
