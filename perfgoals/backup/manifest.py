"""What is written beside a backup: its digest, and how many rows of each table it must give back."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

VENDORS = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


class BackupError(Exception):
    """Why a backup was not made or not restored, in one sentence."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`rows` by table and `migrations` (app.name) as they were at the moment that the copy shows."""

    vendor: str
    made_at: str
    size: int
    sha256: str
    rows: dict[str, int]
    migrations: list[str]

    def write(self, file: Path) -> None:
        """Beside the backup, safely on the disk."""
        path = manifest_path(file)
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")
        to_disk(path)


def manifest_path(file: Path) -> Path:
    """Where the manifest of a backup stands."""
    return file.with_name(f"{file.name}.json")


def to_disk(path: Path) -> None:
    """Wait until a file is on the disk, so that a power cut leaves none that only looks complete."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def digest(path: Path) -> str:
    """The SHA-256 of a file of any size."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_manifest(file: Path) -> Manifest:
    """The manifest of a backup. Raises BackupError where it is missing or is none."""
    try:
        return Manifest(**json.loads(manifest_path(file).read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise BackupError(f"备份旁边没有 {manifest_path(file).name}，无法确认它是否完整。") from None
    except (TypeError, ValueError):
        raise BackupError(f"{manifest_path(file).name} 已损坏，无法确认备份是否完整。") from None


def verified(file: Path) -> Manifest:
    """The manifest of a backup that is what was made. Raises BackupError."""
    if not file.is_file():
        raise BackupError(f"找不到备份文件 {file}。")
    manifest = read_manifest(file)
    size = file.stat().st_size
    if size != manifest.size:
        raise BackupError(f"备份不完整：{file.name} 应有 {manifest.size} 字节，现有 {size} 字节。")
    if digest(file) != manifest.sha256:
        raise BackupError(f"备份已损坏：{file.name} 的内容与制作时的校验值不一致。")
    return manifest


def differences(manifest: Manifest, rows: dict[str, int]) -> Iterable[str]:
    """Tables whose number of rows is not what the manifest says."""
    for name, number in manifest.rows.items():
        if rows.get(name) != number:
            yield f"{name} 应有 {number} 行，恢复后有 {rows.get(name, 0)} 行"
