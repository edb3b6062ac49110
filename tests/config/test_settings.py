"""Settings: environment first, then `.env`; a wrong one is a sentence that names its key."""

from pathlib import Path

import pytest

from config.settings import Security, Settings, SettingsError, read_settings
from flows.service.prefect_environment import environment


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for key in [key for key in os.environ if key.startswith("DONDOC_")]:
        monkeypatch.delenv(key)
    monkeypatch.chdir(tmp_path)


def with_file(folder: Path, *lines: str) -> Settings:
    """The settings of a data folder whose `.env` has these lines."""
    folder.mkdir(exist_ok=True)
    (folder / ".env").write_text("\n".join(lines), encoding="utf-8")
    return read_settings(data=folder)


def refused(folder: Path, *lines: str) -> str:
    """The sentence that these lines get."""
    with pytest.raises(SettingsError) as caught:
        with_file(folder, *lines)
    return str(caught.value)


def test_without_anything_set_it_works_in_the_current_folder(tmp_path: Path) -> None:
    """`dondoc up` needs no configuration."""
    settings = read_settings()
    assert settings.data == tmp_path / "dondoc-data"
    assert settings.engine_url == f"sqlite:///{tmp_path / 'dondoc-data' / 'dondoc.sqlite3'}"
    assert (settings.ui_host, settings.ui_port, settings.smtp_configured) == ("127.0.0.1", 4200, False)
    assert f"{settings.daily_at:%H:%M}" == "07:30"


def test_option_beats_environment_and_environment_beats_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The nearest word holds."""
    monkeypatch.setenv("DONDOC_DATA", str(tmp_path / "a"))
    monkeypatch.setenv("DONDOC_UI_PORT", "4300")
    assert with_file(tmp_path / "b", "DONDOC_UI_PORT=4400", "DONDOC_MAILBOX_PORT=2525").data == tmp_path / "b"
    settings = read_settings(data=tmp_path / "b")
    assert (settings.ui_port, settings.mailbox_port) == (4300, 2525)
    assert read_settings().data == tmp_path / "a"
    assert read_settings(ui_port=4500).ui_port == 4500


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("DONDOC_SMTPHOST", "DONDOC_SMTP_HOST"),
        ("DONDOC_MAIL_FORM", "DONDOC_MAIL_FROM"),
        ("dondoc_ui_prt", "DONDOC_UI_PORT"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_known_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, meant: str
) -> None:
    """Unknown keys refused, in the file and in the environment."""
    where = tmp_path / "d" / ".env"
    assert (
        refused(tmp_path / "d", f"{written}=x")
        == f"Unknown setting {written} in {where}. Did you mean {meant}?"
    )
    monkeypatch.setenv(written, "x")
    with pytest.raises(SettingsError, match=f"Unknown setting {written} in the environment"):
        read_settings(data=tmp_path / "other")


def test_keys_of_other_programs_in_the_file_are_left_alone(tmp_path: Path) -> None:
    """Prefect reads the same file."""
    assert with_file(tmp_path / "d", "PREFECT_LOGGING_LEVEL=INFO").ui_port == 4200


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["DONDOC_SMTP_PORT=abc"], "DONDOC_SMTP_PORT: "),
        (["DONDOC_DAILY_AT=25:00"], "DONDOC_DAILY_AT: "),
        (["DONDOC_REPLY_TO=nobody"], "DONDOC_REPLY_TO: "),
        (["DONDOC_SMTP_SECURITY=ssl"], "DONDOC_SMTP_SECURITY: "),
        (["DONDOC_MAIL_MARKING=MẬT"], "DONDOC_MAIL_MARKING: "),
        (["DONDOC_UI_AUTH=verysecret"], "DONDOC_UI_AUTH: write it as user:password"),
        (
            ["DONDOC_DATABASE_URL=mysql://u:verysecret@h/d"],
            "DONDOC_DATABASE_URL: use a URL like postgresql://",
        ),
        (["DONDOC_SMTP_HOST=relay", "DONDOC_MAIL_FROM=a@v03.example"], "DONDOC_REPLY_TO is required"),
        (["DONDOC_SMTP_HOST=relay", "DONDOC_REPLY_TO=a@v03.example"], "DONDOC_MAIL_FROM is required"),
        (["DONDOC_UI_HOST=0.0.0.0"], "set DONDOC_UI_AUTH=user:password as well"),
    ],
)
def test_a_wrong_value_is_a_sentence_that_names_the_key_and_hides_the_value(
    tmp_path: Path, lines: list[str], said: str
) -> None:
    """Errors say what would be right and never repeat a secret."""
    sentence = refused(tmp_path / "d", *lines)
    assert said in sentence
    assert "verysecret" not in sentence


def test_secrets_never_show(tmp_path: Path) -> None:
    """Secrets are SecretStr: settings may be printed."""
    settings = with_file(
        tmp_path / "d",
        "DONDOC_SMTP_PASSWORD=verysecret",
        "DONDOC_UI_AUTH=v03:verysecret",
        "DONDOC_DATABASE_URL=postgresql://u:verysecret@h/d",
        "DONDOC_PREFECT_DATABASE_URL=postgresql://u:verysecret@h/p",
    )
    assert "verysecret" not in repr(settings) + settings.model_dump_json()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_reached_through_psycopg(tmp_path: Path, scheme: str) -> None:
    """A plain PostgreSQL URL works."""
    settings = with_file(tmp_path / "d", f"DONDOC_DATABASE_URL={scheme}://u@h/d")
    assert settings.engine_url == "postgresql+psycopg://u@h/d"


def test_prefects_database_is_reached_through_asyncpg_and_is_postgresql(tmp_path: Path) -> None:
    """Its own SQLite lies in the data folder and needs no setting."""
    settings = with_file(tmp_path / "d", "DONDOC_PREFECT_DATABASE_URL=postgres://u@h/p")
    assert settings.prefect_database_url
    assert settings.prefect_database_url.get_secret_value() == "postgresql+asyncpg://u@h/p"
    with pytest.raises(SettingsError, match="DONDOC_PREFECT_DATABASE_URL: use a URL like postgresql://"):
        with_file(tmp_path / "e", "DONDOC_PREFECT_DATABASE_URL=sqlite:///x")


def test_lists_are_written_with_commas_and_words_by_value(tmp_path: Path) -> None:
    """No JSON in an administrator's file."""
    settings = with_file(
        tmp_path / "d",
        "DONDOC_ALLOWED_RECIPIENT_DOMAINS=Ca-HaGiang.example, @v03.example,",
        "DONDOC_SMTP_SECURITY=tls",
        "DONDOC_MAIL_FROM=nhac@v03.example",
    )
    assert settings.allowed_recipient_domains == ("ca-hagiang.example", "v03.example")
    assert settings.smtp_security is Security.TLS
    assert settings.domain == "v03.example"


