"""Files that are whole or not there: written under a temporary name beside their place, then renamed.

What was there before stays until the new file is complete.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

MODE = 0o666  # as any program would make it; mkstemp lets nobody else read

REASONS = {
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "超出了磁盘配额",
    errno.EACCES: "没有写入权限",
    errno.EPERM: "没有写入权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOENT: "路径不存在",
    errno.ENAMETOOLONG: "文件名太长",
}


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """The file to be written; raises OSError. An error in the block leaves what was there, and nothing half done."""
    descriptor, name = tempfile.mkstemp(prefix=".perfgoals-", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        os.chmod(name, MODE & ~_umask())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def reason(error: OSError) -> str:
    """Why a file could not be written, in words."""
    return REASONS.get(error.errno or 0, error.strerror or str(error))


def _umask() -> int:
    """What new files are denied here; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def why_unfit(path: Path, one_file: bool) -> str:
    """Why nothing can be written there, as a sentence; "" where it can. A folder that is missing can be made."""
    if one_file and path.is_dir():
        return f"“{path}”是文件夹；用 --one-file 时 --output 应是文件名。"
    if not one_file and path.exists() and not path.is_dir():
        return f"“{path}”已经是一个文件；不用 --one-file 时 --output 应是文件夹。"
    folder = path.parent if one_file else path
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir():
        return f"“{folder}”不是文件夹，不能在里面建立文件。"
    return "" if os.access(folder, os.W_OK | os.X_OK) else f"“{folder}”没有写入权限。"
