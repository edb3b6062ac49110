"""One real `dondoc up` that the tests of this folder share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running_service import Service


@pytest.fixture(scope="session")
def service(prefect_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A live folder's service; a test that needs it up says `service.running()`.

    At the end of all tests: SIGTERM stops all of it within seconds, without orphans.
    """
    service = Service(data=tmp_path_factory.mktemp("up") / "dữ liệu", prefect=prefect_database)
    yield service
    if service.process is not None:
        assert service.stop() == 0
        assert service.processes() == []
