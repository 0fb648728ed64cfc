"""Recognises the typical kinds of personal data in free text and in ids, by their form and check digits.

Numbers of orders, devices and tickets look much alike, so a run of digits counts only where its form is one
that a telephone, a card or a person has, it stands alone, and its check digit, where there is one, is right.
A miss is possible and a false alarm too; the first is what reviews are for, the second costs one rewording.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from datetime import date
from enum import StrEnum

from answerable.spelling import INVISIBLE


class Kind(StrEnum):
    """What sort of personal data it is."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    IDENTITY_CARD = "identity_card"
    BANK_CARD = "bank_card"
    PLATE = "plate"
    EMAIL = "email"


# What people put between the groups of a telephone number, and what hides between its digits.
_GAPS = r"[\s\-‐-―−－·・.．,，、:：/／_＿()（）\u200b-\u200d\u00ad\u2060]{0,3}"
# Digits in circles, in brackets, with dots, raised and lowered: a digit to the eye, and none to `\d`.
_DRESSED = (
    "²³¹⁰⁴-⁹₀-₉፩-፱᧚①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒"
    "\U00010a40-\U00010a43\U00010e60-\U00010e68\U00011052-\U0001105a\U0001f100-\U0001f10a"
)
_DIGIT = rf"[\d{_DRESSED}]"
_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
# Most texts hold none of these, and this tells so in one pass: ten digits, the least that a telephone has,
# with little between them; an @; or a province's character before a letter.
_WORTH_A_LOOK = re.compile(rf"(?:{_DIGIT}{_GAPS}){{10}}|[@＠]|{_PROVINCE}[ \-]?[A-Za-zＡ-Ｚａ-ｚ]")

_ALONE_BEFORE, _ALONE_AFTER = (
    r"(?<![0-9A-Za-z])(?<![0-9A-Za-z][\-_./#])",
    r"(?![0-9A-Za-z])(?![\-_./#][0-9A-Za-z])",
)

_OF_TELEPHONES = (
    *("telephone", "phone", "tel", "ph", "mobile", "mob", "cell", "call", "fax", "sms"),
    *("whatsapp", "wechat", "weixin", "wx", "vx"),
)
"""Words that a mobile number may touch; a number that touches others is an order's or a device's."""

# Where a word touches a number, each with what may stand between, looked for from behind the number's 1: a
# look behind has one length.
_TOUCHED = "|".join(f"(?<={word}{between}1)" for word in _OF_TELEPHONES for between in ("", r"[\-_./#]"))
_TOUCHING = rf"1(?i:{_TOUCHED})[3-9]"

# What every number below begins with, where it stands alone: nearly all ASCII texts have none. The first
# character comes before what must not stand before it, because a search is quick only where it knows that.
_BEGINS_ALONE = re.compile(
    rf"[0-9+(](?<![0-9].)(?:(?<![A-Za-z].)(?<![0-9A-Za-z][\-_./#].)(?:{_GAPS}\d){{9}}"
    rf"|(?<=[A-Za-z\-_./#]1)(?=[3-9](?:{_GAPS}\d){{9}})(?i:{_TOUCHED}))",
    re.DOTALL,
)

# Two numbers with a stroke between them are two numbers.
_BEHIND_A_MOBILE = (
    r"(?:(?![0-9A-Za-z])(?![\-_./#](?!1[3-9]\d{9}(?!\d))[0-9A-Za-z])|(?=(?i:wechat|weixin|wx|vx|tel)))"
)

# Four hexadecimal digits with a colon before a number, or two colons: it is a part of an address (RFC 4291).
_IN_NO_ADDRESS = r"(?<!::)" + "".join(rf"(?<!\b[0-9A-Fa-f]{{{length}}}:)" for length in (1, 2, 3, 4))

_MOBILE = re.compile(
    rf"(?:{_ALONE_BEFORE}{_IN_NO_ADDRESS}(?:(?:\+|00)?86\)?[ \-.]?)?1[3-9]|{_TOUCHING})"
    rf"\d{_GAPS}\d{{4}}{_GAPS}\d{{4}}{_BEHIND_A_MOBILE}(?!:[0-9A-Fa-f]{{1,4}}\b)"
)
"""Eleven digits from 13 to 19, as the Ministry of Industry's numbering plan has them (YD/T 1244)."""

_SPREAD = re.compile(
    rf"{_ALONE_BEFORE}(?<!\d )(1 {{0,2}}[3-9](?: {{0,2}}\d){{9}}|1-?[3-9](?:-?\d){{9}})(?! {{0,2}}\d)"
    rf"{_ALONE_AFTER}"
)
"""The same, with blanks or dashes between any groups; `_is_spread_mobile` looks at these."""

