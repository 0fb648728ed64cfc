"""Entering and leaving: the first manager, invitations, resets, another password, the end of an account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydantic import SecretStr

from answerable.errors import Forbidden, Invalid, NotFound, Refused
from answerable.wording import say
from answerable_services.accounts import (
    attempts,
    invitations,
    kept_accounts,
    kept_calendar_links,
    kept_passkeys,
    kept_views,
    people,
    refusals,
    second_factor,
    sessions,
)
from answerable_services.accounts.hidden import digest_of
from answerable_services.accounts.invitations import Link, Purpose
from answerable_services.accounts.office import CodeWanted, SignedInAs, Where, readable
from answerable_services.accounts.passwords import check_password
from answerable_services.accounts.places import shortened_address
from answerable_services.accounts.signing_in import SigningIn
from answerable_services.accounts.tellings import (
    AccountClosed,
    LinkMade,
    PasskeyRemoved,
    PasswordSet,
    SecondFactorRemoved,
    SignedOut,
)
from answerable_services.accounts.untold import tell

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link that was made.

    Arguments:
        link: what is known of it.
        secret: the part of its address that is shown once.
    """

    link: Link
    secret: SecretStr


class Entering(SigningIn):
    """The part of the service by which people get an account, change its password, and lose it."""

    def set_up(self, person: str) -> MadeLink:
        """Make the link of the first manager, as long as nobody has set a password.

        Raises:
            Refused: somebody has an account; whoever has one invites the others.
            Invalid: nobody can be called so.
        """
        _must_be_readable(person)
        with self._storage.writing() as connection:
            if kept_accounts.is_anybody_there(connection):
                raise Refused(say("error.account.is_set_up"))
            return self._made(connection, person, Purpose.SET_UP, by=None)

    def invite(self, person: str, *, by: str) -> MadeLink:
        """Make a link by which somebody gets an account.

        Arguments:
            person: who.
            by: the manager who invites them.

        Raises:
            Refused: they have an account.
            Forbidden: they invite themselves.
            Invalid: nobody can be called so.
        """
        _must_be_readable(person)
        with self._storage.writing() as connection:
            if kept_accounts.account_of(connection, person) is not None:
                raise Refused(say("error.account.has_account", person=person))
            return self._made(connection, person, Purpose.INVITATION, by=by)

    def reset(self, person: str, *, by: str, drops_second_factor: bool = False) -> MadeLink:
        """Make a link by which somebody sets another password; the one they have is good until then.

        Arguments:
            person: who.
            by: the manager who makes it.
            drops_second_factor: whether the second factor is gone when it is used: the phone was lost, and
                the recovery codes too.

        Raises:
            NotFound: they have no account.
            Forbidden: they make it for themselves.
            Invalid: nobody can be called so.
        """
        _must_be_readable(person)
        with self._storage.writing() as connection:
            if kept_accounts.account_of(connection, person) is None:
                raise NotFound(say("error.account.no_account", person=person))
            return self._made(
                connection, person, Purpose.RESET, by=by, drops_second_factor=drops_second_factor
            )

    def _made(
        self,
        connection: Connection,
        person: str,
        purpose: Purpose,
        *,
        by: str | None,
        drops_second_factor: bool = False,
    ) -> MadeLink:
        if by == person:
            raise Forbidden(say("error.account.not_ones_own_link"))
        secret, now = self._secret(), self._clock.now()
        link = invitations.make_link(
            connection, secret, person, purpose, by=by, drops_second_factor=drops_second_factor, now=now
        )
        tell(connection, LinkMade(person, now, by, purpose, drops_second_factor))
        return MadeLink(link, secret)

    def look_at_link(self, secret: SecretStr) -> Link:
        """Tell whose link it is and what for, without using it up.

        Raises:
            Unauthenticated: it was used, is too old, or never was, or who made it could not make it today.
        """
        with self._storage.reading() as connection:
            link = invitations.link_of(connection, secret, self._clock.now())
        if link is None:
            raise refusals.no_link()
        self._door.believes(link)
        return link

    def accept(self, secret: SecretStr, password: SecretStr, where: Where) -> SignedInAs | CodeWanted:
        """Set a password with a link, end what was signed in before, and sign in.

        Passkeys of theirs are gone: whoever knew the forgotten password may have added one.

        Arguments:
            secret: the link's.
            password: the new one.
            where: where they are; the device is known from now on.

        Raises:
            Unauthenticated: the link was used, is too old, or never was, or who made it could not make it
                today.
            Invalid: the password breaks a rule; the link is still good.
            Forbidden: they are not employed today; the link is still good.
        """
        person = self.look_at_link(secret).person
        self._admitted(person, where)
        self._check(person, password)
        kept = self._hasher.hash(password, self._randomness)
        now = self._clock.now()
        with self._storage.writing() as connection:
            link = invitations.use_link(connection, secret, now)
            if link is None or (
                link.purpose is Purpose.SET_UP and kept_accounts.is_anybody_there(connection)
            ):
                raise refusals.no_link()
            self._door.believes(link)
            kept_accounts.set_password(connection, person, kept, now)
            kept_accounts.forget_tickets(connection, person)
            sessions.end_sessions(connection, person)
            attempts.forget_devices(connection, person)
            place = shortened_address(where.address)
            tell(connection, PasswordSet(person, now, place, link.purpose, link.by))
            for _ in range(kept_passkeys.forget(connection, person)):
                tell(connection, PasskeyRemoved(person, now, link.by or person))
            if link.drops_second_factor and link.by is not None:
                self._drop_second_factor(connection, person, by=link.by)
            device = self._secret()
            attempts.keep_device(connection, person, digest_of(device), now)
            at_home = replace(where, device=device)
            came = self._went_on(connection, person, at_home, (), now)
            return replace(came, device=device)

    def change_password(self, secret: SecretStr, old: SecretStr, new: SecretStr, where: Where) -> SignedInAs:
        """Set another password; every other session ends, and this one gets another id.

        Arguments:
            secret: the session's id.
            old: the password until now.
            new: the one from now on.
            where: where they are; only this device is known from now on.

        Raises:
            Unauthenticated: the session is over, or the old password is wrong.
            TooManyAttempts: the old password is not looked at yet.
            Invalid: the new password breaks a rule.
        """
        person = self._session(secret).person
        self._check(person, new)
        self._proved_again(secret, old, where)
        kept = self._hasher.hash(new, self._randomness)
        now = self._clock.now()
        with self._storage.writing() as connection:
            session = self._still(connection, secret)
            kept_accounts.set_password(connection, person, kept, now)
            kept_accounts.forget_tickets(connection, person)
            ended = sessions.end_sessions(connection, person, but=session.handle)
            invitations.withdraw_links(connection, person, now)
            known = self._device(connection, person, where, now)
            attempts.forget_devices(connection, person)
            device = where.device if known is not None and where.device is not None else self._secret()
            attempts.keep_device(connection, person, digest_of(device), now)
            tell(connection, PasswordSet(person, now, shortened_address(where.address), None, None))
            if ended:
                tell(connection, SignedOut(person, now, person, ended))
            fresh = self._secret()
            rotated = sessions.rotate(connection, session, fresh, second_factor=session.second_factor)
            return SignedInAs(rotated, fresh, device)

    def _check(self, person: str, password: SecretStr) -> None:
        """Refuse a password that breaks a rule.

        Raises:
            Invalid: it does.
        """
        with self._storage.reading() as connection:
            name = people.names_of(connection, [person]).get(person)
        known = [] if name is None else [name.name, name.sort_key]
        check_password(password, [person, self._issuer, *known])

    def _drop_second_factor(self, connection: Connection, person: str, *, by: str) -> None:
        """Remove a second factor, where there is one."""
        account = kept_accounts.account_of(connection, person)
        if account is None or account.totp_sealed is None:
            return
        nothing = {"totp_sealed": None, "totp_pending": None, "totp_step": None}
        kept_accounts.change(connection, person, **nothing)
        second_factor.forget_recovery_codes(connection, person)
        tell(connection, SecondFactorRemoved(person, self._clock.now(), by))

    def close_account(self, person: str, *, by: str) -> None:
        """End an account: its sessions, links of either kind, devices, views and whatever proves its person.

        What they are called stays until it is forgotten. An invitation opens a new account. Whoever came in
        by the identity provider, and never had a password, may have saved views that end with it.

        Arguments:
            person: whose.
            by: who closes it.

        Raises:
            NotFound: they have none, no link to get one, and no saved views.
        """
        now = self._clock.now()
        with self._storage.writing() as connection:
            invited = any(link.is_good(now) for link in invitations.links_of(connection, person))
            invitations.withdraw_links(connection, person, now)
            sessions.end_sessions(connection, person)
            attempts.forget_account(connection, person)
            second_factor.forget_recovery_codes(connection, person)
            kept_passkeys.forget(connection, person)
            has_views = kept_views.forget_all(connection, person)
            has_links = kept_calendar_links.forget_all(connection, person) > 0
            is_known = kept_accounts.remove(connection, person) or invited or has_views or has_links
            if not is_known:
                raise NotFound(say("error.account.no_account", person=person))
            tell(connection, AccountClosed(person, now, by))


def _must_be_readable(person: str) -> None:
    """Refuse what cannot be an id.

    Raises:
        Invalid: it cannot.
    """
    if readable(person) != person:
        raise Invalid(say("error.account.no_id"))
