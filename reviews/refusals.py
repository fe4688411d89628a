"""Why an action is refused: a code for programs, a status for HTTP, and one clear sentence for the screen."""

from __future__ import annotations

_REFUSALS: dict[str, tuple[int, str]] = {
    "wrong-role": (403, "您没有“{}”这张表的权限。"),
    "wrong-state": (409, "这张表现在是“{}”，不能{}。"),
    "done-already": (409, "您已经{}过这张表，没有重复处理。"),
    "acted-on": (409, "之后已经有人处理过这张表，不能再{}。"),
    "own-submission": (403, "这张表是您提交的，不能由您审核通过。"),
    "not-yours": (403, "上一步是{}操作的，不能由您{}。"),
    "stale": (409, "您打开页面之后，这张表有了变化（{}）。请看过最新内容后再操作。"),
    "needs-comment": (400, "{}必须写明理由。"),
    "long-comment": (400, "意见有 {} 字，最多 {} 字。"),
    "empty-comment": (400, "请写明批注的内容。"),
    "no-such-row": (400, "没有第 {} 行，这张表共 {} 行。"),
    "no-such-comment": (404, "没有找到这条批注。"),
    "blocked": (409, "有 {} 处须改正的疑点，不能提交：{}"),
}


class Refused(Exception):
    """An action that was not done; nothing has changed."""

    def __init__(self, code: str, status: int, words: str) -> None:
        super().__init__(words)
        self.code, self.status = code, status


def refusal(code: str, *parts: str) -> Refused:
    """The refusal with a code, its sentence filled in."""
    status, words = _REFUSALS[code]
    return Refused(code, status, words.format(*parts))
