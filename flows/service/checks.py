"""What is looked at before anything is started; each problem is one sentence."""

import smtplib
import socket
import ssl

from config.settings import Security, Settings
from flows.service.errors import ServiceError


def check_port(*, settings: Settings) -> None:
    """ServiceError if the UI's port cannot be had."""
    family = socket.AF_INET6 if ":" in settings.ui_host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.ui_host, settings.ui_port))
        except OSError as error:
            raise ServiceError(
                f"Port {settings.ui_port} on {settings.ui_host} cannot be used ({error.strerror}): "
                f"stop the program that has it, or choose another with --port, such as --port {_free_port()}."
            ) from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_smtp(*, settings: Settings) -> None:
    """ServiceError if an SMTP server is configured and does not greet."""
    if not settings.smtp_configured:
        return
    try:
        with _greeting(settings) as connection:
            connection.noop()
    except (OSError, smtplib.SMTPException) as error:
        raise ServiceError(
            f"The SMTP server {settings.smtp_host}:{settings.smtp_port} is unreachable ({error}): "
            "check DONDOC_SMTP_HOST, DONDOC_SMTP_PORT and DONDOC_SMTP_SECURITY."
        ) from None


def _greeting(settings: Settings) -> smtplib.SMTP:
    patience = min(settings.smtp_timeout, 10)
    if settings.smtp_security is not Security.TLS:
        return smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=patience)
    context = ssl.create_default_context(cafile=settings.smtp_ca_file)
    return smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=patience, context=context)
