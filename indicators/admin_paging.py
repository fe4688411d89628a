"""Pages of very long lists on the admin site: of what is found, the first rows, so that not all has to be counted."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property

MOST = 1_000  # rows: whoever looks for something else searches or filters


class FirstPaginator(Paginator[Any]):
    """The first rows of a list, in its order: `is_cut` says that there are more."""

    object_list: Any  # a QuerySet, on the admin site

    @cached_property
    def _keys(self) -> list[Any]:
        """Without all that rows show, which would be joined before they are put in order."""
        return list(self.object_list.values_list("pk", flat=True)[: MOST + 1])

    @cached_property
    def count(self) -> int:
        """How many rows the pages have."""
        return min(len(self._keys), MOST)

    @property
    def is_cut(self) -> bool:
        """Whether the list is longer."""
        return len(self._keys) > MOST

    def page(self, number: int | str) -> Page[Any]:
        """The rows of one page."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = self._keys[first : min(first + self.per_page, MOST)]
        return Page(self.object_list.filter(pk__in=keys), number, self)
