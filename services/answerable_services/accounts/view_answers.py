"""What somebody asks about the lists that they saved by a name, as the pages pass it on."""

from __future__ import annotations

from answerable.identity.sight import Sight
from answerable.queries import accounts as q
from answerable_services.accounts.answering import Handler, Work
from answerable_services.accounts.kept_views import SavedView
from answerable_services.accounts.service import Accounts


class ViewAnswers:
    """Answers what somebody asks about their saved views: whoever has the session sees and changes their own.

    Arguments:
        accounts: the store.
        work: does it outside of the event loop.
    """

    def __init__(self, accounts: Accounts, work: Work) -> None:
        self._accounts = accounts
        self._work = work

    @property
    def handlers(self) -> tuple[Handler, ...]:
        """What is answered, and how."""
        return (
            (q.SavedViews, self.saved_views),
            (q.SaveView, self.save_view),
            (q.ChangeView, self.change_view),
            (q.DeleteView, self.delete_view),
        )

    async def saved_views(self, query: q.SavedViews, _: Sight) -> q.SavedViewList:
        """List the views of a person, all or those of one list."""
        found = await self._work.read(lambda: self._accounts.saved_views(query.session))
        return q.SavedViewList(
            views=tuple(_told(one) for one in found if query.list_name in {None, one.list_name})
        )

    async def save_view(self, query: q.SaveView, _: Sight) -> q.SavedView:
        """Save a list as it is shown."""
        return _told(
            await self._work.read(
                lambda: self._accounts.save_view(
                    query.session,
                    query.list_name,
                    query.name,
                    query.said,
                    opens=query.opens,
                    overwrites=query.overwrites,
                )
            )
        )

    async def change_view(self, query: q.ChangeView, _: Sight) -> q.SavedView:
        """Change a view of one's own."""
        return _told(
            await self._work.read(
                lambda: self._accounts.change_view(
                    query.session, query.view, name=query.name, said=query.said, opens=query.opens
                )
            )
        )

    async def delete_view(self, query: q.DeleteView, _: Sight) -> q.Done:
        """Forget a view of one's own."""
        await self._work.read(lambda: self._accounts.delete_view(query.session, query.view))
        return q.Done()


def _told(view: SavedView) -> q.SavedView:
    return q.SavedView(
        view=view.handle,
        list_name=view.list_name,
        name=view.name,
        said=dict(view.said),
        opens=view.opens,
    )
