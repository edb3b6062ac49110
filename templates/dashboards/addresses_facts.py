"""What is wrong with the addresses, by unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .facts import Heading


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressLine:
    """One contact; links lead to the form with what is known filled in."""

    unit_name: str
    role: str  # cán bộ đầu mối
    name: str
    address: str
    phone: str
    reason: str = ""  # what the server said, or why it is only noted
    last_confirmed: date | None = None
    change_link: str = ""
    confirm_link: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressesFacts:
    """The page of *Kiểm tra địa chỉ thư điện tử*."""

    heading: Heading
    mailbox: str  # what the mailbox of returned mail brought, in a sentence
    round_began: date  # since when a unit's word counts
    refused: tuple[AddressLine, ...]
    noted: tuple[AddressLine, ...]
    missing: tuple[AddressLine, ...]
    unconfirmed: tuple[AddressLine, ...]
    links: Mapping[str, str]

    @property
    def summary(self) -> str:
        """One sentence for the run's name and the terminal."""
        return (
            f"{len(self.refused)} địa chỉ bị từ chối hoặc thư bị trả lại, "
            f"{len(self.noted)} địa chỉ có thư chậm hoặc không nhận được vì lý do khác, "
            f"{len(self.missing)} đơn vị thiếu địa chỉ, {len(self.unconfirmed)} đầu mối chưa xác nhận"
        )
