"""The tokens of other systems, made, listed and revoked by those who look after them.

A token is for no more than the table gives other systems, and for no site that its maker does not look after.
It may well be for what its maker may not do: whoever looks after the telephone exchange reads no customer's
calls. So what it is for, and who made it, is told to auditors.
"""

from __future__ import annotations

from pydantic import SecretStr

from answerable.errors import Forbidden, NotFound
from answerable.identity import MachineToken, MachineTokens
from answerable.identity.machines import LONGEST_DAYS, wrong_days
from answerable.identity.sight import Sight
from answerable.queries import accounts as q
from answerable.wording import say
from answerable_services.accounts.answering import Handler, Work
from answerable_services.accounts.service import Accounts
from answerable_services.accounts.tellings import TokenMade, TokenRevoked


class TokenAnswers:
    """Answers what is asked about the tokens of other systems.

    Arguments:
        accounts: the store, which tells what was done.
        tokens: where they are kept.
        work: does it outside of the event loop.
    """

    def __init__(self, accounts: Accounts, tokens: MachineTokens, work: Work) -> None:
        self._accounts = accounts
        self._tokens = tokens
        self._work = work

    @property
    def handlers(self) -> tuple[Handler, ...]:
        """What is answered, and how."""
        return (
            (q.ListTokens, self.list_tokens),
            (q.CreateToken, self.create_token),
            (q.RevokeToken, self.revoke_token),
        )

    async def list_tokens(self, _: q.ListTokens, sight: Sight) -> q.TokenList:
        """List the tokens of the asker's sites, the newest first."""
        kept = await self._work.read(self._tokens.all)
        return q.TokenList(tokens=tuple(_row(one) for one in reversed(kept) if _shows(sight, one)))

    async def create_token(self, query: q.CreateToken, sight: Sight) -> q.MadeToken:
        """Make a token.

        Raises:
            Forbidden: it would be for a site that the asker does not look after.
            Invalid: it would be for nothing that other systems may do, or hold too long.
        """
        self._check(query, sight)

        def make() -> q.MadeToken:
            kept, secret = self._tokens.create(
                query.name, query.scope, query.sites, query.days, by=sight.person
            )
            self._accounts.tell(
                TokenMade(
                    kept.id, kept.principal, kept.made_at, sight.person, kept.scope, kept.sites, kept.until
                )
            )
            return q.MadeToken(kept=_row(kept), secret=SecretStr(secret))

        return await self._work.read(make)

    def _check(self, query: q.CreateToken, sight: Sight) -> None:
        if not 1 <= query.days <= LONGEST_DAYS:
            raise wrong_days()
        if query.sites is None:
            if not sight.is_everything:
                raise Forbidden(say("error.account.token_all_sites"))
            return
        for site in query.sites:
            sight.check(site)

    async def revoke_token(self, query: q.RevokeToken, sight: Sight) -> q.TokenRow:
        """Revoke a token.

        Raises:
            Forbidden: it is for a site, too, that the asker does not look after.
            NotFound: there is none of this name that the asker sees.
            Refused: it was revoked before.
        """

        def revoke() -> q.TokenRow:
            found = next((one for one in self._tokens.all() if one.id == query.token), None)
            if found is None or not _shows(sight, found):
                raise NotFound(say("error.no_matter", matter=query.token))
            if not sight.is_everything:
                for site in found.sites or ():
                    sight.check(site)
            kept = self._tokens.revoke(query.token)
            at = kept.made_at if kept.revoked_at is None else kept.revoked_at
            self._accounts.tell(TokenRevoked(kept.id, kept.principal, at, sight.person))
            return _row(kept)

        return await self._work.read(revoke)


def _shows(sight: Sight, token: MachineToken) -> bool:
    """Tell whether somebody sees a token: one for all sites, by who looks after all of them."""
    return sight.is_everything or any(sight.shows(site) for site in token.sites or ())


def _row(token: MachineToken) -> q.TokenRow:
    return q.TokenRow(
        token=token.id,
        machine=token.principal,
        scope=token.scope,
        sites=token.sites,
        made_at=token.made_at,
        made_by=token.made_by,
        until=token.until,
        revoked_at=token.revoked_at,
    )
