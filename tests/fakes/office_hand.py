"""Somebody who fills in a workbook in LibreOffice: run by the Python that knows `uno`, not by ours.

Arguments: soffice, a folder for its profile, the workbook, where it is saved, and the cells as JSON.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PATIENCE = 60  # seconds


def main() -> None:
    """Open, enter, save as xlsx."""
    import uno  # type: ignore[import-not-found]  # of the system's Python
    from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]  # made by uno

    office, folder, path, saved, cells = sys.argv[1:]
    pipe = f"dondoc{Path(folder).name}"
    profile = f"-env:UserInstallation={(Path(folder) / 'hand').as_uri()}"
    command = [office, profile, "--headless", "--norestore", f"--accept=pipe,name={pipe};urp;"]
    process = subprocess.Popen(command)
    try:
        desktop = _desktop(uno, pipe)
        book = desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, (_hidden(PropertyValue),))
        for place, value in json.loads(cells).items():
            sheet, _, name = place.partition("!")
            cell = book.getSheets().getByName(sheet).getCellRangeByName(name)
            if isinstance(value, str):
                cell.setString(value)
            else:
                cell.setValue(value)
        kind = PropertyValue()
        kind.Name, kind.Value = "FilterName", "Calc MS Excel 2007 XML"
        book.storeToURL(Path(saved).as_uri(), (kind,))
        book.close(True)
        desktop.terminate()
    finally:
        process.wait(PATIENCE)


def _hidden(value: Any) -> Any:
    hidden = value()
    hidden.Name, hidden.Value = "Hidden", True
    return hidden


def _desktop(uno: Any, pipe: str) -> Any:
    """LibreOffice's desktop, once it answers."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    main()
