"""The accounts service, put together."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from answerable.clock import SystemClock
from answerable.identity import MachineTokens, Owner
from answerable.installation import read
from answerable.service import Service, keys_of
from answerable.settings import Settings
from answerable_services.accounts.answering import Work
from answerable_services.accounts.answers import Answers
from answerable_services.accounts.calendar_answers import CalendarAnswers
from answerable_services.accounts.cast import sample_names
from answerable_services.accounts.hearing import hear, watch_tokens
from answerable_services.accounts.looking_after import check_link
from answerable_services.accounts.message_answers import MessageAnswers
from answerable_services.accounts.messages.hook import hook_of
from answerable_services.accounts.messages.mail import mail_server
from answerable_services.accounts.messages.quiet import Quiet
from answerable_services.accounts.messages.reminders import Reminders
from answerable_services.accounts.messages.sending import Ways
from answerable_services.accounts.office import Door
from answerable_services.accounts.passkey_answers import PasskeyAnswers
from answerable_services.accounts.provider_answers import ProviderAnswers
from answerable_services.accounts.provider_setup import provider_setup
from answerable_services.accounts.register import Register
from answerable_services.accounts.relying_party import relying_party
from answerable_services.accounts.service import Accounts, open_accounts
from answerable_services.accounts.telling import Teller
from answerable_services.accounts.token_answers import TokenAnswers

if TYPE_CHECKING:
    from answerable_services.accounts.provider_desk import ProviderDesk

_TIDIES_EVERY_S = 600.0


async def run(settings: Settings, stopped: asyncio.Event | None = None) -> None:
    """Run the service until it is told to stop.

    Arguments:
        settings: how this process is set up.
        stopped: ends it when set; SIGTERM and SIGINT do where not given.

    Raises:
        AnswerableError: the ledger, the store or its key is not there, or not what it must be.
    """
    service = Service("accounts", settings)
    register = Register(service.clock)
    known = read(settings.data)
    is_sample = known is not None and known.clock_start is not None
    # Browsers and apps go by the machine's clock, also where the sites' one stands in another year.
    door = Door(register.admit, partial(check_link, register), is_sample, relying_party(settings))
    accounts = await asyncio.to_thread(open_accounts, settings, SystemClock(), door=door)
    try:
        if is_sample:
            await asyncio.to_thread(accounts.name_sample, sample_names)
        keys, passwords = keys_of(settings), settings.local_passwords
        desk = await asyncio.to_thread(desk_of, settings, accounts, register)
        ways = Ways(mail_server(settings), hook_of(settings), settings.pages, register.zone_of)
        sender = accounts.sender(ways, SystemClock())
        with Work() as work:
            answers = Answers(
                accounts,
                register,
                lambda: keys.of(Owner.ACCOUNTS),
                work=work,
                is_sample=is_sample,
                passwords=passwords,
                more=(
                    *ProviderAnswers(
                        register, desk, work, passwords=passwords, passkeys=accounts.passkeys_at
                    ).handlers,
                    *PasskeyAnswers(accounts, register, work).handlers,
                    *TokenAnswers(accounts, MachineTokens(settings.keys), work).handlers,
                    *MessageAnswers(accounts, ways, sender, work).handlers,
                    *CalendarAnswers(accounts, register, lambda: keys.of(Owner.ACCOUNTS), work).handlers,
                ),
            )
            answers.register_with(service)
            service.works(lambda: register.follow(service.ledger))
            service.works(lambda: _tidy(accounts))
            teller = Teller(
                accounts,
                register,
                sites_clock=service.clock,
                machine=SystemClock(),
                caller=lambda: service.caller,
            )
            service.works(teller.run)
            service.works(lambda: hear(service.ledger.client, accounts))
            service.works(lambda: watch_tokens(settings.keys, accounts))
            if ways.channels:
                quiet = Quiet.of(settings.quiet_hours)
                reminders = Reminders(settings, lambda event: accounts.put_reminder(event, ways, quiet))
                service.works(reminders.run)
                service.works(sender.run)
            await service.run(stopped)
    finally:
        accounts.close()


def desk_of(settings: Settings, accounts: Accounts, register: Register) -> ProviderDesk | None:
    """Open the desk at which people come in by the identity provider; None where none is set up.

    Arguments:
        settings: which provider, and how.
        accounts: the store.
        register: who works here.

    Raises:
        Misconfigured: something is missing that a provider needs.
    """
    setup = provider_setup(settings)
    if setup is None:
        return None
    # Authlib takes half a second to load, which nobody waits for who has no provider.
    from answerable_services.accounts.identity_provider import IdentityProvider  # noqa: PLC0415
    from answerable_services.accounts.provider_desk import ProviderDesk  # noqa: PLC0415

    return ProviderDesk(accounts, IdentityProvider(setup), register)


async def _tidy(accounts: Accounts) -> None:
    """Remove again and again what is over."""
    while True:
        await asyncio.to_thread(accounts.tidy)
        await asyncio.sleep(_TIDIES_EVERY_S)
