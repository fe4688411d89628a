"""Which agency a table belongs to: found by its code in the region, or by its name; made where only the code is new."""

from __future__ import annotations

from collections.abc import Iterable

from budget.models import Agency
from importers.reading_types import ReadTable
from indicators.content import TableContent
from indicators.findings import Finding


class Agencies:
    """The agencies of one region that some tables name, read with one query; those with new codes are not saved yet."""

    def __init__(self, region: str, tables: Iterable[ReadTable]) -> None:
        self.region = region
        contents = [table.content for table in tables]
        codes = {content.agency_code for content in contents if content.agency_code}
        names = {content.agency_name for content in contents if not content.agency_code}
        here = Agency.objects.filter(region=region)
        self.by_code = {agency.code: agency for agency in here.filter(code__in=codes)}
        self.by_name: dict[str, list[Agency]] = {}
        for agency in here.filter(name__in=names) if names else ():
            self.by_name.setdefault(agency.name, []).append(agency)
        self._name_new_ones(codes, contents)

    def _name_new_ones(self, codes: set[str], contents: list[TableContent]) -> None:
        """Agencies with a new code; without a name in the document the code stands in."""
        names = {content.agency_code: content.agency_name for content in reversed(contents) if content.agency_name}
        for code in sorted(codes - set(self.by_code)):
            self.by_code[code] = Agency(region=self.region, code=code, name=names.get(code) or code)

    def find(self, table: ReadTable) -> Agency | Finding:
        """The table's agency, or why none can be told."""
        content = table.content
        if content.agency_code:
            return self.by_code[content.agency_code]
        named = self.by_name.get(content.agency_name, [])
        if len(named) == 1:
            return named[0]
        problem = "有好几个同名单位" if named else "系统里没有这个单位"
        message = (
            f"{table.place.file} 第{table.ordinal}张表“{content.project_name[:60]}”的单位“{content.agency_name}”"
            f"没有代码，{problem}，未导入，请先在系统管理中建立该单位，或在文档里写明单位代码。"
        )
        return Finding("agency-unknown", "block", message, table.place, content.agency_name, "单位代码和名称")

    @property
    def keys(self) -> set[int]:
        """The primary keys of all that are stored."""
        named = (agency for agencies in self.by_name.values() for agency in agencies)
        return {agency.pk for agency in (*self.by_code.values(), *named) if agency.pk}

    def save(self) -> None:
        """Make those that are new, in two statements."""
        new = [agency for agency in self.by_code.values() if agency.pk is None]
        if new:
            Agency.objects.bulk_create(new, ignore_conflicts=True)  # another worker may be making them too
            made = Agency.objects.filter(region=self.region, code__in=[agency.code for agency in new])
            self.by_code |= {agency.code: agency for agency in made}
