"""The physical limit: prebuilt bytes pushed by aiosmtplib over four reused connections, nothing recorded."""

import asyncio
from collections import deque
from collections.abc import Sequence

from aiosmtplib import SMTP

CONNECTIONS = 4


def push(mails: Sequence[tuple[str, bytes]], *, port: int) -> None:
    """Send these bytes to these addresses."""
    asyncio.run(_push(deque(mails), port))


async def _push(mails: deque[tuple[str, bytes]], port: int) -> None:
    await asyncio.gather(*(_serve(mails, port) for _ in range(CONNECTIONS)))


async def _serve(mails: deque[tuple[str, bytes]], port: int) -> None:
    async with SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
        while mails:
            address, content = mails.popleft()
            await client.mail("bounces@v03.example")
            await client.rcpt(address)
            await client.data(content)
