"""Who is let in: who is employed today, and in which roles."""

from __future__ import annotations

from answerable.errors import Corrupt
from answerable.identity import Grant
from answerable.service.people import People
from answerable.streams.staff.standing import EntryKind
from answerable.wording import say
from answerable_services.accounts import refusals


class Register(People):
    """What the ledger says of the people today, and what follows from it for who is let in."""

    def ever_held(self, person: str) -> list[tuple[str, str | None]]:
        """Give every role on record of somebody, of whatever days, with where it counts from today on.

        What somebody is employed as goes with them to where they work, and to where they will.

        Arguments:
            person: their id.

        Returns:
            Each role with its site, every site where None; none for nobody.
        """
        state = self._staff.get(person)
        if state is None:
            return []
        today = self._today(state)
        moves = state.of_kind(EntryKind.HIRED, EntryKind.MOVED)
        homes = [state.on(today).site, *(one.at for one in moves if one.since > today and one.at is not None)]
        found = [
            (one.role.value, at)
            for one in state.entries
            if one.role is not None and one.kind is not EntryKind.WITHDRAWN
            for at in ([one.at] if one.kind is EntryKind.GRANTED else homes)
        ]
        return list(dict.fromkeys(found)) or [("", homes[0])]

    def admit(self, person: str) -> None:
        """Refuse whoever is not employed today.

        Arguments:
            person: their id.

        Raises:
            Forbidden: they are not.
            Corrupt: it is not known.
            Unavailable: it is not known yet.
        """
        self.grants_of(person)

    def grants_of(self, person: str) -> tuple[Grant, ...]:
        """Give the roles that somebody has today.

        Arguments:
            person: their id.

        Raises:
            Forbidden: they are not employed today.
            Corrupt: it is not known.
            Unavailable: it is not known yet.
        """
        self.check_read()
        if person in self._unreadable:
            raise Corrupt(say("error.account.not_readable", person=person))
        state = self._staff.get(person)
        if state is None or not self.is_employed(person):
            raise refusals.not_employed(person)
        held = state.roles_on(self._today(state))
        return tuple(dict.fromkeys(Grant(role=one.role, site=one.at) for one in held))
