"""Custody: keys that are counted, sealed keys used before witnesses, and found keys (002-r3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from answerable.sample.kinds.fates import due, end
from answerable.sample.kinds.matters import Matter, agents, arising, customer, works
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.key.events import Damage, KeyClass, Remedy
from answerable.streams.keycount.commands import keycount_id
from answerable.streams.keycount.events import KeyShift

_HOUSE = (
    ("house-1", "消防控制室（备用）", KeyClass.PLANT_ROOM, 2),
    ("house-2", "一号楼消防通道", KeyClass.ENTRANCE, 4),
    ("house-3", "地下车库大门（备用）", KeyClass.GATE, 2),
    ("house-4", "财务室（备用）", KeyClass.OFFICE, 1),
    ("house-5", "档案室（备用）", KeyClass.OFFICE, 1),
)
"""Name, what it opens, its class, and how many pieces there are."""

_HOUR = timedelta(hours=1)
_DIFFERS, _REFUSED, _UNCOUNTED = 12, 25, 8
_EMERGENCIES = ("单元内漏水，已渗到楼下", "邻居反映有焦味", "烟感报警，敲门无人应答")
_PLACES = ("地下车库出口", "花园长椅", "二号楼电梯厅", "儿童游乐区")


def catalogue(scribe: Scribe, day: date) -> None:
    """Begin the cards of the keys that stay, on the first day of all."""
    if day != scribe.centre.begins_on:
        return
    for number, (name, opens, key_class, pieces) in enumerate(_HOUSE):
        Matter(scribe, "key", name).do(
            "catalogue",
            at(day, 7, 20) + minutes(number),
            scribe.centre.staff("lead-2"),
            label=f"H-{number + 1:02}",
            opens=opens,
            key_class=key_class,
            pieces=pieces,
            place="值班室钥匙箱",
        )


def count(scribe: Scribe, day: date) -> None:
    """Count the keys that stay, as the early shift begins (002-r9-1.1)."""
    if not works(day):
        return
    if scribe.dice("uncounted", day).randrange(100) < _UNCOUNTED:
        return
    chance, count_ = scribe.dice("keycount", day), keycount_id(scribe.centre.site, day, KeyShift.EARLY)
    counter, second = agents(scribe, day - timedelta(days=1), chance, 2)
    short = chance.randrange(len(_HOUSE)) if chance.randrange(100) < _DIFFERS else None
    lines = [
        {"key": f"key-{scribe.centre.site}-{name}", "counted": pieces - (number == short)}
        for number, (name, _, _, pieces) in enumerate(_HOUSE)
    ]
    counted, moment = Matter(scribe, "keycount", count_), at(day, 8, 10)
    counted.begin("count_keys", moment, counter, on=day, shift=KeyShift.EARLY, keys=lines)
    if short is None:
        counted.do("confirm", moment + minutes(12), second)
    else:
        finding = "一把掉在柜后，当日找回"
        counted.do("settle", moment + minutes(100), scribe.centre.staff("lead-1"), finding=finding)


def unseal(scribe: Scribe, day: date) -> None:
    """Let customers entrust keys, sealed, and use them in an emergency on a later hour (002-r3-A)."""
    for name, moment, chance in arising(scribe, "unsealing", day, 45):
        key = Matter(scribe, "key", f"sealed-{name}")
        lead = scribe.centre.staff("lead-2")
        card = {"label": f"T-{name[4:8]}", "opens": "客户托管单元", "key_class": KeyClass.UNIT, "pieces": 1}
        key.do("catalogue", at(day, 8, 2), lead, **card, place="托管钥匙柜")
        owner = customer(scribe, day, name)
        key.do("hand_over", at(day, 8, 20), lead, customer=owner, inspected_on=day, sheet=f"JJ-{name[4:8]}")
        key.do("seal", at(day, 8, 40), lead, seal=f"F-{name[4:]}")
        _use(scribe, key, name, moment, chance)


def _use(scribe: Scribe, key: Matter, name: str, moment: datetime, chance: Random) -> None:
    centre, used = scribe.centre, Matter(scribe, "unsealing", name)
    manager, general = centre.staff("manager"), centre.staff("general-manager")
    asked = {"emergency": chance.choice(_EMERGENCIES), "unreachable": "登记电话无人接听"}
    used.do("ask_in_emergency", moment, manager, key=key.id, **asked)
    if chance.randrange(100) < _REFUSED:
        used.do("refuse", moment + minutes(12), general, reason="已联系上客户，无需启封")
        return
    used.do("approve", moment + minutes(6), general)
    first, second = agents(scribe, moment.date(), chance, 2)
    for number, person in enumerate((first, second, centre.staff("guard"))):
        used.do("attend", moment + minutes(10 + number), person, number)
    used.do("unseal", moment + minutes(15), first, before="封条完好，编号相符，门锁无撬痕")
    after = "处置完毕，门窗已锁，钥匙数量无误"
    used.do("reseal", moment + minutes(50), first, after=after, seal=f"F-{name[4:]}-2")
    unsealed_at = moment + minutes(15)
    signed = end(
        chance, unsealed_at + _HOUR, due("unsealing-signed", unsealed_at), used.later("sign", manager)
    )
    if not signed.fate.is_done:
        return
    content = "已电话留言告知客户启封经过，待客户回电"
    Matter(scribe, "note", f"unsealed-{name}").do(
        "write", signed.at + minutes(20), first, matter=used.id, content=content
    )


def find(scribe: Scribe, day: date) -> None:
    """Let keys be found, and most be given back (002-r13-7.2)."""
    for name, moment, chance in arising(scribe, "foundkey", day, 15):
        found, guard = Matter(scribe, "foundkey", name), scribe.centre.staff("guard")
        said = {"place": chance.choice(_PLACES), "found_at": moment - minutes(20), "looks": "两把，蓝色挂件"}
        found.do("report", moment, agents(scribe, day, chance)[0], **said)
        found.do("receive", moment + minutes(25), guard, kept_at="保安室失物柜")
        if chance.randrange(3):
            how = "住户当场试开单元门，登记领回"
            found.do("give_back", moment + minutes(60 + chance.randrange(2000)), guard, how=how)


def break_spares(scribe: Scribe, day: date) -> None:
    """Let spare keys of plant rooms be found damaged, and be replaced: at once, late or never (002-r3-C3)."""
    for name, moment, chance in arising(scribe, "spare", day, 60):
        key, guard = Matter(scribe, "key", f"spare-{name}"), scribe.centre.staff("guard")
        card = {"label": f"B-{name[4:]}", "opens": "配电室（备用）", "key_class": KeyClass.PLANT_ROOM}
        key.do(
            "catalogue", at(day, 8, 4), scribe.centre.staff("lead-2"), **card, pieces=1, place="备用钥匙柜"
        )
        finder = agents(scribe, day, chance)[0]
        said = {"damage": Damage.DAMAGED, "details": "齿口磨损，无法开启"}
        key.do("report_loss", moment, finder, **said)
        key.do("take_precaution", moment + minutes(10), guard, measure="改用主钥匙，备用停用")
        new = key.later("replace", guard, remedy=Remedy.NEW_KEY, details="已重配备用钥匙")
        end(chance, moment + minutes(20), due("lost-key-replaced", moment), new)
