"""Messages: where one's own mail goes, a message to try it, and what was sent to whom."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from answerable.queries import accounts as q
from answerable_services.console.address import question
from answerable_services.console.administration import check_section, sections_of
from answerable_services.console.failing import status_of
from answerable_services.console.pages.account import account_page, give, session_of
from answerable_services.console.pages.entrance import Page, Sent, Typed, typed_in

router = APIRouter()


@router.post("/account/mail")
async def set_address(view: Page, form: Sent) -> Response:
    """Send one's mail there from now on."""
    typed = typed_in(view, form, "mail")
    done = None
    if not typed.faults:
        query = question(q.SetMailAddress, session=session_of(view), address=typed.said["mail"])
        done = await give(view, query, typed, "mail")
    return (
        await account_page(view, "mail", typed) if done is None else view.lead_to("/account?done=mail#mail")
    )


@router.post("/account/mail/remove")
async def remove_address(view: Page) -> Response:
    """Send one no mail any more."""
    typed = Typed()
    done = await give(view, q.SetMailAddress(session=session_of(view), address=""), typed, "mail")
    if done is None:
        return await account_page(view, "mail", typed)
    return view.lead_to("/account?done=mail_removed#mail")


@router.post("/account/mail/try")
async def try_mail(view: Page) -> Response:
    """Send one a message, to try whether messages arrive."""
    typed = Typed()
    done = await give(view, q.TryMail(session=session_of(view)), typed, "mail")
    if done is None:
        return await account_page(view, "mail", typed)
    return view.lead_to("/account?done=mail_tried#mail")


@router.get("/admin/messages")
async def index(view: Page, after: str = "") -> Response:
    """Show what was sent to whom, the newest first."""
    check_section(view.may, "messages")
    asked = await view.ask(question(q.Messages, after=after))
    return view.page(
        "admin/messages.html",
        "admin",
        status=status_of(asked),
        sections=sections_of(view.may),
        asked=asked,
    )
