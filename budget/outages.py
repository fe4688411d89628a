"""Telling that the database was away from an error of ours."""

from __future__ import annotations

import errno

from django.db import DatabaseError, InterfaceError, OperationalError


def database_is_away(error: BaseException | None) -> bool:
    """Whether an error says that the database does not answer, is locked or full.

    A PostgreSQL that dies in the midst of a statement comes as a bare DatabaseError, not as one of its kinds. Django
    says so too of a row that is gone, but then there is no error of the driver behind it.
    """
    if isinstance(error, (OperationalError, InterfaceError)):
        return True
    return type(error) is DatabaseError and error.__cause__ is not None


def no_room(error: BaseException | None) -> bool:
    """Whether a disk is full."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
