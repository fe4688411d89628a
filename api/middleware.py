"""What holds for every answer below /api/: an error is a problem document, wherever it was made, and HEAD is GET."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from api.problems import PROBLEM, Problem, document

Answering = Callable[[HttpRequest], HttpResponseBase]
ROOT = "/api/"


def interface(get_response: Answering) -> Answering:
    """Middleware; it stands outside of everything that may answer with a page for people."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(ROOT):
            return get_response(request)
        asks_for_head = request.method == "HEAD"
        if asks_for_head:
            request.method = "GET"
        response = get_response(request)
        if response.status_code >= 400 and isinstance(response, HttpResponse):
            _as_problem(request, response)
        return _without_body(request, response) if asks_for_head else response

    return answer


def _as_problem(request: HttpRequest, response: HttpResponse) -> None:
    """Put a problem document in place of a page; headers such as Allow and Retry-After stay."""
    if response.headers.get("Content-Type", "") == PROBLEM:
        return
    response.headers["Cache-Control"] = "no-store"
    response.content = document(request, Problem(response.status_code))
    response.headers["Content-Type"] = PROBLEM
    response.headers["Content-Length"] = str(len(response.content))


def _without_body(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """What HEAD asks for: the headers of the same GET, its Content-Length too."""
    request.method = "HEAD"
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    elif isinstance(response, HttpResponse):
        response.content = b""
    return response
