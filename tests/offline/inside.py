"""`python -m tests.offline.inside DONDOC DATA`: run inside a network namespace that has loopback alone.

Starts the installed `dondoc up`, lives a day of the example, opens every page in a browser, and prints what
the browser asked for as JSON. Nothing of it could reach another machine.
"""

import json
import socket
import sys
from pathlib import Path

from playwright.sync_api import Page, Request, expect

from tests.browser.driver import CHROMIUM, PATIENCE, START, Coordinator, chromium
from tests.running_service import DAILY, Service

START_SECONDS = 400  # Prefect makes its database, on a machine that does other things
PAGES = (
    "Tổng quan tiến độ",
    "Đơn vị chưa gửi",
    "Tiến trình kế hoạch",
    "Ghi nhận văn bản đến",
    DAILY,
    "Sao lưu dữ liệu",
)
ELSEWHERE = ("192.0.2.1", 80)  # RFC 5737: an address for examples


def main() -> None:
    """The report goes to stdout; whatever fails is an exception."""
    program, data = Path(sys.argv[1]), Path(sys.argv[2])
    report = {"network": _network(), "day": "", "backup": "", "own": 0, "elsewhere": [], "logs": []}
    service = Service(data=data, arguments=(), program=(str(program),), patience=START_SECONDS)
    try:
        report["day"] = service.running().run_day("21/02/2024")
        report["backup"] = _backup(service)
        if CHROMIUM:
            report |= _browse(service)
        report["logs"] = _complaints(data)
    finally:
        if service.process is not None:
            report["exit"] = service.stop()
    print(json.dumps(report, ensure_ascii=False))


def _network() -> str:
    """Why another machine cannot be reached; empty would mean that it can."""
    try:
        with socket.create_connection(ELSEWHERE, timeout=3):
            return ""
    except OSError as error:
        return str(error)


def _backup(service: Service) -> str:
    """The nightly flow, by hand, as its form starts it."""
    form = service.deployment("Sao lưu dữ liệu")
    run = service.ask("POST", f"/deployments/{form['id']}/create_flow_run", {"parameters": {}})["id"]
    return service.ended(run)


def _browse(service: Service) -> dict[str, object]:
    """The browser's requests: how many to our own address, which ones elsewhere and what became of them."""
    asked: list[Request] = []
    with chromium() as browser:
        page: Page = browser.new_page()
        page.on("request", lambda request: asked.append(request))
        person = Coordinator(page=page, service=service)
        for name in PAGES:
            person.open(name)
            page.wait_for_load_state("networkidle")
        for path in ("/v2/dashboard", "/v2/runs", "/v2/deployments", "/v2/settings"):
            page.goto(f"{service.url}{path}")
            page.wait_for_load_state("networkidle")
        person.start()
        expect(page.get_by_role("heading", name=START)).to_be_visible(timeout=PATIENCE)
        foreign = [(one.url, one.failure or "") for one in asked if not _is_ours(one.url, service)]
    return {"own": len(asked) - len(foreign), "elsewhere": sorted(set(foreign))}


def _is_ours(url: str, service: Service) -> bool:
    return url.startswith((f"{service.url}/", "data:", "blob:", f"ws://127.0.0.1:{service.port}/"))


def _complaints(data: Path) -> list[str]:
    """Lines of our logs that are about the network."""
    words = ("Name or service", "Network is unreachable", "getaddrinfo", "Temporary failure in name")
    return [
        f"{log.name}: {line}"
        for log in sorted((data / "logs").glob("*.log"))
        for line in log.read_text("utf-8", "replace").splitlines()
        if any(word in line for word in words)
    ]


if __name__ == "__main__":
    main()
