"""The sentences of a statement, each in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from answerable.rulebook.terms import Text

_SENTENCES: Mapping[str, tuple[str, str]] = {
    "points_missing": (
        "上级未写明分值;先按最轻的 {least} 分计,请在 {least} 至 {most} 分之间确定并说明理由。",
        (
            "The superior gave no points; the least, {least}, applies until points up to {most} are "
            "chosen with a reason."
        ),
    ),
    "points_outside": (
        "所提 {given} 分超出本条 {least} 至 {most} 分的范围;先按最轻的 {least} 分计,请重新确定。",
        (
            "The proposed {given} lies outside the article's {least} to {most}; the least, {least}, applies "
            "until points inside it are chosen."
        ),
    ),
    "points_unusable": (
        "分值缺失或超出 {least} 至 {most} 分的范围,未计分。",
        "The points are missing or outside {least} to {most}; nothing is counted.",
    ),
    "points_fixed": (
        "记录中写了 {given} 分,而本条固定为 {fixed} 分;按条款计 {fixed} 分。",
        "The entry names {given} points; the article fixes {fixed}, and {fixed} is counted.",
    ),
    "reading_open": (
        "条款存疑,释义未定;各种理解均已列出,先按对员工最有利的理解({reading})处理。",
        (
            "The text is doubtful and no reading is fixed; all are shown, and the one most favourable to the "
            "employee ({reading}) applies."
        ),
    ),
    "unknown_fields": (
        "缺少 {fields},无法判断本条是否适用,未计分。",
        "{fields} is not known, so whether the article applies cannot be told; nothing is counted.",
    ),
    "unknown_month": (
        "本月尚有未决事项,无法判断本条是否适用,未计分。",
        (
            "Matters of the month are still open, so whether the article applies cannot be told; nothing is "
            "counted."
        ),
    ),
    "no_rank": (
        "没有排名数据,无法判断本条是否适用,未计分;排名绝不推测。",
        "The ranking is not known, so whether the article applies cannot be told; a rank is never guessed.",
    ),
    "not_in_book": (
        "本制度在该日没有 {article} 条,未计分。",
        "This rulebook has no article {article} on that day; nothing is counted.",
    ),
    "no_such_article": ("(本制度无此条)", "(no such article in this rulebook)"),
    "found_otherwise": (
        "本条由 {source} 判定,不由人工记录判定;此记录未计分,请核对。",
        "This article is found from {source}, not from an entry by hand; please check. Nothing is counted.",
    ),
    "the_month": ("全月记录", "the whole month's record"),
    "counted": ("计 {points} 分。{why}", "{points} points. {why}"),
    "proposed": (
        "条文规定直接辞退;本系统只作提议,由有权人员决定,不计分。{why}",
        "The text says dismissal; this is a proposal for a named person to decide, without points. {why}",
    ),
    "not_applied": ("不计分。{why}", "No points. {why}"),
    "unknown": ("待定。{why}", "Open. {why}"),
    "revoked": (
        "已撤销，不计分（原计 {points} 分）。{by} 于 {on} 撤销，理由：{why}",
        "Taken back, no points (it had {points}). By {by} on {on}: {why}",
    ),
    "replaced": ("由后来的记录取代", "a later entry stands in its place"),
    "because": ("依据:{clauses}。", "Because: {clauses}."),
    "cap_reading": ("按此理解为 {score} 分", "under this reading {score}"),
    "not_employed": ("本月未在职,不适用。", "Not employed in this month; it does not apply."),
    "pay_unknown_hiring": (
        "入职日期未知,无法确定是否已到第 {first} 个月,暂不提议。",
        "The day of hiring is not known, so whether pay moves yet cannot be told; nothing is proposed.",
    ),
    "pay_not_employed": ("本月未在职,不提议。", "Not employed in this month; nothing is proposed."),
    "pay_too_early": (
        "入职第 {number} 个月(入职当月为第 1 个月),从第 {first} 个月起浮动;本月只考核分数,工资不变。",
        (
            "Month {number} of employment (the month of hiring is 1); pay moves from month {first}, so this "
            "month is scored only."
        ),
    ),
    "pay": (
        "({score} − {standard}) × {rate} 元 = {amount} 元{clamp}。仅为提议,须由有权人员决定。",
        "({score} − {standard}) × {rate} yuan = {amount} yuan{clamp}. A proposal; a named person decides.",
    ),
    "pay_clamp": (",浮动限 ±{limit} 元,计 {amount} 元", ", limited to ±{limit}: {amount} yuan"),
    "hiring_unknown": ("请补充入职日期。", "Please add the day of hiring."),
    "legal_wages": (
        "未检查:日志中没有工资和当地标准。",
        "Not checked: wages and the place's standards are not in the log.",
    ),
    "dismissal": (
        "条文规定辞退;仅为提议,须由有权人员依法决定。",
        "The text says dismissal; a proposal only, a named person decides by law.",
    ),
    "below": (
        "得分 {score} 低于 {below}:条文称公司有权解除合同;仅为提议,须由有权人员依法决定。",
        (
            "The score {score} is below {below}: the text allows an end of the contract; a proposal only, a "
            "named person decides by law."
        ),
    ),
}

_FIELDS: Mapping[str, tuple[str, str]] = {
    "article": ("条款", "article"),
    "minutes": ("分钟数", "minutes"),
    "superior_informed": ("已通知上级", "superior informed"),
    "points": ("分值", "points"),
    "overrun_minutes": ("超时分钟数", "minutes over the limit"),
    "is_emergency": ("突发事件", "emergency"),
    "is_conflict": ("与客户冲突", "conflict with the customer"),
    "score": ("考试得分", "exam score"),
    "full_marks": ("满分", "full marks"),
    "reason": ("理由", "reason"),
    "minor": ("轻微违规次数", "minor violations"),
    "medium": ("中度违规次数", "medium violations"),
    "severe": ("严重违规次数", "severe violations"),
    "violations": ("违规次数", "violations"),
    "upheld_complaints": ("有效投诉次数", "upheld complaints"),
    "rank": ("排名", "rank"),
}

_SIGNS = {"eq": "=", "ne": "≠", "gt": ">", "ge": "≥", "lt": "<", "le": "≤", "in": "∈", "between": "∈"}


def number(value: object) -> object:
    """Write an exact number without an exponent and with a real minus sign; leave the rest alone."""
    if not isinstance(value, Decimal):
        return value
    plain = f"{value.normalize() if value else Decimal(0):f}"
    return plain.replace("-", "−")


def signed(points: Decimal) -> str:
    """Write points with their sign."""
    return f"+{number(points)}" if points > 0 else str(number(points))


def words(sentence: str, /, **values: object) -> Text:
    """Give a sentence in both languages with its values filled in; a value may be a text itself."""
    zh, en = _SENTENCES[sentence]
    return Text(
        zh=zh.format(**{name: v.zh if isinstance(v, Text) else number(v) for name, v in values.items()}),
        en=en.format(**{name: v.en if isinstance(v, Text) else number(v) for name, v in values.items()}),
    )


def field(name: str) -> Text:
    """Give the name of a field as people say it."""
    zh, en = _FIELDS.get(name, (name, name))
    return Text(zh=zh, en=en)


def sign(operator: str) -> str:
    """Give the sign of a comparison."""
    return _SIGNS.get(operator, operator)
