"""The folder incoming/, where coordinators lay files down; nothing is ever reached outside it."""

from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

from flows.work.refusals import RefusedError
from templates.words_vi import count

DONE = "da-nhan"  # where files go once they are taken


def names_in(incoming: Path) -> list[str]:
    """The files that lie there, as forms offer them: no folders, no links, nothing hidden."""
    return sorted(_files(incoming))


def only_name(incoming: Path) -> str:
    """What is meant by a form that names no file: there is but one."""
    names = names_in(incoming)
    if len(names) != 1:
        there = f"đang có {count(len(names))} tệp" if names else "đang trống"
        raise RefusedError(
            f"Chưa chọn tệp nào, thư mục incoming {there}: đề nghị chép tệp vào đó, mở lại biểu mẫu rồi "
            "chọn tệp."
        )
    return names[0]


def path_of(name: str, *, incoming: Path) -> Path:
    """Where the file of that name lies; it is looked up in the folder and never used as a path."""
    files = _files(incoming)
    if normalize("NFC", name) not in files:
        raise RefusedError(
            f"Không có tệp «{name}» trong thư mục incoming; đề nghị chép tệp vào đó rồi mở lại biểu mẫu."
        )
    return files[normalize("NFC", name)]


def put_away(path: Path, *, incoming: Path, sha256_taken: str) -> bool:
    """Move a taken file to incoming/da-nhan, unless it lies elsewhere or is another one by now."""
    if path.parent.resolve() != incoming.resolve() or path.is_symlink() or not path.is_file():
        return False
    if sha256(path.read_bytes()).hexdigest() != sha256_taken:
        return False
    (incoming / DONE).mkdir(mode=0o700, exist_ok=True)
    path.rename(_free(incoming / DONE / path.name))
    return True


def _files(incoming: Path) -> dict[str, Path]:
    try:
        found = sorted(incoming.iterdir())
    except OSError:
        return {}
    return {
        normalize("NFC", path.name): path
        for path in found
        if path.is_file() and not path.is_symlink() and not path.name.startswith((".", "~$"))
    }


def _free(path: Path) -> Path:
    free, number = path, 1
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
