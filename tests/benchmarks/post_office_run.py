"""Run by the throwaway environment: queues the mails, sends the queue, prints the seconds; all defaults."""

import json
import sys
import time


def main(given: str, database: str, port: str) -> None:
    """Settings, tables, then the part that is timed."""
    import django
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        EMAIL_BACKEND="post_office.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=int(port),
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        SECRET_KEY="benchmark",
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from post_office import mail
    from post_office.mail import send_queued_mail_until_done

    with open(given) as file:
        mails = json.load(file)
    start = time.perf_counter()
    for address, subject, text, html in mails:
        mail.send(address, "v03@v03.example", subject=subject, message=text, html_message=html)
    send_queued_mail_until_done()
    print(time.perf_counter() - start)


if __name__ == "__main__":
    main(*sys.argv[1:])
