"""The page on which a table is reviewed."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reviews.review_page import review_page


@require_safe
@login_required
def table_review(request: HttpRequest, pk: int) -> HttpResponse:
    """A table as it is judged or about to be submitted, for everybody who may see it."""
    return review_page(request, pk)