_LANDLINE = re.compile(
    rf"{_ALONE_BEFORE}(?:\(?(?:\+|00)86[ \-]?\(?|\(?86[ \-]\(?|\(?0)(?:10|2\d|[3-9]\d{{2}})\)?[ \-./]{{0,3}}"
    rf"(?:[2-8]\d{{3}}[ \-.]?\d{{4}}|[2-8]\d{{2}}[ \-.]?\d{{4}})(?:-\d{{1,5}})?{_ALONE_AFTER}"
)
"""An area code with its leading 0, or the country's, seven or eight digits, and perhaps an extension."""

_IDENTITY_CARD = re.compile(rf"{_ALONE_BEFORE}([1-8](?:[ \-./]?\d){{16}}[ \-./]?[0-9Xx]){_ALONE_AFTER}")
"""Region, day of birth, sequence and check digit (GB 11643-1999), in whatever groups."""

_BANK_CARD = re.compile(rf"{_ALONE_BEFORE}((?:62|4\d|5[1-5]|3[47]|35)(?:[ \-.]?\d){{12,17}}){_ALONE_AFTER}")
"""Issuers' first digits (ISO/IEC 7812-1) of the cards in use, 62 being China UnionPay's."""

_ANY_NUMBER = re.compile(
    "|".join(f"(?:{one.pattern})" for one in (_MOBILE, _SPREAD, _LANDLINE, _IDENTITY_CARD, _BANK_CARD))
)

_PLATE = re.compile(
    rf"{_PROVINCE}[A-HJ-NP-Z][ \-·]?"
    r"(?=[A-HJ-NP-Z0-9]*\d)(?:[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[挂学警港澳])(?![0-9A-Za-z])"
)
"""A vehicle's plate (GA 36-2018): a province, a letter without I and O, five or six more with a digit."""