def test_the_installations_own_file_shadows_the_packaged_one(tmp_path: Path) -> None:
    """An installation edits only its data folder's `config/`."""
    settings = with_file(tmp_path / "d")
    packaged = settings.config_file("policy.yaml")
    assert packaged.is_file()
    own = tmp_path / "d" / "config" / "policy.yaml"
    own.parent.mkdir()
    own.write_text("")
    assert settings.config_file("policy.yaml") == own


@pytest.mark.parametrize("marking", ["", "LƯU HÀNH NỘI BỘ"])
def test_a_mail_is_marked_for_internal_use_or_not_at_all(tmp_path: Path, marking: str) -> None:
    assert with_file(tmp_path / "d", f"DONDOC_MAIL_MARKING={marking}").mail_marking == marking


def test_several_servers_of_prefect_share_redis_and_a_database(tmp_path: Path) -> None:
    """Everything that one server would keep to itself goes through Redis; half of it is refused."""
    database = "DONDOC_PREFECT_DATABASE_URL=postgresql://u@h/p"
    settings = with_file(tmp_path / "d", f"{database}\nDONDOC_REDIS_URL=redis://:x@r:6379/0")
    given = environment(settings=settings, inherited={})
    urls = {name for name, value in given.items() if value == "redis://:x@r:6379/0"}
    modules = [value for value in given.values() if value.startswith("prefect_redis.")]
    assert (len(urls), len(modules)) == (3, 5)
    alone = environment(settings=with_file(tmp_path / "e", database), inherited={})
    assert not [value for value in alone.values() if "redis" in value]
    with pytest.raises(SettingsError, match="set DONDOC_PREFECT_DATABASE_URL as well"):
        with_file(tmp_path / "f", "DONDOC_REDIS_URL=redis://r:6379/0")
    with pytest.raises(SettingsError, match="DONDOC_REDIS_URL: write it as redis://:password@host:6379/0"):
        with_file(tmp_path / "g", f"{database}\nDONDOC_REDIS_URL=r:6379")
