"""Personal data in free text: what is recognised, and what is not taken for it."""

from __future__ import annotations

import unicodedata
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.privacy import Kind, find

# Numbers are made up: of number blocks and regions that exist, belonging to nobody who is known here.
FOUND = [
    ("电话13800001234请回电", Kind.MOBILE),
    ("call +86 138-0000-1234", Kind.MOBILE),
    ("手机:１３８００００１２３４", Kind.MOBILE),
    ("0086 13800001234", Kind.MOBILE),
    ("座机 010-87654321", Kind.LANDLINE),
    ("(0592)5876543", Kind.LANDLINE),
    ("+86 592 5876543", Kind.LANDLINE),
    ("身份证11010519491231002X", Kind.IDENTITY_CARD),
    ("身份证 110105 19491231 002x 已登记", Kind.IDENTITY_CARD),
    ("卡号6222 0000 0000 0000 008", None),
    ("卡号 4111 1111 1111 1111", Kind.BANK_CARD),
    ("卡号4111111111111111。", Kind.BANK_CARD),
    ("车牌闽D12345", Kind.PLATE),
    ("车牌 粤B·D12345 停在门口", Kind.PLATE),
    ("写信到 zhang.san@example.com。", Kind.EMAIL),
    ("zhang＠example.com", Kind.EMAIL),
]


@pytest.mark.parametrize(("text", "kind"), FOUND)
def test_what_is_found(text: str, kind: Kind | None) -> None:
    """The typical kinds, as people write them; a card whose check digit is wrong is none."""
    assert find(text) == (frozenset() if kind is None else {kind})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "订单号 20160310123456789",
        "工单 INC0001234、INC0012345678",
        "case-01HQZX3T7KEXAMPLE0000000000",
        "序列号 SN13800001234",
        "型号 X-13800001234-A",
        "合同编号 HT-2016-0310-13800001234",
        "2016-03-10 09:30:15",
        "2016年3月10日12时00分至14时30分",
        "金额 1,234,567.89 元",
        "地址 192.168.100.100",
        "身份证110105194912310021",
        "110105 20161399 0021",
        "400-800-1234",
        "95588",
        "分机 8012",
        "版本 1.13.800.1234",
        "京A区与沪B区",
        "川菜、青岛、新疆",
        "a@b 与 @all",
        "1234567812345678901234567890",
        "+44 20 7946 0958",
        "电压 220 V, 50 Hz, 3 x 16 A",
        "批号20160310",
    ],
)
def test_what_is_not_taken_for_it(text: str) -> None:
    """Orders, serial numbers, tickets, ids, dates, amounts, addresses of machines, public numbers."""
    assert find(text) == frozenset()


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"), st.sampled_from(["", " ", "电话", ",", "("]))
def test_every_mobile_number(number: str, before: str) -> None:
    """Whatever its digits, wherever it stands alone."""
    assert Kind.MOBILE in find(f"{before}{number}")


@given(st.integers(0, 999), st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_one_check_digit_in_eleven_is_right(sequence: int, born: date) -> None:
    """Of the possible last digits of an identity card exactly one is recognised."""
    body = f"350203{born:%Y%m%d}{sequence:03}"
    if body[6:8] not in ("19", "20"):
        return
    assert [Kind.IDENTITY_CARD in find(body + digit) for digit in "0123456789X"].count(True) == 1


@given(st.text(alphabet=st.characters(exclude_categories=["Nd", "No"]), max_size=200))
def test_text_without_digits_has_no_numbers(text: str) -> None:
    """No number is seen where there is none."""
    assert not find(text) - {Kind.EMAIL, Kind.PLATE}


@given(st.from_regex(r"\A(INC|SN|NO|TK)[0-9]{5,15}\Z"))
def test_ids_with_letters_in_front(text: str) -> None:
    """A number that begins with letters is somebody's reference, and no telephone."""
    assert find(text) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "call 138.1234.5678",
        "call 138\n1234\n5678",
        "138，1234，5678",
        "(138) 1234-5678",
        "138 – 1234 – 5678",
        "138\u200b1234\u00ad5678",
        "138_1234_5678",
    ],
)
def test_a_number_is_one_whatever_stands_between_its_groups(text: str) -> None:
    """What people write between the groups, or hides there, makes no other number of it."""
    assert find(text) == {Kind.MOBILE}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("wechat13800138000", Kind.MOBILE),
        ("加WeChat13800138000", Kind.MOBILE),
        ("wx:13800138000", Kind.MOBILE),
        ("vx13800138000", Kind.MOBILE),
        ("tel.13800138000", Kind.MOBILE),
        ("Phone#13800138000", Kind.MOBILE),
        ("wechat-138-0013-8000", Kind.MOBILE),
        ("微信13800138000", Kind.MOBILE),
        ("13800138000wx", Kind.MOBILE),
        ("13800138000微信同号", Kind.MOBILE),
        ("13800138000/13900139000", Kind.MOBILE),
        ("13800138000-13900139000", Kind.MOBILE),
        ("138 00 13 80 00", Kind.MOBILE),
        ("回电 138 00 13 80 00，谢谢", Kind.MOBILE),
        ("1380 013 8000", Kind.MOBILE),
        ("1380-013-8000", Kind.MOBILE),
        ("138-001-38000", Kind.MOBILE),
        ("13800 138000", Kind.MOBILE),
        ("138  00138  000", Kind.MOBILE),
        ("1 3 8 0 0 1 3 8 0 0 0", Kind.MOBILE),
        ("1-3-8-0-0-1-3-8-0-0-0", Kind.MOBILE),
        ("１３８　００　１３　８０　００", Kind.MOBILE),
        ("138.0013.8000", Kind.MOBILE),
        ("138/0013/8000", Kind.MOBILE),
        ("１３８．００１３．８０００", Kind.MOBILE),
        ("(+86)13800138000", Kind.MOBILE),
        ("+86.138.0013.8000", Kind.MOBILE),
        ("\u0661\u0663\u0668\u0660\u0660\u0661\u0663\u0668\u0660\u0660\u0660", Kind.MOBILE),
        ("０１０－６２３４５６７８", Kind.LANDLINE),
        ("座机０１０－６２３４５６７８转", Kind.LANDLINE),
        ("010.62345678", Kind.LANDLINE),
        ("010/62345678", Kind.LANDLINE),
        ("010 / 6234 5678", Kind.LANDLINE),
        ("0592.587.6543", Kind.LANDLINE),
        ("（０５９２）５８７６５４３", Kind.LANDLINE),
        ("010-62345678-801", Kind.LANDLINE),
        ("1101 0519 4912 3100 2X", Kind.IDENTITY_CARD),
        ("110105.19491231.002X", Kind.IDENTITY_CARD),
        ("110105/19491231/002X", Kind.IDENTITY_CARD),
        ("4111.1111.1111.1111", Kind.BANK_CARD),
    ],
)
def test_odd_spellings(text: str, kind: Kind) -> None:
    """Touching a word for a telephone, in odd groups, in full width, with dots or strokes: all the same."""
    assert kind in find(text)
    assert kind in find(f"{text} please")


