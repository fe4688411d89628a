"""Every page that lists something, as every role that uses it: what bench/pages.py asks for.

Names in braces stand for what differs between two databases: {draft}, {forwarded} … a table of the latest year in that
state, {batch} the largest batch, {ready} one that waits, {agency} a busy agency, {last} the last page, {middle} the one
in the middle of the latest year, {behind} a row far behind in a list of rows, {cursor} a page far behind in a list of
the interface.
"""

from __future__ import annotations

ALL = ("finance", "admin", "reader", "finance-some", "reader-many", "department", "officer")
REVIEWERS = ("finance", "finance-some", "department")
LATEST = "/tables/?year=2025"
LISTS = (
    "/tables/", "/tables/?year=", f"{LATEST}&page={{middle}}", f"{LATEST}&page={{last}}", "/tables/?year=&page={last}",
    *(f"{LATEST}&sort={way}{name}" for name in ("project", "agency", "budget", "indicators", "findings", "status",
                                                "changed") for way in ("", "-")),
    "/tables/?year=&sort=-year", "/tables/?year=&sort=-changed", f"{LATEST}&sort=-findings&page={{middle}}",
    f"{LATEST}&sort=-findings&page={{last}}",
    f"{LATEST}&status=forwarded", f"{LATEST}&status=draft", f"{LATEST}&region=-", f"{LATEST}&agency={{agency}}",
    f"{LATEST}&department=101", *(f"{LATEST}&findings={which}" for which in ("any", "block", "none", "kept")),
    f"{LATEST}&code=vague-target", f"{LATEST}&level=产出|数量", f"{LATEST}&level=效益&targets=text",
    f"{LATEST}&targets=text", f"{LATEST}&waiting=7",
    "/tables/?year=2023",
)  # fmt: skip
SEARCHES = (f"{LATEST}&q=珍稀鸟类", f"{LATEST}&q=养护", f"{LATEST}&q=没有这样的词", f"{LATEST}&q=绩效目标表",
            f"{LATEST}&q=水库 乡镇 满意度")  # fmt: skip
TABS = ("waiting", "publish", "judged", "returned")
REVIEWS = (
    "/reviews/", *(f"/reviews/?tab={tab}" for tab in TABS), "/reviews/?tab=waiting&page={last}",
    "/reviews/?tab=judged&page={last}", "/reviews/?tab=waiting&year=2025&findings=block",
    "/reviews/?tab=waiting&late=1", "/reviews/{waiting}/", "/reviews/{waiting}/?tab=waiting",
    "/reviews/{judged}/?tab=judged", "/reviews/progress/", "/reviews/log/", "/reviews/log/?page=100",
    "/reviews/log/?action=return", "/reviews/log/?year=2023", "/reviews/log/?agency={agency}",
    "/reviews/log/?who=officer",
)  # fmt: skip
IMPORTS = (
    "/imports/", "/imports/?q=补报", "/imports/?state=failed", "/imports/{batch}/", "/imports/{batch}/?page={last}",
    "/imports/{batch}/progress/", "/imports/{batch}/problems/", "/imports/{batch}/problems/?kind=block&page={last}",
    "/imports/{batch}/problems/?q=合格率", "/imports/{batch}/files/", "/imports/{ready}/", "/imports/{ready}/problems/",
)  # fmt: skip
ADMIN = (
    "/admin/", *(f"/admin/{name}/" for name in (
        "indicators/goaltable", "indicators/indicator", "budget/agency", "budget/membership", "accounts/user",
        "importers/importbatch", "importers/importfile", "importers/sourcefile")),
    "/admin/indicators/goaltable/?q=养护", "/admin/indicators/indicator/?q=养护", "/admin/indicators/goaltable/?p=5",
    "/admin/indicators/goaltable/?status__exact=draft",
)  # fmt: skip
LIBRARY = (
    "/library/", "/library/?q=养护", "/library/?q=没有这样的词", "/library/?level1=产出指标", "/library/?page={last}",
    "/library/indicator/?key={key}", "/library/suggest/?q=养护", "/library/suggest/?q=没有这样的词",
    "/library/suggest/?q=鸟&level1=产出指标&level2=数量指标",
)  # fmt: skip
STATISTICS = (
    *(f"/statistics/{name}/" for name in ("money", "states", "stages", "findings", "indicators", "changes")),
    "/statistics/stages/?stage=submitted&span=longer", "/statistics/stages/?stages-stays={last}",
    "/statistics/findings/?reviewed=removed", "/statistics/findings/?reviewed=removed&findings-reviewed={last}",
    "/statistics/changes/?change=more", "/statistics/changes/?changes={last}",
    "/findings/", "/findings/?year=2025&findings=block", "/findings/?code=vague-target&findings=any",
    "/findings/?after={behind}", "/indicators/", "/indicators/?level=产出|数量&targets=text",
    "/indicators/?year=2025&level=效益", "/indicators/?after={behind}",
    "/search/?q=珍稀鸟类", "/search/?q=养护", "/search/?q=绩效目标表",
)  # fmt: skip
INTERFACE = (
    "/api/agencies/", *(f"/api/{name}/{late}" for name in ("tables", "projects", "indicators", "findings")
                        for late in ("", "?cursor={cursor}")),
    "/api/tables/?year=2025&status=forwarded", "/api/tables/?q=养护", "/api/tables/?year=2025&level=效益&targets=text",
    "/api/tables/totals/?year=2025", "/api/tables/totals/?year=2025&findings=block", "/api/projects/?q=养护",
    "/api/indicators/?year=2025&level=效益&targets=text", "/api/findings/?code=vague-target&findings=any",
    "/api/statistics/", "/api/statistics/money-agencies/?year=2025", "/api/statistics/changes/?year=2025",
)  # fmt: skip
LOG = ("/api/events/", "/api/events/?cursor={cursor}", "/api/events/?year=2023")
FILLING = ("/reviews/?tab=draft", "/reviews/?tab=mine", "/tables/{own}/edit/", "/tables/new/")


def pages() -> list[tuple[str, str]]:
    """(role, address) of each page."""
    found = [(role, "/") for role in ALL]
    found += [(role, "/tables/") for role in ALL]
    found += [("finance", each) for each in (*LISTS[1:], *SEARCHES)]
    some = ("/tables/?year=", f"{LATEST}&sort=-findings", f"{LATEST}&page={{last}}", SEARCHES[0], SEARCHES[3])
    found += [(role, each) for role in ("finance-some", "reader-many", "department", "officer") for each in some]
    for each in ("/tables/{published}/", "/tables/{published}/history/", "/tables/{published}/review/",
                 "/tables/{published}/source/", "/checks/", "/checks/?year=2023", "/exports/"):  # fmt: skip
        found += [(role, each) for role in ("finance", "finance-some", "officer")]
    found += [("finance", each) for each in REVIEWS]
    found += [(role, each) for role in REVIEWERS[1:] for each in (*REVIEWS[:8], "/reviews/{waiting}/")]
    found += [(role, each) for role in (*REVIEWERS[1:], "admin") for each in ("/reviews/progress/", "/reviews/log/")]
    found += [(role, each) for role in ("officer", "admin") for each in FILLING]
    found += [("admin", each) for each in (*IMPORTS, *ADMIN)]
    found += [(role, each) for role in ("finance", "finance-some", "officer") for each in STATISTICS]
    found += [(role, each) for role in ("finance", "finance-some", "officer") for each in INTERFACE]
    found += [(role, each) for role in ("finance", "department") for each in LOG]
    return found + [(role, each) for role in ("finance", "department", "officer") for each in LIBRARY]
