"""What can wait for somebody on the first page, in the order in which it is shown."""

from __future__ import annotations

from enum import StrEnum


class Work(StrEnum):
    """What can wait for somebody; in the order in which it is shown, what others wait for first."""

    ASKED = "asked"
    """Cases that they were asked to take."""
    SIGN = "sign"
    """Handovers that wait for their signature, and for nobody before them."""
    REMINDERS = "reminders"
    """What they were reminded of, and have not acknowledged."""
    MINE = "mine"
    """Cases that they are responsible for."""
    APPROVE = "approve"
    """Complaints whose plan waits for an approval."""
    EXPORTS = "exports"
    """Exports that wait for an approval."""
    ALLOWED = "allowed"
    """Exports that they asked for, and that are approved."""
    REFUSALS = "refusals"
    """Refused handovers that a superior has to decide on."""
    DEPOSITS = "deposits"
    """Things that somebody wants to leave at the desk, which wait for an approval."""
    DRAWINGS = "drawings"
    """Sheets of hazardous goods on which somebody asks for some."""
    HAZARDS = "hazards"
    """Sheets of hazardous goods that do not add up, or with an incident that nobody dealt with."""
    VISITS = "visits"
    """Visits that they are to make."""
    TAKE_OVER = "take_over"
    """Reports of visits that wait for somebody who was not there."""
    UNLINKED = "unlinked"
    """Visits with findings that have no case."""
    SURVEYED = "surveyed"
    """Surveys whose report waits for an approval."""
    UNSEALINGS = "unsealings"
    """Sealed keys in use that wait for their step: an approval, their presence, a signature."""
    LOANS = "loans"
    """Keys that wait to be approved, handed out, brought back or seen in their place by them."""
    LOST_KEYS = "lost_keys"
    """Keys that are lost, until they do no harm and are replaced."""
    KEYCOUNTS = "keycounts"
    """Counts of keys to be confirmed, or that differ."""
    LOCKS = "locks"
    """Locks to be changed, by the one whose step it is."""
    FOUND_KEYS = "found_keys"
    """Found keys that security has to take or give back."""
    MY_SWAPS = "my_swaps"
    """Swaps in which they are asked to do somebody else's duty."""
    SWAPS = "swaps"
    """Swaps that wait for an approval."""
    LEAVES = "leaves"
    """Leaves that wait for an approval."""
    MY_LOG = "my_log"
    """Duty logs that they keep, and have not signed off."""
    ORDERS = "orders"
    """Work orders that wait for an approval."""
    ORAL = "oral"
    """What they are said to have allowed by word of mouth."""
    VENDORS = "vendors"
    """Outside vendors that wait for an agreement."""
    MONEY = "money"
    """Repair fees that were handed over, and wait for finance."""
    DIFFERENCES = "differences"
    """Repair fees whose amounts do not agree."""
    GIVE_OUT = "give_out"
    """Approved work orders that nobody has."""
    MY_ORDERS = "my_orders"
    """Work orders that they have."""
    MY_MONEY = "my_money"
    """Repair fees that they collected, and have not handed over."""
    OVERDUE = "overdue"
    """Cases behind their limit."""
    NEEDS_OWNER = "needs_owner"
    """Cases whose owner is away."""
    WAITING = "waiting"
    """Transfers that nobody has accepted."""
    COMPLAINTS = "complaints"
    """Complaints that are open."""
    FAULTS = "faults"
    """Faults that are open."""
    DUE = "due"
    """What they owe by the rulebook in time; of the whole site, for whoever leads it."""
    CALLBACKS = "callbacks"
    """Customers to be called back today, and those who should have been."""
    RETURN_CALLS = "return_calls"
    """Customers who asked to be called back, and were not yet."""
    SUGGESTED = "suggested"
    """What may be a violation, and nobody has decided on."""
    IDEAS = "ideas"
    """Suggestions that nobody has decided on."""
    TRIALS = "trials"
    """Suggestions on trial, whose effect is to be found."""
    NEEDS = "needs"
    """Needs of customers that nobody has planned for."""
    SUPPLY = "supply"
    """Supply plans that wait for an approval."""
    DISPUTES = "disputes"
    """Disputes that wait for the office."""
    ANSWERS = "answers"
    """Disputes in which they are asked for their department’s opinion."""
    MAJOR = "major"
    """Major matters that wait for the general manager."""
    UNWRITTEN = "unwritten"
    """Major matters without a written report."""
    TRAININGS = "trainings"
    """Training sessions that are to be held, attended and ended."""
    TO_SIGN = "to_sign"
    """Filled forms that wait for their signature, and for nobody before them."""
    TO_FILL = "to_fill"
    """Forms that they have to fill in and sign."""
    TO_READ = "to_read"
    """Documents of which they have a copy, and have not said that they know it."""
    TO_REVIEW = "to_review"
    """Drafts of documents that wait for somebody who did not write them."""
    TO_REVISE = "to_revise"
    """Documents whose revision is proposed."""
    TO_ISSUE = "to_issue"
    """Filled forms that everybody has signed."""
    REPORTS = "reports"
    """Reports that wait for a signature."""
    WEEKLIES = "weeklies"
    """The technicians' weekly reports that wait for a signature."""
    MY_REPORTS = "my_reports"
    """Their own reports that they have not handed in, or that came back."""
    SOUGHT = "sought"
    """Customers’ data that others ask for: whether they are told waits for an approval."""
    TO_TELL = "to_tell"
    """What they asked for others and was approved."""
    INSIDE = "inside"
    """Who was let into the office and has not left."""
    UNPLEDGED = "unpledged"
    """Staff without a statement of secrecy that holds today."""
    FORMS = "forms"
    """Work contact forms and opinions that they are asked to answer."""
    LATE_FORMS = "late_forms"
    """Work contact forms that were filed behind the solution, and wait to be confirmed."""
    OPINIONS = "opinions"
    """Opinions that were answered, and of which the customer has to be told."""
    NEW_LEADS = "new_leads"
    """Sales leads that nobody has passed on."""
    MY_LEADS = "my_leads"
    """Sales leads that were passed on to them."""
    GRADES = "grades"
    """Customers' grades that wait to be confirmed."""
    EVENTS = "events"
    """Events for customers that wait for an approval."""
    UNSENT = "unsent"
    """Orders of the shop that are not sent yet."""
    LOST_GOODS = "lost_goods"
    """What the courier lost, and nobody has claimed."""
    DUTY = "duty"
    """Who is on duty today, and who is on leave."""
    UNSIGNED = "unsigned"
    """Handovers of the site that lack a signature."""
    UNREVIEWED = "unreviewed"
    """Handovers of the site that nobody has reviewed."""
    SCORE = "score"
    """Their own score so far."""
    SITES = "sites"
    """The sites side by side."""
    FINDINGS = "findings"
    """What an auditor should look at."""
    DENIED = "denied"
    """Attempts that were denied."""
    VIEWS = "views"
    """How far the services are behind the ledger."""


WAITED_FOR = frozenset(
    {
        Work.ASKED,
        Work.SIGN,
        Work.APPROVE,
        Work.EXPORTS,
        Work.REFUSALS,
        Work.DEPOSITS,
        Work.DRAWINGS,
        Work.TAKE_OVER,
        Work.SURVEYED,
        Work.TO_SIGN,
        Work.TO_REVIEW,
        Work.TO_REVISE,
        Work.UNSEALINGS,
        Work.MY_SWAPS,
        Work.SWAPS,
        Work.LEAVES,
        Work.ORDERS,
        Work.ORAL,
        Work.VENDORS,
        Work.MONEY,
        Work.FORMS,
        Work.LATE_FORMS,
        Work.MY_LEADS,
        Work.GRADES,
        Work.EVENTS,
    }
)
"""What somebody else waits for: it is counted beside the way to the first page."""

TOLD = frozenset({Work.DUTY, Work.SCORE, Work.SITES, Work.VIEWS, Work.DENIED})
"""What tells somebody how things are, and waits for nobody."""
