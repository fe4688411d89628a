"""Pulls the approved tables of a year and adds them up: python3 docs/api_client.py https://网址 pg_令牌 2025

Standard library only. Follows the pages to the last one, waits where it is asked to, and compares with the totals.
"""

import json
import sys
import time
from decimal import Decimal
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import HTTPRedirectHandler, Request, build_opener


class Stay(HTTPRedirectHandler):
    """A redirect is an error: the token must not go wherever it leads."""

    def redirect_request(self, *_):
        """Nowhere."""


def ask(site, token, address):
    """The JSON at an address; waits as long as the site asks for (429, 503)."""
    while True:
        request = Request(urljoin(site, address), headers={"Authorization": f"Bearer {token}"})  # noqa: S310
        try:
            with build_opener(Stay).open(request, timeout=60) as answer:
                return json.load(answer)
        except ValueError:
            raise SystemExit(f"{address} 的回答不是 JSON，网址对吗？") from None
        except HTTPError as error:
            if error.code not in (429, 503):  # "detail" stands in our own errors only, not in those of a proxy
                told = (
                    json.load(error)["detail"] if "problem+json" in str(error.headers["Content-Type"]) else error.reason
                )
                raise SystemExit(f"{error.code} {told}") from None
            wait = error.headers.get("Retry-After", "")
            time.sleep(int(wait) if wait.isdigit() else 10)


def pull(site, token, year):
    """The year's approved and published tables, and the site's own totals of them."""
    tables, totals = [], []
    for status in ("approved", "published"):
        chosen = f"year={year}&status={status}"
        totals.append(ask(site, token, f"/api/tables/totals/?{chosen}"))
        address = f"/api/tables/?{chosen}"
        while address:
            page = ask(site, token, address)
            tables += page["items"]
            address = page["next"]
    return tables, totals


if __name__ == "__main__":
    tables, totals = pull(*sys.argv[1:4])
    amount = sum(Decimal(table["content"]["budget_total"] or 0) for table in tables)
    complete = len(tables) == sum(each["tables"] for each in totals)
    print(f"{len(tables)} 张表，{amount:,.2f} 元{'' if complete else '；取数期间有变化，请再取一次'}")  # noqa: T201
