"""What somebody asks about messages, as the pages pass it on."""

from __future__ import annotations

from answerable.identity.sight import Sight
from answerable.queries import accounts as q
from answerable_services.accounts.answering import Handler, Work
from answerable_services.accounts.messages.outbox import TRIAL
from answerable_services.accounts.messages.sending import Sender, Ways
from answerable_services.accounts.service import Accounts


class MessageAnswers:
    """Answers where somebody gets mail, and what was sent to whom.

    Arguments:
        accounts: the store.
        ways: by what messages go.
        sender: sends them.
        work: does it outside of the event loop.
    """

    def __init__(self, accounts: Accounts, ways: Ways, sender: Sender, work: Work) -> None:
        self._accounts = accounts
        self._ways = ways
        self._sender = sender
        self._work = work

    @property
    def handlers(self) -> tuple[Handler, ...]:
        """What is answered, and how."""
        return (
            (q.MailAddress, self.mail_address),
            (q.SetMailAddress, self.set_mail_address),
            (q.TryMail, self.try_mail),
            (q.Messages, self.messages),
        )

    async def mail_address(self, query: q.MailAddress, _: Sight) -> q.MailAddressTold:
        """Tell where somebody gets mail."""
        address = await self._work.read(lambda: self._accounts.mail_of(query.session))
        return q.MailAddressTold(address=address, is_sent=q.MessageChannel.MAIL in self._ways.channels)

    async def set_mail_address(self, query: q.SetMailAddress, _: Sight) -> q.Done:
        """Say where somebody gets mail from now on."""
        await self._work.read(lambda: self._accounts.set_mail(query.session, query.address))
        return q.Done()

    async def try_mail(self, query: q.TryMail, _: Sight) -> q.Done:
        """Send somebody a message to try."""
        await self._work.wait(lambda: self._accounts.try_mail(query.session, self._sender))
        return q.Done()

    async def messages(self, query: q.Messages, _: Sight) -> q.MessageList:
        """List what was sent to whom."""
        found = await self._work.read(
            lambda: self._accounts.messages(after=query.after, limit=query.limit + 1)
        )
        rows = tuple(
            q.MessageRow(
                number=row["number"],
                reminder=_reminder(row["event"]),
                channel=row["channel"],
                person=row["person"],
                site=row["site"] or None,
                state=row["state"],
                attempts=row["attempts"],
                queued_at=row["queued_at"],
                next_at=row["next_at"],
                ended_at=row["ended_at"],
                reason=row["reason"],
            )
            for row in found[: query.limit]
        )
        is_more = len(found) > query.limit
        return q.MessageList(
            rows=rows, channels=self._ways.channels, after=rows[-1].number if is_more else None
        )


def _reminder(event: str) -> str | None:
    """Give the reminder that a message tells of, by its event; None where it only tries."""
    return None if event.startswith(TRIAL) else event.rpartition(".")[0]
