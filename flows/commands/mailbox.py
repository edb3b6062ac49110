"""`dondoc mailbox`: what the built-in mailbox captured."""

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from config.settings import SettingsError, read_settings
from flows.clock import ZONE
from flows.commands.service import DataOption
from flows.delivery.captured import CapturedMail, MailSummary, NoSuchMailError, list_mails, read_mail

app = typer.Typer(help="Mails that the built-in mailbox captured.", invoke_without_command=True)


def add_to(parent: typer.Typer) -> None:
    """Add this subject's commands."""
    parent.add_typer(app, name="mailbox")


@app.callback()
def list_captured(
    context: typer.Context,
    data: DataOption = None,
    last: Annotated[int, typer.Option("--last", min=1, help="How many mails to list.")] = 30,
) -> None:
    """List captured mails, newest first; `dondoc mailbox show N` shows one."""
    context.obj = data
    if context.invoked_subcommand is not None:
        return
    mails = list_mails(_folder(data))
    for mail in mails[:last]:
        typer.echo(_line(mail))
    if not mails:
        typer.echo("No mail has been captured yet.")
    elif len(mails) > last:
        typer.echo(f"... and {len(mails) - last} older: --last {len(mails)} lists all of them.")


@app.command()
def show(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="The mail's number in the list.")],
    data: DataOption = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write the mail's HTML to this file.")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the mail's HTML in the browser.")] = False,
) -> None:
    """Show one mail as text, or write its HTML to a file."""
    folder = _folder(data or context.obj)
    try:
        mail = read_mail(folder, number)
    except NoSuchMailError as error:
        raise _problem(str(error)) from None
    typer.echo(_visible(_shown(mail)))
    if html is not None or open_:
        _write_html(mail, html or folder.parent / "run" / f"mail-{number}.html", open_=open_)


def _folder(data: Path | None) -> Path:
    try:
        return read_settings(data=data).data / "mailbox"
    except SettingsError as error:
        raise _problem(str(error)) from None


def _problem(sentence: str) -> typer.Exit:
    typer.echo(f"dondoc: {sentence}", err=True)
    return typer.Exit(1)


def _line(mail: MailSummary) -> str:
    date = mail.date.astimezone(ZONE).strftime("%d/%m/%Y %H:%M")
    return _visible(f"{mail.number:>5}  {date}  {mail.to}  {mail.subject}")


def _shown(mail: CapturedMail) -> str:
    names = ("From", "To", "Cc", "Reply-To", "Date", "Subject", "Message-ID")
    head = [f"{name}: {mail.header(name)}" for name in names if mail.header(name)]
    files = [
        f"[{part.name or 'part'}, {part.media_type}, {len(part.content)} bytes]" for part in mail.attachments
    ]
    return "\n".join([*head, "", mail.text.rstrip(), *files])


def _visible(text: str) -> str:
    """Without what could steer the terminal."""
    return "".join(c if c == "\n" or c.isprintable() else " " for c in text)


def _write_html(mail: CapturedMail, file: Path, *, open_: bool) -> None:
    if not mail.html:
        raise _problem(f"Mail {mail.summary.number} has no HTML.")
    try:
        file.write_text(mail.html, encoding="utf-8")
    except OSError as error:
        raise _problem(f"{file} cannot be written ({error.strerror}): choose another with --html.") from None
    typer.echo(f"\nHTML: {file}")
    if open_:
        webbrowser.open(file.absolute().as_uri())
