"""A clerk who edits a letter's template in LibreOffice: run by the Python that knows `uno`, not by ours.

Arguments: soffice, a folder for its profile, the template, where it is saved, and the edits as JSON:
`replace` (pairs of texts) and `up` (the beginning of a paragraph that is moved up by one).
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PATIENCE = 60  # seconds


def main() -> None:
    """Open, edit, save as .docx."""
    import uno  # type: ignore[import-not-found]  # of the system's Python
    from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]  # made by uno

    def option(name: str, value: Any) -> Any:
        made = PropertyValue()
        made.Name, made.Value = name, value
        return made

    office, folder, path, saved, edits = sys.argv[1:]
    pipe = f"dondocclerk{Path(folder).name}"
    profile = f"-env:UserInstallation={(Path(folder) / 'clerk').as_uri()}"
    command = [office, profile, "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"]
    process = subprocess.Popen(command)
    try:
        manager, desktop = _desktop(uno, pipe)
        text = desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, (option("Hidden", True),))
        wanted = json.loads(edits)
        for old, new in wanted.get("replace", []):
            _replace(text, old, new)
        for start in wanted.get("up", []):
            _up(manager, text, start)
        text.storeToURL(Path(saved).as_uri(), (option("FilterName", "MS Word 2007 XML"),))
        text.close(True)
        desktop.terminate()
    finally:
        process.wait(PATIENCE)


def _replace(text: Any, old: str, new: str) -> None:
    search = text.createReplaceDescriptor()
    search.SearchString, search.ReplaceString, search.SearchCaseSensitive = old, new, True
    if not text.replaceAll(search):
        raise SystemExit(f"{old} does not stand there")


def _up(manager: Any, text: Any, start: str) -> None:
    search = text.createSearchDescriptor()
    search.SearchString = start
    found = text.findFirst(search)
    controller = text.getCurrentController()
    controller.getViewCursor().gotoRange(found.getStart(), False)
    dispatcher = manager.createInstance("com.sun.star.frame.DispatchHelper")
    dispatcher.executeDispatch(controller.getFrame(), ".uno:MoveUp", "", 0, ())


def _desktop(uno: Any, pipe: str) -> tuple[Any, Any]:
    """LibreOffice's services and its desktop, once it answers."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            manager = there.ServiceManager
            return manager, manager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    main()
