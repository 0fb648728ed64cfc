"""Asking the console for a page, as its tests do."""

from __future__ import annotations

import httpx

from answerable.queries.registers import REGISTERS

CASES = REGISTERS["case"]


STATEMENT = "/scores/xm01/staff-149/2016-03"


async def text_of(browser: httpx.AsyncClient, path: str, lang: str = "zh", status: int = 200) -> str:
    response = await browser.get(path, headers={"accept-language": lang})
    assert response.status_code == status, response.text
    return response.text
