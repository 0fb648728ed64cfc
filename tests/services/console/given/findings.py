"""What the audit found, and who looked at what."""

from __future__ import annotations

from answerable.queries import audit
from answerable.streams.record.events import RecordClass
from tests.services.console.given.moments import ago, told


def findings() -> audit.FindingList:
    def one(kind: audit.FindingKind, gravity: audit.Gravity, zh: str, en: str) -> audit.Finding:
        return audit.Finding(
            finding=f"{kind}:record-cust-9.4",
            kind=kind,
            gravity=gravity,
            site="xm01",
            staff="staff-31",
            record="record-cust-9",
            case="case-INC0000045" if gravity is audit.Gravity.NOTICE else None,
            article="001-2.7",
            occurred_at=ago(hours=5),
            sequence=1177,
            detail=told(zh, en),
        )

    kind, gravity = audit.FindingKind, audit.Gravity
    return audit.FindingList(
        findings=(
            one(
                kind.EXPORT_IN_BULK,
                gravity.ALERT,
                "一次导出 1,200 行客户资料",
                "1,200 rows of customer data left at once",
            ),
            one(
                kind.READ_OFF_SHIFT,
                gravity.WARNING,
                "非当班时间查阅公司绝密",
                "Read company top secret off shift",
            ),
            one(kind.BACK_DATED, gravity.NOTICE, "事后 1 天 3 小时补记", "Recorded 1 d 3 h later"),
        ),
        counts=tuple(
            audit.KindCount(kind=which, count=count)
            for which, count in ((kind.EXPORT_IN_BULK, 1), (kind.READ_OFF_SHIFT, 4), (kind.BACK_DATED, 12))
        ),
        gravities=tuple(
            audit.GravityCount(gravity=weight, count=count)
            for weight, count in ((gravity.NOTICE, 12), (gravity.WARNING, 4), (gravity.ALERT, 1))
        ),
        total=17,
        after="further",
    )


def accesses() -> audit.AccessList:
    return audit.AccessList(
        accesses=(
            audit.AccessRow(
                sequence=1177,
                site="xm01",
                by="staff-31",
                record="record-cust-9",
                record_class=RecordClass.TOP_SECRET,
                occurred_at=ago(hours=5),
                purpose="月度回访名单",
                rows=1200,
                approved_by="staff-3",
            ),
            audit.AccessRow(
                sequence=1170,
                site="xm01",
                by="staff-8",
                record="record-visit-2",
                record_class=RecordClass.SECRET,
                occurred_at=ago(hours=6),
                purpose="核对来电",
                case="case-INC0000045",
            ),
        ),
        total=2,
    )
