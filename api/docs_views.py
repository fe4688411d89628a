"""The page that shows the description and lets people try it; and the answer to addresses that do not exist."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from api.gate import enter
from api.problems import Problem, problem_answer


@require_safe
@login_required
def api_docs(request: HttpRequest) -> HttpResponse:
    """Swagger UI from our own host; its script reads everything from the page, so nothing stands inline."""
    return render(request, "api/docs.html")


@csrf_exempt
def api_unknown(request: HttpRequest, rest: str) -> HttpResponse:
    """Whatever else is asked for below /api/: not there, for who may ask at all."""
    try:
        enter(request)
    except Problem as problem:
        return problem_answer(request, problem)
    return problem_answer(request, Problem(404))