@pytest.mark.parametrize(
    "text",
    [
        "order13800138000",
        "sn13800138000",
        "INV13800138000",
        "wechat1380013800",
        "wechat138001380001",
        "wechat13800138000a1",
        "call-13800138",
        "订单 2016-0310-138-00138",
        "订单号 1380-01-38000",
        "1999-03-10-123",
        "1984-12-31 23:59:59.123",
        "2016.03.10 13:80:01.380",
        "2016/03/10 09:30",
        "10/03/2016",
        "读数 12 138 00 13 80 00",
        "读数 138 00 13 80 00 12",
        "读数 150 2 30 40 500",
        "1 2 3 4 5 6 7 8 9 10 11",
        "金额 13,800,138,000 元",
        "金额 1,380,013,800.00",
        "￥138,001,380.00",
        "138.100.138.20",
        "192.168.139.100",
        "10.0.0.1/24, 138.200.138.100:8080",
        "v1.38.0013.8000",
        "13.80.01-build.38000",
        "1.3.8-0013.8000",
        "sha 3f13800138000a7c13800138000bd41e8d9f00b2",
        "d41d8cd98f00b204e9800998ecf13800138000ab",
        "550e8400-e29b-41d4-a716-446655440000",
        "13800138-0001-4000-8000-138001380001",
        "case-01HQZX3T7K13800138000EXAMP",
        "0x13800138000",
        "SN:A13800138000B",
        "条码 6901234567892",
        "快递 SF1380013800012",
        "型号 010.234.56",
        "1101051949123100211",
        "110105 1949 1231 0021",
        "8110 0519 9912 3100 24",
    ],
)
def test_what_odd_spellings_do_not_take_with_them(text: str) -> None:
    """Orders, readings, days, amounts, addresses, versions, hashes and ids of machines pass as they did."""
    assert find(text) == frozenset()


