"""What can be done with keys, given from the pages: lent, sealed, counted, lost, their locks changed."""

from __future__ import annotations

from tests.e2e.desks import Desks
from tests.e2e.morning import CUSTOMER, SITE, TODAY
from tests.services.console.following import Typed, asked_in


async def keys(desks: Desks) -> None:
    """Lend a key, turn somebody away, lose and find it, hand it over, and have its lock changed."""
    give = desks.give
    card = {"label": "K-20", "opens": "会议室", "key_class": "office", "pieces": "2", "place": "前台"}
    key = await give("agent-1", "key.catalogue", "", **card)
    await give("lead-1", "key.correct", key, pieces="3", reason="数错")
    loan: dict[str, Typed] = {"purpose": "repair", "details": "换灯管", "back_by": TODAY}
    await give("technician", "key.ask_for_loan", key, **loan, on_behalf_of="一建公司")
    await give("lead-1", "key.refuse_loan", key, reason="改日")
    await give("agent-1", "key.turn_away", key, outsider="contractor", reason="须由工程部代借")
    await give("technician", "key.ask_for_loan", key, **loan)
    await give("lead-1", "key.approve_loan", key)
    await give("agent-1", "key.hand_out", key)
    await give("technician", "key.bring_back", key)
    await give("agent-2", "key.take_back", key)
    await give("lead-1", "key.withdraw_return", key, reason="收错")
    await give("lead-1", "key.withdraw_loan", key, reason="记错")
    lost = {"damage": "lost", "details": "钩上没有"}
    await give("agent-1", "key.report_loss", key, **lost)
    await give("lead-1", "key.withdraw_loss", key, reason="误报")
    await give("agent-1", "key.report_loss", key, **lost)
    await give("guard", "key.recover", key, details="掉在柜后")
    await give("agent-1", "key.report_loss", key, **lost)
    await give("guard", "key.take_precaution", key, measure="加派值守")
    change = await give("lead-1", "lockchange.apply", "", place="会议室", cause="遗失", key=key)
    await give("guard", "lockchange.approve", change)
    await give("technician", "lockchange.fit", change, details="换锁芯", new_keys="3")
    await give("guard", "lockchange.receive_keys", change, counted="3")
    done = {"remedy": "lock_changed", "details": "已换锁", "lockchange": change}
    await give("technician", "key.replace", key, **done)
    await give("lead-2", "lockchange.withdraw", change, reason="误登")
    other = await give("agent-1", "lockchange.apply", "", place="茶水间", cause="锁旧")
    await give("guard", "lockchange.refuse", other, reason="无需更换")
    none = await give("agent-1", "key.catalogue", "", **card)
    await give("lead-1", "key.retire", none, reason="停用")
    await give("lead-1", "key.withdraw_custody", none, reason="还在用")
    await give("lead-1", "key.withdraw", none, reason="重复建卡")


async def sealed_keys(desks: Desks) -> None:
    """Unseal keys in an emergency and for their customers, each with all its people."""
    give = desks.give
    card = {"label": "3-702", "opens": "三号楼702", "key_class": "unit", "pieces": "1", "place": "前台"}
    key = await give("agent-1", "key.catalogue", "", **card)
    signed = {"customer": CUSTOMER, "inspected_on": TODAY, "sheet": "JJ-9"}
    await give("agent-1", "key.hand_over", key, **signed)
    await give("agent-1", "key.seal", key, seal="F-20")
    await give("agent-1", "key.release", key, sheet="TG-9")
    await give("agent-1", "key.seal", key, seal="F-21")
    asked: dict[str, Typed] = {"key": key, "emergency": "漏水", "unreachable": "电话无人接听"}
    refused = await give("manager", "unsealing.ask_in_emergency", "", **asked)
    await give("general-manager", "unsealing.refuse", refused, reason="客户已到")
    use = await give("manager", "unsealing.ask_in_emergency", "", **asked)
    await give("general-manager", "unsealing.approve", use)
    for word in ("agent-1", "agent-2", "guard"):
        await give(word, "unsealing.attend", use)
    await give("agent-1", "unsealing.unseal", use, before="封条完好")
    await give("guard", "unsealing.reseal", use, after="关闭水阀", seal="F-22")
    await give("manager", "unsealing.sign", use)
    papers = await _attached(desks, "agent-2", "key-request.txt")
    note = await give("agent-2", "note.write", "", **{"matter": key, "content": "书面申请", **papers})
    lent = await give("agent-2", "unsealing.ask_for_customer", "", key=key, application=note)
    await give("agent-1", "unsealing.confirm", lent, how="回拨登记电话，负责人同意")
    await give("manager", "unsealing.agree", lent)
    await give("agent-2", "unsealing.attend", lent)
    await give("agent-2", "unsealing.unseal", lent, before="封条完好")
    await give("agent-2", "unsealing.reseal", lent, after="已开门", seal="F-23")
    await give("agent-2", "unsealing.stamp", lent, archived_as="QF-9")
    await give("supervisor", "unsealing.withdraw", lent, reason="记错钥匙")


async def _attached(desks: Desks, word: str, name: str) -> dict[str, Typed]:
    """Send a file by the form of a note, as a browser does, and give what that says of it then."""
    client, at = await desks.browser(word), (await desks.seat(word)).address("note.write")
    form = asked_in((await client.get(at)).text)
    origin = {"origin": str(client.base_url).rstrip("/")}
    files = {"files": (name, "书面申请，已盖章".encode(), "text/plain")}
    again = await client.post(at, data={**form, "more": "attachments"}, files=files, headers=origin)
    said = asked_in(again.text)
    return {one: said[one] for one in said if one.startswith("attachments.0.")} | {
        "attachments.0.paper": "written_request"
    }


async def counted_keys(desks: Desks) -> None:
    """Count keys, confirm that, and find one that is nobody’s."""
    give = desks.give
    names, late = ("store", "pumps", "gate", "power", "unit-503"), {"keys.1.cause": "轴承尚未装好"}
    lines = {f"keys.{at}.key": f"key-{SITE}-{name}" for at, name in enumerate(names)}
    early = dict(zip((f"keys.{at}.counted" for at in range(5)), ("2", "0", "1", "1", "1"), strict=True))
    on = {"on": TODAY, "shift": "early", **lines, **late}
    count = await give("agent-1", "keycount.count_keys", "", **on, **early)
    await give("lead-1", "keycount.settle", count, finding="一把在客户看房途中")
    await give("lead-1", "keycount.withdraw", count, reason="数错")
    await give("agent-1", "keycount.count_keys", "", **on, **{**early, "keys.4.counted": "2"})
    await give("agent-2", "keycount.confirm", count)
    found = {"place": "花园", "found_at": "2016-04-01T07:30", "looks": "两把"}
    find = await give("agent-4", "foundkey.report", "", **found)
    await give("guard", "foundkey.receive", find, kept_at="保安室")
    await give("guard", "foundkey.give_back", find, how="住户当场试开")
    await give("lead-1", "foundkey.withdraw", find, reason="误登")
