"""Names for the sample's people: invented, and marked as examples, so that nobody takes them for somebody's.

The ledger has none of them. They are put into the accounts' store where the sample is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from answerable.sample.centre import sample_centres
from answerable.sample.generator import beside

MARK: Final = "示例"
"""What every invented name begins with."""

_SURNAMES: Final = (
    *(("陈", "chen"), ("林", "lin"), ("黄", "huang"), ("张", "zhang"), ("李", "li"), ("王", "wang")),
    *(("吴", "wu"), ("刘", "liu"), ("蔡", "cai"), ("杨", "yang"), ("许", "xu"), ("郑", "zheng")),
    *(("谢", "xie"), ("郭", "guo"), ("洪", "hong"), ("邱", "qiu"), ("曾", "zeng"), ("廖", "liao")),
    *(("赖", "lai"), ("徐", "xu"), ("周", "zhou"), ("叶", "ye"), ("苏", "su")),
)
_GIVEN: Final = (
    *(("晓岚", "xiaolan"), ("志远", "zhiyuan"), ("雅琴", "yaqin"), ("建平", "jianping"), ("海燕", "haiyan")),
    *(("文静", "wenjing"), ("立新", "lixin"), ("秋月", "qiuyue"), ("国栋", "guodong"), ("思敏", "simin")),
    *(
        ("振华", "zhenhua"),
        ("丽萍", "liping"),
        ("永强", "yongqiang"),
        ("婉婷", "wanting"),
        ("嘉树", "jiashu"),
    ),
    *(("春霞", "chunxia"), ("明辉", "minghui"), ("玉兰", "yulan"), ("一帆", "yifan"), ("若云", "ruoyun")),
)


def names() -> Iterator[tuple[str, str, str]]:
    """Give everybody of the sample: id, name, and how it is sorted."""
    centres = sample_centres()
    staff = [person.id for centre in centres for person in centre.people()]
    for number, person in enumerate((*staff, *(person.id for _, person in beside(centres)))):
        surname, said = _SURNAMES[number % len(_SURNAMES)]
        # Each round of surnames has the next given names, so that no two people have one name.
        given, spoken = _GIVEN[(number % len(_SURNAMES) + number // len(_SURNAMES)) % len(_GIVEN)]
        yield person, f"{MARK}·{surname}{given}", f"{said} {spoken}"
