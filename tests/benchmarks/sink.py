"""An SMTP server in a process of its own that takes every mail and counts it."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

FRIENDLY = {b"EHLO": b"250-sink\r\n250 8BITMIME\r\n", b"DATA": b"354 go ahead\r\n", b"QUIT": b"221 bye\r\n"}
END = b"\r\n.\r\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sink:
    """Where it listens, and what it took since it was last asked."""

    port: int
    process: "subprocess.Popen[str]"

    def taken(self) -> tuple[int, int]:
        """Mails and their bytes since the last question."""
        assert self.process.stdin is not None
        print(file=self.process.stdin, flush=True)
        mails, size = self._answer().split()
        return int(mails), int(size)

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


class _Talk(asyncio.Protocol):
    def __init__(self, counts: list[int]) -> None:
        self._counts, self._kept, self._in_data = counts, bytearray(), False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._kept += data
        while self._step():
            pass

    def _step(self) -> bool:
        end = END if self._in_data else b"\r\n"
        at = self._kept.find(end)
        if at < 0:
            return False
        if self._in_data:
            self._counts[0], self._counts[1] = self._counts[0] + 1, self._counts[1] + at + 2
            self._transport.write(b"250 2.0.0 taken\r\n")
        else:
            self._transport.write(FRIENDLY.get(bytes(self._kept[:4]).upper(), b"250 ok\r\n"))
        self._in_data = not self._in_data and self._kept[:4].upper() == b"DATA"
        del self._kept[: at + len(end)]
        return True


async def _serve() -> None:
    counts, ended = [0, 0], asyncio.Event()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Talk(counts), "127.0.0.1", 0)

    def answer() -> None:
        if not sys.stdin.readline():
            ended.set()
            return
        print(*counts, flush=True)
        counts[:] = [0, 0]

    loop.add_reader(sys.stdin.fileno(), answer)
    print(server.sockets[0].getsockname()[1], flush=True)
    await ended.wait()


@contextmanager
def sink() -> Iterator[Sink]:
    """A running one; it ends with whoever started it."""
    command = [sys.executable, "-m", "tests.benchmarks.sink"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield Sink(port=int(process.stdout.readline()), process=process)


if __name__ == "__main__":
    asyncio.run(_serve())
