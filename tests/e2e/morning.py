"""Where and when everything is given from the pages: at one site of the sample, behind its month."""

from __future__ import annotations

SITE = "gz02"
TODAY = "2016-04-01"
CUSTOMER = "customer-gz02-7"
