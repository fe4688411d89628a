"""The list that somebody came from to the page of a table, and the tables before and after it there."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import QueryDict
from django.urls import reverse

from reviews.listing import Listing, listing
from reviews.queues import DONE_BY, Place, Tab, place_in, tabs_for, waiting_for


class CameFrom(NamedTuple):
    """A list, the table's place in it (None where it is no longer there), and what carries the list in addresses."""

    words: str
    query: str
    place: Place | None

    def address(self, name: str, pk: int) -> str:
        """The address of a page with the list in it."""
        return f"{reverse(name, args=[pk])}?{self.query}" if self.query else reverse(name, args=[pk])

    @property
    def list_address(self) -> str:
        """The list itself."""
        return f"{reverse('review_list')}?{self.query}" if self.query else reverse("review_list")

    @property
    def following(self) -> int | None:
        """The table to go on with: the next one, at the end of the list the one before."""
        return (self.place.next or self.place.previous) if self.place else None


def came_from(asked: QueryDict, user: Any, pk: int) -> CameFrom:
    """The list that an address carries; without one the tables that wait for the user, where this is one of them."""
    if asked.get("tab"):
        return _in(listing(asked, user), pk)
    if Tab.WAITING in tabs_for(user) and waiting_for(user).filter(pk=pk).exists():
        return _in(listing(QueryDict(f"tab={Tab.WAITING}"), user), pk)
    return CameFrom("", "", None)


def _in(found: Listing, pk: int) -> CameFrom:
    return CameFrom(found.words, found.query, place_in(found.tables, pk, numbered=found.tab not in DONE_BY))