@given(st.uuids(version=4), st.sampled_from(["", "{} ", "trace {}", "job-{}"]))
def test_ids_of_machines_in_a_text(made: UUID, around: str) -> None:
    """No UUID that chance made is a person's number, unless its check digits say so."""
    assert find(f"{around} {made}") <= {Kind.IDENTITY_CARD, Kind.BANK_CARD}


@given(st.ip_addresses(v=4), st.integers(1, 65535))
def test_addresses_of_machines_in_a_text(address: object, port: int) -> None:
    """Whatever its digits, an address is none."""
    assert find(f"from {address}:{port} to {address}, {address}/24") == frozenset()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("13 8000 01234", Kind.MOBILE),
        ("1 38 0000 1234", Kind.MOBILE),
        ("138000 01234", Kind.MOBILE),
        ("1380001 1234", Kind.MOBILE),
        ("13-8000-01234", Kind.MOBILE),
        ("1-38-0000-1234", Kind.MOBILE),
        ("138、0000、1234", Kind.MOBILE),
        ("138:0000:1234", Kind.MOBILE),
        ("手机：138：0000：1234", Kind.MOBILE),
        ("phone:138:0000:1234", Kind.MOBILE),
        ("86-592-5551234", Kind.LANDLINE),
        ("(86-592)555-1234", Kind.LANDLINE),
        ("(+86-592)555-1234", Kind.LANDLINE),
        ("86 10 62345678", Kind.LANDLINE),
        ("①③⑧⓪⓪⓪⓪①②③④", Kind.MOBILE),
        ("❶❸❽⓿⓿⓿⓿❶❷❸❹", Kind.MOBILE),
        ("⑴⑶⑻0000⑴⑵⑶⑷", Kind.MOBILE),
        ("¹³⁸⁰⁰⁰⁰¹²³⁴", Kind.MOBILE),
        ("a@例子.中国", Kind.EMAIL),
        ("写信到张三@例子.中国。", Kind.EMAIL),
        ("a@例子.com", Kind.EMAIL),
        ("a@müller.de", Kind.EMAIL),
        ("a@xn--fsqu00a.xn--fiqs8s", Kind.EMAIL),
        ("IMEI 不详，卡号 371449635398431", Kind.BANK_CARD),
        ("IMEI 356938035643809 卡号 4111111111111111", Kind.BANK_CARD),
        ("371449635398431", Kind.BANK_CARD),
    ],
)
def test_other_groups_and_digits(text: str, kind: Kind) -> None:
    """Few long groups, colons, the country without its plus, digits in circles, domains in Chinese."""
    assert kind in find(text)


@pytest.mark.parametrize(
    "text",
    [
        "合同 15-0310-12345",
        "订单 150310-12345",
        "金额 13 800 138 000 元",
        "读数 15 30 45 60 123",
        "1-800-555-0199",
        "13-80-00-01234",
        "2016-03-10 13:80:01:3800",
        "fe80::139:1234:5678",
        "2001:db8:139:1234:5678:1",
        "db8:138:0000:1234:ffff",
        "房间 138、139、140",
        "请 agent@小李.请回复",
        "IMEI 356938035643809",
        "IMEI: 352099001761481",
        "IMEI356938035643809",
        "imei1：356938035643809",
        "IMEI 号为 35-693803-564380-9",
        "IMEI 356938035643809/352099001761481",
        "终端号 356938035643809、352099001761481",
        "手机串号：356938035643809",
        "①②③④⑤⑥⑦⑧⑨⑩⑪",
    ],
)
def test_what_other_groups_do_not_take_with_them(text: str) -> None:
    """Orders with a day, amounts, readings, free calls, addresses of machines, mentions, devices."""
    assert find(text) == frozenset()


def test_every_digit_in_some_dress_is_read() -> None:
    """Whatever Unicode calls a digit and no decimal is read as one."""
    dressed = [
        chr(point)
        for point in range(0x110000)
        if unicodedata.digit(chr(point), None) is not None and not chr(point).isdecimal()
    ]
    missed = [digit for digit in dressed if not find(f"电话 1380000123{digit}")]
    assert missed == []
