"""Links that are good for once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from answerable_services.accounts import invitations
from answerable_services.accounts.hidden import new_secret
from answerable_services.accounts.invitations import LASTS, Purpose
from answerable_services.accounts.storage import Storage
from answerable_services.accounts.tables import LINKS
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.accounts.given import AGENT, DAY, LEAD, MANAGER, SECOND, TEN, Chance


class Everywhere:
    @pytest.mark.parametrize("purpose", Purpose)
    def test_a_link_can_be_used_once_and_for_so_long(self, storage: Storage, purpose: Purpose) -> None:
        """Looking at it does not use it up."""
        chance = Chance()
        secret, late = new_secret(chance), new_secret(chance)
        with storage.writing() as connection:
            link = invitations.make_link(connection, secret, AGENT, purpose, by=MANAGER, now=TEN)
            assert invitations.link_of(connection, secret, link.expires_at - SECOND) == link
            assert invitations.use_link(connection, secret, TEN) == link
            assert invitations.use_link(connection, secret, TEN) is None
            late_link = invitations.make_link(connection, late, AGENT, purpose, by=MANAGER, now=TEN)
            assert invitations.use_link(connection, late, late_link.expires_at) is None
            assert invitations.link_of(connection, new_secret(chance), TEN) is None
        assert link.expires_at - TEN == LASTS[purpose]

    def test_a_newer_link_takes_the_place_of_an_older_one(self, storage: Storage) -> None:
        """For the same person, and nobody else's."""
        chance = Chance()
        old, new, other = (new_secret(chance) for _ in range(3))
        with storage.writing() as connection:
            invitations.make_link(connection, old, AGENT, Purpose.INVITATION, by=MANAGER, now=TEN)
            invitations.make_link(connection, other, LEAD, Purpose.INVITATION, by=MANAGER, now=TEN)
            invitations.make_link(connection, new, AGENT, Purpose.INVITATION, by=LEAD, now=TEN + SECOND)
            good = [invitations.link_of(connection, secret, TEN) is not None for secret in (old, new, other)]
            listed = [(link.by, link.withdrawn_at) for link in invitations.links_of(connection, AGENT)]
        assert good == [False, True, True]
        assert listed == [(LEAD, None), (MANAGER, TEN + SECOND)]

    def test_what_is_secret_is_not_kept(self, storage: Storage) -> None:
        """Who reads the store makes no account with it."""
        secret = new_secret(Chance())
        with storage.writing() as connection:
            link = invitations.make_link(connection, secret, AGENT, Purpose.RESET, by=MANAGER, now=TEN)
            assert secret.get_secret_value() not in f"{connection.execute(select(LINKS)).all()} {link}"

    def test_old_links_are_swept_away(self, storage: Storage) -> None:
        """Who invited whom is known for a year and a month."""
        with storage.writing() as connection:
            secret = new_secret(Chance())
            invitations.make_link(connection, secret, AGENT, Purpose.RESET, by=MANAGER, now=TEN)
            for days, left in ((399, 1), (400, 0)):
                invitations.sweep(connection, TEN + days * DAY)
                assert len(invitations.links_of(connection, AGENT)) == left


class TestSqlite(OnSqlite, Everywhere):
    pass


class TestPostgresql(OnPostgresql, Everywhere):
    pass
