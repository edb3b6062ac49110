"""Typed settings of one installation: environment first, then `.env` in the data folder."""

import os
import ssl
import unicodedata
from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from dotenv import dotenv_values
from pydantic import (
    EmailStr,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_serializer,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from rapidfuzz import process

PREFIX = "DONDOC_"
PACKAGED = Path(__file__).parent
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class SettingsError(Exception):
    """A setting is unknown, unreadable or contradicts another; the text names the key."""


class Security(StrEnum):
    """How the connection to the SMTP server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class Settings(BaseSettings):
    """What this installation is set to; every field is read from `DONDOC_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        extra="ignore",  # foreign keys of .env; our own are checked by `_refuse_unknown`
        frozen=True,
        hide_input_in_errors=True,
        env_ignore_empty=True,
    )

    data: Path = Path("dondoc-data")
    database_url: SecretStr | None = None
    prefect_database_url: SecretStr | None = None  # of Prefect's server; none: SQLite in the data folder
    redis_url: SecretStr | None = None  # shared by several servers of Prefect; none: there is one
    prefect_url: str = ""  # where Prefect's server answers, if on another machine; empty: on this one
    prefect_keep_days: int = Field(default=90, ge=7, le=3650)  # of ended runs and their logs

    smtp_host: str = ""
    smtp_port: int = Field(default=25, ge=1, le=65535)
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_security: Security = Security.STARTTLS
    smtp_ca_file: Path | None = None
    smtp_timeout: float = Field(default=30, gt=0, le=600)  # seconds

    mail_from: EmailStr = "nhac-viec@v03.example"
    mail_from_name: str = "Nhắc việc V03"
    mail_marking: Literal["", "LƯU HÀNH NỘI BỘ"] = ""  # never a secrecy grade: secrets travel by no mail
    reply_to: EmailStr | None = None
    bounce_address: EmailStr | None = None
    message_id_domain: str = ""
    allowed_recipient_domains: Annotated[tuple[str, ...], NoDecode] = ()  # empty: every domain
    redirect_all_to: EmailStr | None = None
    mails_per_minute: int = Field(default=0, ge=0)  # 0: no limit

    bounce_imap_host: str = ""  # where notices of undeliverable mail are read; empty: nowhere
    bounce_imap_port: int = Field(default=993, ge=1, le=65535)
    bounce_imap_username: str = ""
    bounce_imap_password: SecretStr = SecretStr("")
    bounce_imap_security: Security = Security.TLS
    bounce_imap_ca_file: Path | None = None

    ui_host: str = "127.0.0.1"
    ui_port: int = Field(default=4200, ge=1, le=65535)
    ui_auth: SecretStr | None = None  # user:password
    public_url: str = ""  # how coordinators reach the UI, for links in mails; empty: this machine
    mailbox_port: int = Field(default=0, ge=0, le=65535)  # 0: a free one
    daily_at: time = time(7, 30)  # Asia/Ho_Chi_Minh
    backup_at: time = time(2, 0)  # the same
    backup_keep: int = Field(default=14, ge=1, le=1000)  # copies; older ones are deleted
    backup_folder: Path | None = None  # better on another disk; none: backups/ in the data folder
    largest_file_mb: int = Field(default=25, ge=1, le=500)  # of a file that comes in with a document

    @field_validator("data")
    @classmethod
    def _absolute(cls, data: Path) -> Path:
        return data.expanduser().absolute()

    @field_validator("smtp_ca_file", "backup_folder")
    @classmethod
    def _from_data(cls, path: Path | None, info: ValidationInfo) -> Path | None:
        """Whatever folder a process works in, a relative path begins at the data folder."""
        return path and Path(info.data["data"], path.expanduser())

    @field_validator("smtp_ca_file")
    @classmethod
    def _authority(cls, path: Path | None) -> Path | None:
        """Said at once: otherwise every mail would wait for a file that is not there."""
        try:
            if path is not None:
                ssl.create_default_context(cafile=path)
        except FileNotFoundError:
            raise ValueError(f"there is no file {path}") from None
        except OSError as error:
            raise ValueError(f"{path} is no PEM file with certificates ({error.strerror or error})") from None
        return path

    @field_validator("database_url")
    @classmethod
    def _psycopg(cls, url: SecretStr | None) -> SecretStr | None:
        return _with_driver(url, "psycopg", others=("sqlite:///",))

    @field_validator("prefect_database_url")
    @classmethod
    def _asyncpg(cls, url: SecretStr | None) -> SecretStr | None:
        return _with_driver(url, "asyncpg", others=())

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(("redis://", "rediss://")):
            raise ValueError("write it as redis://:password@host:6379/0")
        return url

    @field_validator("allowed_recipient_domains", mode="before")
    @classmethod
    def _domains(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip().lower().lstrip("@") for part in value.split(",") if part.strip())
        return value

    @field_validator("mail_marking", mode="before")
    @classmethod
    def _composed(cls, value: Any) -> Any:
        return unicodedata.normalize("NFC", value.strip()) if isinstance(value, str) else value

    @field_validator("public_url", "prefect_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("write it as https://dondoc.your-network")
        return url.rstrip("/")

    @field_validator("ui_auth")
    @classmethod
    def _user_and_password(cls, auth: SecretStr | None) -> SecretStr | None:
        user, colon, password = (auth.get_secret_value() if auth else "user:password").partition(":")
        if not (user and colon and password):
            raise ValueError("write it as user:password")
        return auth

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.smtp_host and self.reply_to is None:
            raise ValueError(
                "DONDOC_REPLY_TO is required before real mail is sent: "
                "give the address of a mailbox that somebody reads"
            )
        if self.smtp_host and "mail_from" not in self.model_fields_set:
            raise ValueError(
                "DONDOC_MAIL_FROM is required before real mail is sent: give the address mail is sent from"
            )
        if self.bounce_imap_host and not self.bounce_imap_username:
            raise ValueError(
                "DONDOC_BOUNCE_IMAP_USERNAME and DONDOC_BOUNCE_IMAP_PASSWORD are required "
                "to read the mailbox on DONDOC_BOUNCE_IMAP_HOST"
            )
        if self.redis_url is not None and self.prefect_database_url is None:
            raise ValueError(
                "DONDOC_REDIS_URL is for several servers of Prefect, which share a PostgreSQL database: "
                "set DONDOC_PREFECT_DATABASE_URL as well"
            )
        if self.ui_host not in LOOPBACK and self.ui_auth is None:
            raise ValueError(
                f"DONDOC_UI_HOST={self.ui_host} opens the UI to the network: "
                "set DONDOC_UI_AUTH=user:password as well, or leave DONDOC_UI_HOST at 127.0.0.1"
            )
        return self

    @field_serializer("daily_at", "backup_at")
    def _clock_time(self, value: time) -> str:
        return value.strftime("%H:%M")

    @property
    def engine_url(self) -> str:
        """SQLAlchemy's URL of our database; may hold a password, never log it."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.data / 'dondoc.sqlite3'}"

    @property
    def backups(self) -> Path:
        """Where the nightly copies lie."""
        return self.backup_folder or self.data / "backups"

    @property
    def smtp_configured(self) -> bool:
        """Whether mail leaves through a configured server; otherwise the built-in mailbox takes it."""
        return bool(self.smtp_host)

    @property
    def domain(self) -> str:
        """Right-hand side of every Message-ID."""
        return self.message_id_domain or self.mail_from.rpartition("@")[2]

    def config_file(self, name: str) -> Path:
        """The installation's own `config/<name>` if there is one, else the packaged default."""
        own = self.data / "config" / name
        return own if own.exists() else PACKAGED / name


def read_settings(*, data: Path | None = None, **given: Any) -> Settings:
    """Settings of the data folder (option, then DONDOC_DATA, then ./dondoc-data); SettingsError if wrong."""
    folder = Path(data or os.environ.get(f"{PREFIX}DATA") or "dondoc-data").expanduser().absolute()
    env_file = folder / ".env"
    _refuse_unknown(os.environ, where="the environment")
    _refuse_unknown(_keys_of(env_file), where=str(env_file))
    try:
        return Settings(_env_file=env_file, _env_file_encoding="utf-8", data=folder, **given)
    except ValidationError as error:
        raise SettingsError("; ".join(_sentence(problem) for problem in error.errors())) from None


def _with_driver(url: SecretStr | None, driver: str, *, others: tuple[str, ...]) -> SecretStr | None:
    """People write a URL of PostgreSQL as everywhere; which library connects is ours to say."""
    text = url.get_secret_value() if url else ""
    for plain in ("postgresql://", "postgres://"):
        if text.startswith(plain):
            return SecretStr(f"postgresql+{driver}://" + text.removeprefix(plain))
    if text and not text.startswith((*others, f"postgresql+{driver}://")):
        raise ValueError("use a URL like postgresql://user:password@host/database")
    return url


def _keys_of(env_file: Path) -> Mapping[str, str | None]:
    try:
        return dotenv_values(env_file, encoding="utf-8") if env_file.is_file() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{env_file} cannot be read: {error}.") from None


def _refuse_unknown(keys: Mapping[str, Any], *, where: str) -> None:
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    for key in keys:
        if key.upper().startswith(PREFIX) and key.upper() not in known:
            nearest = process.extractOne(key.upper(), known)[0]
            raise SettingsError(f"Unknown setting {key} in {where}. Did you mean {nearest}?")


def _sentence(problem: Any) -> str:
    text = problem["msg"].removeprefix("Value error, ")
    return f"{PREFIX}{str(problem['loc'][0]).upper()}: {text}" if problem["loc"] else text