# Top-level domains in Chinese that anybody can have an address under (IANA's root zone).
_IN_CHINESE = (
    "中国|中國|公司|网络|網絡|集团|在线|中文网|网址|网店|商城|商店|手机|移动|企业|信息|我爱你|香港|台湾|台灣"
    "|澳門|新加坡"
)
_LABELS = r"(?:[^\W_](?:[\w\-]{0,61}[^\W_])?\.)+"
_EMAIL = re.compile(
    rf"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{{1,64}}@{_LABELS}(?:[A-Za-z]{{2,24}}|xn--[A-Za-z0-9\-]{{2,59}})"
    rf"(?![A-Za-z0-9])|[\w.%+\-]@{_LABELS}(?:{_IN_CHINESE})"
)
"""An address of ASCII (RFC 5321), or one under a domain that is written in other letters (RFC 6531)."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_BETWEEN = re.compile(r"[ \-]+")
_LEAST_OF_A_GROUP, _FIRST_GROUP, _LEAST_OF_LONG_GROUPS = 2, 3, 4
_SEPARATORS = re.compile(r"[^0-9Xx]")
_LUHN_NINE, _TEN = 9, 10
_CARD_LENGTHS = range(14, 20)
_DEVICE_LENGTH = 15
# What a device's number stands behind, other such numbers between: every one has a card's check digit (3GPP
# TS 23.003, annex B).
_DEVICE = "imei(?:/?sv)?|终端号|终端编号|串号"
_IS = r"[\s:#=()\[\]\-]|no\.?|number|号码|号|码|为|是"
_OF_A_DEVICE = re.compile(
    rf"(?i:{_DEVICE})[ \t]?[12]?(?i:{_IS}){{0,6}}" + r"(?:\d(?:[ \-./]?\d){14}[\s,;/、和与]{1,3})*\Z"
)
_FARTHEST_BEFORE = 120
_YEARS_OF_BIRTH = range(1800, 2100)


def find(text: str) -> frozenset[Kind]:
    """Tell which kinds of personal data a text seems to hold.

    Arguments:
        text: as a person wrote it; full-width digits and letters count like others.
    """
    return frozenset(_kinds(_plain(text))) if _is_worth_a_look(text) else frozenset()


def _is_worth_a_look(text: str) -> bool:
    if text.isascii():
        return "@" in text or _BEGINS_ALONE.search(text) is not None
    return _WORTH_A_LOOK.search(text) is not None


# What an id of ours begins with, and a matter's name that is one: the sender chooses what is behind it.
_OWN_PREFIX = re.compile(r"[a-z]+-")
# A ULID or a UUID, behind a word or not: machines made it, and whatever digits it has are chance.
_OF_MACHINES = re.compile(
    r"(?:[a-z]+-)?(?:[0-9A-HJKMNP-TV-Z]{26}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})"
)
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_FIRST_PART = re.compile(r"[0-9Xx]+(?=[\-_./#:|])")


def find_in_id(text: str, own_prefixes: Container[str]) -> frozenset[Kind]:
    """Tell which kinds of personal data an id seems to hold that somebody chose.

    A number is a person's where it stands alone behind the prefix of an id of ours, or is the first part
    there. Behind other words it is an order's, a device's or a ticket's, as in free text.

    Arguments:
        text: the id, the name of a matter, or an idempotency key.
        own_prefixes: the first words of our own ids, as ``case`` and ``customer``.
    """
    prefix = _OWN_PREFIX.match(text)
    chosen = text[prefix.end() :] if prefix and prefix[0][:-1] in own_prefixes else text
    if not _is_worth_a_look(chosen) or _OF_MACHINES.fullmatch(text) or _MESSAGE_ID.fullmatch(text):
        return frozenset()
    chosen = _plain(chosen)
    first = _FIRST_PART.match(chosen)
    return frozenset(_kinds(chosen)) | frozenset(_kinds(first[0]) if first else ())


_DRESSED_DIGIT = re.compile(f"[{_DRESSED}]")
_FOREIGN_DIGIT = re.compile(r"[^\W0-9A-Za-z_](?<=\d)")


def _plain(text: str) -> str:
    """Write full-width characters and unusual dashes and spaces in their plain forms."""
    if text.isascii():
        return text
    bare = _DRESSED_DIGIT.sub(lambda found: str(unicodedata.digit(found[0])), text)
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", bare))
    plain = re.sub(r"[‐-―−]", "-", plain)
    return _FOREIGN_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), plain)


def _kinds(text: str) -> Iterator[Kind]:
    if "@" in text and _EMAIL.search(text):
        yield Kind.EMAIL
    if not text.isascii() and _PLATE.search(text.upper()):
        yield Kind.PLATE
    # Nearly every id has digits enough and none of these forms: one look tells so.
    if _ANY_NUMBER.search(text) is None:
        return
    if any(_is_identity_card(_digits(found)) for found in _IDENTITY_CARD.findall(text)):
        yield Kind.IDENTITY_CARD
    if any(_is_bank_card(_digits(found[1]), text[: found.start(1)]) for found in _BANK_CARD.finditer(text)):
        yield Kind.BANK_CARD
    if _MOBILE.search(text) or any(map(_is_spread_mobile, _SPREAD.findall(text))):
        yield Kind.MOBILE
    if _LANDLINE.search(text):
        yield Kind.LANDLINE


def _digits(found: str) -> str:
    return _SEPARATORS.sub("", found).upper()


def _is_spread_mobile(number: str) -> bool:
    """Tell whether groups of digits are those in which people write a mobile number.

    Two digits or more in each group, the first of them three to five, or all digits apart; a 1 alone belongs
    to the two digits behind it. With dashes the first group has three, or they are four, three and four: a
    day with a number behind it is none. Few and long groups may begin with any number of digits, but with
    two digits, a day and a dash they are an order's number of that day.
    """
    groups = _BETWEEN.split(number)
    sizes = [len(group) for group in groups]
    if set(sizes) == {1}:
        return True
    if sizes[:2] == [1, 2]:
        sizes = [_FIRST_GROUP, *sizes[2:]]
    if len(sizes) == 1 or min(sizes) < _LEAST_OF_A_GROUP:
        return False
    has_dashes = "-" in number
    if sizes[0] == _FIRST_GROUP or sizes == [4, 3, 4] or (not has_dashes and sizes[0] in {4, 5}):
        return True
    if min(sizes[1:]) < _LEAST_OF_LONG_GROUPS:
        return False
    return not has_dashes or (sizes[0] == _LEAST_OF_A_GROUP and not _is_day_of_a_year(groups[1]))


def _is_day_of_a_year(group: str) -> bool:
    """Tell whether a group begins with a month and a day, as numbers of orders do behind their year."""
    return "01" <= group[:2] <= "12" and "01" <= group[2:4] <= "31"


def _is_identity_card(number: str) -> bool:
    """Check the day of birth and the check digit (GB 11643-1999, ISO 7064 MOD 11-2)."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    if born.year not in _YEARS_OF_BIRTH:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return _CHECK_DIGITS[total % 11] == number[-1]


def _is_bank_card(number: str, before: str) -> bool:
    """Check the length, the check digit (ISO/IEC 7812-1, annex B: Luhn), and that it is no device's."""
    if len(number) not in _CARD_LENGTHS or not number.isdecimal():
        return False
    if len(number) == _DEVICE_LENGTH and _OF_A_DEVICE.search(before[-_FARTHEST_BEFORE:]):
        return False
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - _LUHN_NINE if value > _LUHN_NINE else value
    return total % _TEN == 0
