"""The flow of remote help: nothing is done on a customer's device that the customer did not allow."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Step
from answerable.streams.remote.events import (
    Asked,
    Begun,
    Consented,
    ConsentRefused,
    Ended,
    StepWithdrawn,
    Withdrawn,
)


class RemoteStage(StrEnum):
    """Where remote help stands."""

    ASKED = "remote_asked"
    ALLOWED = "remote_allowed"
    REFUSED = "remote_refused"
    REVOKED = "remote_revoked"
    RUNNING = "remote_running"
    BROKEN_OFF = "remote_broken_off"
    ENDED = "remote_ended"
    WITHDRAWN = "withdrawn"


CONSENT = "000-4.10.2.2"
"""The second level of reactive service: from afar, where the customer authorised it."""

_S = RemoteStage

FLOW = Flow(
    RemoteStage,
    (
        Step(Asked, (), _S.ASKED, CONSENT),
        Step(Consented, (_S.ASKED,), _S.ALLOWED, CONSENT),
        Step(ConsentRefused, (_S.ASKED,), _S.REFUSED, CONSENT),
        Step(ConsentRefused, (_S.ALLOWED,), _S.REVOKED, CONSENT),
        Step(ConsentRefused, (_S.RUNNING,), _S.BROKEN_OFF, CONSENT),
        Step(Begun, (_S.ALLOWED,), _S.RUNNING, CONSENT),
        Step(Ended, (_S.RUNNING,), _S.ENDED, CONSENT),
        *(
            Step(StepWithdrawn, (done,), before, CONSENT, is_note=True)
            for done, before in (
                (_S.ALLOWED, _S.ASKED),
                (_S.REFUSED, _S.ASKED),
                (_S.REVOKED, _S.ALLOWED),
                (_S.BROKEN_OFF, _S.RUNNING),
                (_S.RUNNING, _S.ALLOWED),
                (_S.ENDED, _S.RUNNING),
            )
        ),
        Step(Withdrawn, (_S.ASKED,), _S.WITHDRAWN, CONSENT, is_note=True),
    ),
    article=CONSENT,
)
