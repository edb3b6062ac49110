"""Which fields a template names, against the shipped one and against what a paper has."""

from collections.abc import Mapping, Sequence
from typing import Any

from .forms_in_use import SHIPPED, Form, LetterFormError

ESSENTIAL = frozenset(
    (
        *(
            "du_lieu_mau",
            "co_quan_ban_hanh",
            "so_ky_hieu",
            "dia_danh_ngay",
            "kinh_gui",
            "chuc_vu",
            "nguoi_ky",
        ),
        *("noi_nhan", "tai_lieu", "lan", "han_moi", "thoi_diem", "da_nhan", "phai_gui", "con_lai"),
        *("tinh_hinh_don_vi", "ten_cac_don_vi", "cac_don_vi", "cac_don_vi.ten", "ten_lop", "thoi_gian"),
        *("dia_diem", "han_cu_can_bo", "thoi_han", "kem_theo"),
    )
)  # without these a paper says less than it must


def removed(used: Form) -> tuple[str, ...]:
    """Fields of the shipped template that an own copy names no more."""
    if not used.own:
        return ()
    shipped = Form(name=used.name, content=(SHIPPED / used.name).read_bytes())
    return tuple(sorted(shipped.fields() - used.fields()))


def refuse_removed(used: Form) -> None:
    """Raises LetterFormError if a field is gone that a paper must have."""
    gone = [name for name in removed(used) if name in ESSENTIAL]
    if gone:
        raise LetterFormError(f"{used.called}: {missing(gone)}.")


def missing(names: Sequence[str]) -> str:
    """Which fields stand in the shipped template and not in the own one."""
    listed = ", ".join(f"«{name}»" for name in names)
    return f"trường {listed} có trong mẫu gốc nhưng không còn trong mẫu của đơn vị"


def unknown(used: Form, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Fields that it names and that no paper of its kind has."""
    known = set(fields)
    for name, rows in fields.items():
        if isinstance(rows, list) and rows and isinstance(rows[0], Mapping):
            known |= {f"{name}.{column}" for column in rows[0]}
    return tuple(sorted(used.fields() - known))
