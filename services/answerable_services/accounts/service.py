"""The accounts of an installation: who somebody is, how they prove it, and what they are called."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from answerable.clock import Clock
from answerable.errors import Misconfigured
from answerable.identity import MachineToken
from answerable.ids import new_id
from answerable.messaging.denials import Report
from answerable.settings import Settings
from answerable.wording import Language
from answerable_services.accounts import (
    attempts,
    invitations,
    kept_accounts,
    kept_calendar_links,
    kept_passkeys,
    kept_subjects,
    noticing,
    people,
    sessions,
    taking,
    untold,
)
from answerable_services.accounts.by_passkey import ByPasskey
from answerable_services.accounts.by_provider import ByProvider
from answerable_services.accounts.calendar_links import CalendarLinks
from answerable_services.accounts.keys import FILE, Keys, Randomness, read_keys
from answerable_services.accounts.messages.part import Messages
from answerable_services.accounts.office import Door
from answerable_services.accounts.passwords import Hasher
from answerable_services.accounts.people import Name
from answerable_services.accounts.saved_views import SavedViews
from answerable_services.accounts.second_factors import SecondFactors
from answerable_services.accounts.sessions import Lasting
from answerable_services.accounts.storage import Storage
from answerable_services.accounts.tables import META
from answerable_services.accounts.taking import Making, Taken
from answerable_services.accounts.tellings import NameChanged, Telling, TokenMade, TokenRevoked
from answerable_services.accounts.untold import Untold, tell

_KEY_NAME = "key"
_SAMPLE_NAMES = "sample_names"
_AT_ONCE = 500
_KEY_BYTES = 10


@dataclass(frozen=True, slots=True)
class Holding:
    """What is kept of a person's credentials, without any of it.

    Arguments:
        has_account: whether they have set a password.
        second_factor: whether they have one.
        invited_until: until when a link for them is good; None where there is none.
        sessions: how many are open.
    """

    has_account: bool
    second_factor: bool
    invited_until: datetime | None
    sessions: int


class Accounts(SecondFactors, ByPasskey, ByProvider, SavedViews, CalendarLinks, Messages):
    """Everything that can be asked of accounts; see `open_accounts`.

    Any thread may ask any of it. Signing in takes a tenth of a second, and none of it waits for anything else
    but the store.
    """

    def set_name(
        self,
        person: str,
        name: str,
        *,
        by: str,
        sort_key: str | None = None,
        language: Language | None = None,
    ) -> Name:
        """Say what a person is called, from now on and in everything that was before.

        Arguments:
            person: their id.
            name: as it is to be shown.
            by: who says so.
            sort_key: what lists sort by, such as the name in pinyin; the name where None.
            language: in which they read pages; what their browser asks for where None.

        Raises:
            Invalid: the name cannot be shown.
        """
        now = self._clock.now()
        with self._storage.writing() as connection:
            known = people.names_of(connection, [person]).get(person)
            kept = people.set_name(connection, person, name, sort_key=sort_key, language=language, now=now)
            if known != kept:
                tell(connection, NameChanged(person, now, by, forgotten=False))
        return kept

    def forget_name(self, person: str, *, by: str) -> bool:
        """Forget what a person is called; tell whether there was something to forget.

        Arguments:
            person: their id.
            by: who asks for it.
        """
        with self._storage.writing() as connection:
            is_forgotten = people.forget(connection, person)
            if is_forgotten:
                tell(connection, NameChanged(person, self._clock.now(), by, forgotten=True))
        self._storage.tidy()
        return is_forgotten

    def names_of(self, ids: Collection[str]) -> Mapping[str, Name]:
        """Give what people are called, by id; who has no name is left out."""
        with self._storage.reading() as connection:
            return people.names_of(connection, ids)

    def all_names(self) -> list[Name]:
        """Give what everybody is called, in the order of lists."""
        with self._storage.reading() as connection:
            return people.all_names(connection)

    def name_sample(self, names: Callable[[], Collection[Name]]) -> None:
        """Say once what the sample's people are called; whatever was changed or forgotten since stays so.

        Arguments:
            names: gives theirs.
        """
        now = self._clock.now()
        with self._storage.writing() as connection:
            if connection.scalar(select(META.c.value).where(META.c.name == _SAMPLE_NAMES)) is not None:
                return
            for one in names():
                people.set_name(
                    connection, one.person, one.name, sort_key=one.sort_key, language=one.language, now=now
                )
            connection.execute(insert(META).values(name=_SAMPLE_NAMES, value=now.isoformat()))

    def people(self) -> list[str]:
        """List everybody who has an account."""
        with self._storage.reading() as connection:
            return kept_accounts.people(connection)

    def held_by(self, ids: Collection[str]) -> Mapping[str, Holding]:
        """Tell what is kept of people's credentials, without any of it.

        Arguments:
            ids: theirs.
        """
        now = self._clock.now()
        found = {}
        with self._storage.reading() as connection:
            for person in ids:
                account = kept_accounts.account_of(connection, person)
                good = [link for link in invitations.links_of(connection, person) if link.is_good(now)]
                found[person] = Holding(
                    has_account=account is not None,
                    second_factor=account is not None and account.totp_sealed is not None,
                    invited_until=good[0].expires_at if good else None,
                    sessions=len(sessions.sessions_of(connection, person, self._lasting, now)),
                )
        return found

    def count(self) -> int:
        """Tell how many accounts there are."""
        with self._storage.reading() as connection:
            return kept_accounts.count(connection)

    def tell(self, telling: Telling) -> None:
        """Put something down that is to be told, and that nothing in this store changed with.

        Arguments:
            telling: what.
        """
        with self._storage.writing() as connection:
            if isinstance(telling, TokenMade | TokenRevoked):
                noticing.tell_of_token(connection, telling)
            else:
                tell(connection, telling)

    def untold(self, most: int = _AT_ONCE) -> list[Untold]:
        """List what is to be told, the oldest first; it stays until `told` says that it was taken over.

        Arguments:
            most: no more than so many.
        """
        with self._storage.reading() as connection:
            return untold.untold(connection, most)

    def told(self, taken_over: Collection[Untold]) -> None:
        """Let go of what was taken over; what happened again meanwhile is still to be told."""
        with self._storage.writing() as connection:
            untold.told(connection, {one.number: one.times for one in taken_over})

    def take(self, make: Making) -> int:
        """Take over what is due to be told; it stays among the `taken` until it was recorded.

        Arguments:
            make: makes the command that records it.

        Returns:
            How much was taken over.
        """
        with self._storage.writing() as connection:
            return taking.take(connection, self._clock.now(), make, self._new_key)

    def _new_key(self) -> str:
        made_at_ms = int(self._clock.now().timestamp() * 1000)
        return new_id("account", made_at_ms, int.from_bytes(self._randomness(_KEY_BYTES)))

    def taken(self, most: int = _AT_ONCE) -> list[Taken]:
        """List what was taken over and is yet to be recorded, the oldest first.

        Arguments:
            most: no more than so many.
        """
        with self._storage.reading() as connection:
            return taking.taken(connection, most)

    def recorded(self, keys: Collection[str]) -> None:
        """Let go of what was recorded.

        Arguments:
            keys: of the commands that recorded it.
        """
        with self._storage.writing() as connection:
            taking.recorded(connection, keys)

    def take_down(self, part: str, report: Report) -> None:
        """Put down what a service denied, and from where it saw tokens.

        Arguments:
            part: the service.
            report: what it tells.
        """
        with self._storage.writing() as connection:
            noticing.take_down(connection, part, report, self._clock.now())

    def compare_tokens(self, tokens: Collection[MachineToken]) -> None:
        """Put down which tokens of machines were made or revoked since.

        Arguments:
            tokens: what is kept of all of them.
        """
        with self._storage.writing() as connection:
            noticing.compare_tokens(connection, tokens, self._clock.now())

    def tidy(self) -> None:
        """Remove what is over: sessions, half sign-ins, old links, failures that count no more."""
        now = self._clock.now()
        with self._storage.writing() as connection:
            sessions.sweep(connection, self._lasting, now)
            kept_subjects.sweep(connection)
            kept_accounts.sweep(connection, now)
            kept_passkeys.sweep(connection, now)
            kept_calendar_links.sweep(connection, now)
            invitations.sweep(connection, now)
            attempts.sweep(connection, now)
        self._storage.tidy()

    def close(self) -> None:
        """Let go of the store."""
        self._storage.close()


def open_accounts(
    settings: Settings,
    clock: Clock,
    *,
    hasher: Hasher | None = None,
    randomness: Randomness = secrets.token_bytes,
    lasting: Lasting | None = None,
    issuer: str = "Answerable",
    door: Door | None = None,
) -> Accounts:
    """Open the accounts of an installation; store and key are made at the first use.

    Arguments:
        settings: where they are.
        clock: what time it is; that of the machine, because apps and browsers go by it.
        hasher: of passwords; one with the parameters of RFC 9106 where None.
        randomness: where secrets come from.
        lasting: how long sessions last.
        issuer: what the service is called in apps for second factors.
        door: who is let in at all; everybody who proves who they are where None.

    Raises:
        Misconfigured: the store was made by a later version, or its key is another one.
        Corrupt: the key cannot be read.
        Invalid: the address of the store cannot be read.
        Unavailable: the store does not answer.
    """
    keys = read_keys(settings.data / "accounts", randomness)
    storage = Storage(settings.accounts)
    try:
        _check_key(storage, keys)
    except BaseException:
        storage.close()
        raise
    return Accounts(
        storage,
        keys,
        hasher or Hasher(),
        clock,
        randomness=randomness,
        lasting=lasting or Lasting(),
        issuer=issuer,
        door=door or Door(),
    )


def _check_key(storage: Storage, keys: Keys) -> None:
    """Look whether the key is the one that the store was made with.

    Raises:
        Misconfigured: it is another one.
    """
    print_of = keys.digest("the key's own", "")
    with storage.writing() as connection:
        found = connection.scalar(select(META.c.value).where(META.c.name == _KEY_NAME))
        if found is None:
            connection.execute(insert(META).values(name=_KEY_NAME, value=print_of))
        elif found != print_of:
            raise Misconfigured(
                f"the accounts' store was made with another key than {FILE} in the data directory: bring "
                "back the one that belongs to it"
            )
