"""What all shapes share, and the answers that are about nothing in particular: an error, an account."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.models import Scope
from api.queries import OneOf
from indicators.models import Status

Key = Annotated[int, Field(ge=1)]
Count = Annotated[int, Field(ge=0)]
Money = Annotated[str, Field(pattern=r"^-?\d+\.\d{2,}$", description="元，至少两位小数", examples=["200000.00"])]
Number = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")]
AStatus = Annotated[str, OneOf(tuple(Status.values))]
Severity = Literal["block", "warn", "info"]
Year = Annotated[int, Field(ge=1990, le=2100)]


class Exact(BaseModel):
    """A shape with these keys and no others."""

    model_config = ConfigDict(extra="forbid")


class FieldError(Exact):
    """What is wrong with one field or parameter."""

    name: str
    message: str


class ProblemShape(Exact):
    """An error (RFC 9457)."""

    type: str = Field(pattern="^urn:perfgoals:[a-z-]+$")
    title: str
    status: int
    detail: str
    errors: list[FieldError]
    request: str = Field(description="这次请求的编号，管理员可以据此查日志")


class AccountShape(Exact):
    """Whose token it is, and what it may be used for."""

    account: str
    name: str
    roles: list[str]
    scope: Annotated[str, OneOf(tuple(Scope.values))]
    token: str | None = Field(description="令牌的用途；用浏览器登录的是 null")
    expires_at: datetime | None
