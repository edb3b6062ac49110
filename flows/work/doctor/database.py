"""The database: reachable, of this program's revision, without a known fault that loses data."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from models.database import knows_revision, newest_revision, revision_of

from .finding import Finding, found

OLDEST_SQLITE = (3, 35, 0)
OLDEST_POSTGRES = (13, 0)
# A reset of the write-ahead log could leave a corrupt database; fixed in these, each in its own line.
FIXED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))


def revision(engine: sa.Engine) -> Finding:
    """Whether it answers, and whether `dondoc up` would migrate it."""
    key, what = "database", "Cơ sở dữ liệu"
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return found(key, what, "Chưa có; đề nghị chạy dondoc up một lần.", good=False)
    try:
        present = revision_of(engine)
    except sa.exc.DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        return found(
            key, what, f"Không đọc được ({reason}); đề nghị xem lại DONDOC_DATABASE_URL.", good=False
        )
    if present == newest_revision(engine):
        return found(key, what, f"Đọc được, đúng phiên bản ({present}).", good=True)
    return found(key, what, _other(engine, present), good=False)


def _other(engine: sa.Engine, present: str | None) -> str:
    if present is None:
        return "Còn trống; đề nghị chạy dondoc up một lần."
    if not knows_revision(engine, present):
        return f"Do phiên bản dondoc mới hơn ghi ({present}); đề nghị cài phiên bản đó."
    return f"Ở phiên bản cũ {present}; dondoc up sẽ sao chép rồi nâng lên {newest_revision(engine)}."


def server(engine: sa.Engine) -> Finding:
    """The version of SQLite in this Python, or of the PostgreSQL server."""
    if engine.dialect.name == "sqlite":
        return sqlite_version(sqlite3.sqlite_version_info)
    with engine.connect() as connection:
        present = tuple(connection.dialect.server_version_info or ())
    number = ".".join(map(str, present))
    if present < OLDEST_POSTGRES:
        return found("server", "PostgreSQL", f"{number}; đề nghị dùng từ 13 trở lên.", good=False)
    return found("server", "PostgreSQL", f"{number}.", good=True)


def sqlite_version(present: tuple[int, ...]) -> Finding:
    """Old ones lack what we use; some have the fault."""
    key, what, number = "server", "SQLite", ".".join(map(str, present))
    if present < OLDEST_SQLITE:
        return found(key, what, f"{number} quá cũ; đề nghị dùng từ 3.35 trở lên.", good=False)
    if has_reset_fault(present):
        return found(
            key,
            what,
            f"{number} có lỗi hiếm gặp (WAL-reset) có thể làm hỏng dữ liệu khi nhiều tiến trình cùng ghi; "
            "đã sửa ở 3.44.6, 3.50.7, 3.51.3. Đề nghị cập nhật hệ điều hành hoặc dùng PostgreSQL.",
            good=False,
        )
    return found(key, what, f"{number}, đã sửa lỗi WAL-reset.", good=True)


def has_reset_fault(present: tuple[int, ...]) -> bool:
    """Fixed from 3.51.3 on, and in two older lines."""
    if present >= FIXED[-1]:
        return False
    return not any(present[:2] == fixed[:2] and present >= fixed for fixed in FIXED)
