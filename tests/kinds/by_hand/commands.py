"""Which command says which event of the rulebook: written down by hand, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.kinds.by_hand.acts import Act

SAID_BY: Mapping[str, str] = {
    "assessment.ExamScored": "assessment.score_exam",
    "assessment.Revoked": "assessment.revoke",
    "case.Closed": "case.close",
    "case.OpeningWithdrawn": "case.withdraw_opening",
    "case.ResolutionWithdrawn": "case.withdraw_resolution",
    "case.TransferRefused": "case.refuse",
    "case.TransferRequested": "case.transfer",
    "complaint.CarriedOut": "complaint.carry_out",
    "complaint.FedBack": "complaint.feed_back",
    "complaint.Filed": "complaint.file",
    "complaint.FilingCorrected": "complaint.correct_filing",
    "complaint.FilingWithdrawn": "complaint.withdraw_filing",
    "complaint.JudgementWithdrawn": "complaint.withdraw_judgement",
    "complaint.PlanProposed": "complaint.propose_plan",
    "complaint.StepWithdrawn": "complaint.withdraw_step",
    "contact.Abandoned": "contact.abandon",
    "contact.Answered": "contact.answer",
    "contact.Corrected": "contact.correct",
    "contact.EndingWithdrawn": "contact.withdraw_ending",
    "contact.Received": "contact.receive",
    "contact.Voided": "contact.void",
    "customerfile.Closed": "customerfile.close",
    "customerfile.ClosingWithdrawn": "customerfile.withdraw_closing",
    "customerfile.Opened": "customerfile.open",
    "customerfile.Reviewed": "customerfile.review",
    "customerfile.Withdrawn": "customerfile.withdraw",
    "demand.Asked": "demand.ask",
    "demand.Withdrawn": "demand.withdraw",
    "dispute.Answered": "dispute.answer",
    "dispute.Corrected": "dispute.correct",
    "dispute.Raised": "dispute.raise",
    "dispute.SilenceNoted": "dispute.note_silence",
    "dispute.StepWithdrawn": "dispute.withdraw_step",
    "dispute.Withdrawn": "dispute.withdraw",
    "document.Retired": "document.retire",
    "documentcopy.Acknowledged": "documentcopy.acknowledge",
    "documentcopy.HandedOut": "documentcopy.hand_out",
    "documentcopy.Recalled": "documentcopy.recall",
    "dutylog.LightsChecked": "dutylog.check_lights",
    "dutylog.SignedOff": "dutylog.sign_off",
    "dutylog.Withdrawn": "dutylog.withdraw",
    "fault.Acknowledged": "fault.acknowledge",
    "fault.AnalysisFiled": "fault.file_analysis",
    "fault.EndWithdrawn": "fault.withdraw_end",
    "fault.Ended": "fault.end",
    "fault.NoticeWithdrawn": "fault.withdraw_notice",
    "fault.Notified": "fault.notify",
    "fault.ReportWithdrawn": "fault.withdraw_report",
    "filledform.Begun": "filledform.begin",
    "filledform.Issued": "filledform.issue",
    "filledform.SentBack": "filledform.send_back",
    "filledform.Voided": "filledform.void",
    "grading.Confirmed": "grading.confirm",
    "grading.DecisionWithdrawn": "grading.withdraw_decision",
    "grading.Lifted": "grading.lift",
    "grading.LiftingWithdrawn": "grading.withdraw_lifting",
    "grading.Withdrawn": "grading.withdraw",
    "incident.Closed": "incident.close",
    "incident.Corrected": "incident.correct",
    "incident.Noted": "incident.take_note",
    "incident.Reported": "incident.report",
    "incident.StepWithdrawn": "incident.withdraw_step",
    "incident.Withdrawn": "incident.withdraw",
    "incident.WrittenUp": "incident.write_up",
    "key.BroughtBack": "key.bring_back",
    "key.HandedOut": "key.hand_out",
    "key.LoanWithdrawn": "key.withdraw_loan",
    "key.LossReported": "key.report_loss",
    "key.Recovered": "key.recover",
    "key.Replaced": "key.replace",
    "key.LossWithdrawn": "key.withdraw_loss",
    "key.ReturnWithdrawn": "key.withdraw_return",
    "keycount.Counted": "keycount.count_keys",
    "keycount.Withdrawn": "keycount.withdraw",
    "leave.AnswerWithdrawn": "leave.withdraw_answer",
    "leave.Approved": "leave.approve",
    "leave.Asked": "leave.ask",
    "leave.Refused": "leave.refuse",
    "leave.Withdrawn": "leave.withdraw",
    "liaison.Answered": "liaison.answer",
    "liaison.Confirmed": "liaison.confirm",
    "liaison.CustomerTold": "liaison.tell_customer",
    "liaison.Filed": "liaison.file",
    "liaison.FiledLate": "liaison.file_late",
    "liaison.OpinionForwarded": "liaison.forward_opinion",
    "liaison.StepWithdrawn": "liaison.withdraw_step",
    "liaison.Withdrawn": "liaison.withdraw",
    "meeting.Held": "meeting.hold",
    "meeting.Withdrawn": "meeting.withdraw",
    "payment.Collected": "payment.collect",
    "payment.HandedOver": "payment.hand_over",
    "payment.HandoverWithdrawn": "payment.withdraw_handover",
    "payment.PaymentWithdrawn": "payment.withdraw",
    "record.Corrected": "record.correct",
    "record.Created": "record.create",
    "record.CreationWithdrawn": "record.withdraw_creation",
    "record.Deposited": "record.deposit",
    "record.DepositWithdrawn": "record.withdraw_deposit",
    "report.HandedIn": "report.hand_in",
    "report.SentBack": "report.send_back",
    "saleslead.PassedOn": "saleslead.pass_on",
    "saleslead.Recorded": "saleslead.record",
    "saleslead.TakenUp": "saleslead.take_up",
    "saleslead.Withdrawn": "saleslead.withdraw",
    "shipment.DelayTold": "shipment.tell_delay",
    "shipment.Dropped": "shipment.drop",
    "shipment.Sent": "shipment.send",
    "shipment.Taken": "shipment.take",
    "shipment.Withdrawn": "shipment.withdraw",
    "survey.Closed": "survey.close",
    "survey.ClosingWithdrawn": "survey.withdraw_closing",
    "survey.PlanWithdrawn": "survey.withdraw_plan",
    "survey.ReportFiled": "survey.file_report",
    "survey.ReportSentBack": "survey.send_back_report",
    "swap.Approved": "swap.approve",
    "swap.Declined": "swap.decline",
    "swap.Proposed": "swap.propose",
    "swap.Refused": "swap.refuse",
    "swap.Withdrawn": "swap.withdraw",
    "unsealing.Signed": "unsealing.sign",
    "unsealing.Unsealed": "unsealing.unseal",
    "unsealing.Withdrawn": "unsealing.withdraw",
    "visit.FindingWithdrawn": "visit.withdraw_finding",
    "visit.Made": "visit.make",
    "visit.Moved": "visit.move",
    "visit.PlanCorrected": "visit.correct_plan",
    "visit.PlanWithdrawn": "visit.withdraw_plan",
    "visit.Planned": "visit.plan",
    "visit.VisitWithdrawn": "visit.withdraw_visit",
    "workorder.Abandoned": "workorder.abandon",
    "workorder.Arrived": "workorder.arrive",
    "workorder.Declined": "workorder.decline",
    "workorder.OrderWithdrawn": "workorder.withdraw",
    "workorder.OutsideAllowed": "workorder.allow_outside",
    "workorder.RepairCorrected": "workorder.correct_repair",
    "workorder.RepairRequested": "workorder.request_repair",
    "workorder.StepWithdrawn": "workorder.withdraw_step",
    "case.Resolved": "case.resolve",
    "case.TransferAccepted": "case.accept",
    "dutylog.Opened": "dutylog.open",
}
"""The command behind each event, where it is one and the same."""

_SHIPMENT_STEPS = frozenset({"shipment.send", "shipment.tell_delay", "shipment.drop"})

NOT_CALCULATED = frozenset(
    {
        "dutylog.withdraw_entry",
        "duty.call_off",
        "delivery.correct_acceptance",
        "delivery.withdraw_acceptance",
        "callback.withdraw_call",
        "callback.withdraw_miss",
        "case.correct_opening",
        "rulebook.unbind",
    }
)
"""What nobody works out here by hand: where a month has it, its calculation has to be written first."""


def says(act: Act, before: Sequence[Act], event: str) -> bool:
    """Tell whether a command says an event.

    Arguments:
        act: the command.
        before: those on the same matter before it.
        event: as the rulebook names it.
    """
    if event in {"shipment.StepWithdrawn", "shipment.SendingWithdrawn"}:
        return act.name == "shipment.withdraw_step" and event == _taken_back(before)
    if event == "dutylog.LightsWithdrawn":
        return False
    return act.name == SAID_BY[event]


def _taken_back(before: Sequence[Act]) -> str:
    """Say what is taken back of an order: what was done behind that its customer was told, or anything."""
    standing: list[str] = []
    for act in before:
        if act.name in _SHIPMENT_STEPS:
            standing.append(act.name)
        elif act.name == "shipment.withdraw_step":
            standing.pop()
    is_behind = "shipment.tell_delay" in standing[:-1]
    return "shipment.SendingWithdrawn" if is_behind else "shipment.StepWithdrawn"
