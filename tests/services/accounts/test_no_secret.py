"""No secret shows itself: not in what the service gives, says or tells, not in a log, not in the store."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from pydantic import SecretStr

from answerable.errors import AnswerableError
from answerable_services.accounts.office import CodeWanted, Where
from answerable_services.accounts.second_factor import code_at, step_at
from tests.services.accounts.given import AGENT, HOME, LEAD, MANAGER, OFFICE, SECOND, Hands
from tests.services.accounts.opened import BETTER, GOOD, HERE, WRONG, joined, opened, with_second_factor

TYPED_AS_NAME = "my-secret-typed-as-a-name"
NAME = "Ouyang Xiuying"


def test_a_day_leaves_no_secret_behind(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Everything that is asked, right and wrong, is given, said, told, logged and stored without one."""
    caplog.set_level(logging.DEBUG)
    hands, said = Hands(), list[str]()
    given: list[object] = []
    accounts = opened(tmp_path, tmp_path / "accounts", hands)
    hidden = [GOOD, BETTER, WRONG]

    with structlog.testing.capture_logs() as lines:
        own = joined(accounts)
        here = replace(HERE, device=own.device)
        done, app = with_second_factor(accounts, hands, own)
        hands.on(30 * SECOND)
        wanted = accounts.sign_in(AGENT, GOOD, here)
        assert isinstance(wanted, CodeWanted)
        code = code_at(app, step_at(hands.at))
        again = accounts.sign_in_with_code(wanted.ticket, code, here)
        changed = accounts.change_password(again.secret, GOOD, BETTER, here)
        link = accounts.reset(AGENT, by=MANAGER)
        accounts.set_name(LEAD, NAME, by=MANAGER)
        given += [own, done, wanted, again, changed, link, here, accounts.sessions_of(AGENT)]
        given.append(accounts._attempt(AGENT, here))
        hidden += [own.secret, own.device, done.secret, *done.recovery_codes, app, wanted.ticket]
        hidden += [again.secret, changed.secret, link.secret]
        wrong: list[Callable[[], object]] = [
            lambda: accounts.sign_in(AGENT, WRONG, here),
            lambda: accounts.sign_in(TYPED_AS_NAME, WRONG, Where(OFFICE)),
            lambda: accounts.sign_in_with_code(wanted.ticket, code, here),
            lambda: accounts.session(own.secret),
            lambda: accounts.change_password(changed.secret, WRONG, GOOD, here),
            lambda: accounts.accept(link.secret, SecretStr(f"{AGENT}{AGENT}!"), here),
            lambda: accounts.accept(own.secret, GOOD, here),
            *[lambda: accounts.sign_in(TYPED_AS_NAME, WRONG, Where(OFFICE))] * 6,
        ]
        for ask in wrong:
            with pytest.raises(AnswerableError) as refused:
                ask()
            said += [
                "".join(traceback.format_exception_only(refused.value)),
                repr(refused.value),
                repr(refused.value.sentence),
                repr(refused.value.broken_rules),
            ]
        told = accounts.untold(1000)
    accounts.tidy()
    accounts.close()

    # The codes of an app are six digits, which any number may hold; all else is unmistakable.
    texts = [*(secret.get_secret_value() for secret in hidden), TYPED_AS_NAME, NAME]
    shown = repr([given, told]) + str(told) + "".join(said) + repr(lines) + caplog.text
    assert [text for text in texts if text in shown] == []
    assert lines == []
    assert OFFICE not in shown.replace(repr(here), "").replace(repr(HERE), "")

    stored = b"".join(path.read_bytes() for path in (tmp_path / "accounts").glob("accounts.sqlite*"))
    texts.remove(NAME)
    assert NAME.encode() in stored
    assert [text for text in texts if text.encode() in stored] == []
    assert [address for address in (OFFICE, HOME) if address.encode() in stored] == []
