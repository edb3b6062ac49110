"""Pages that coordinators read: one artifact per page, rewritten in place so that its address never changes.

The UI's page of a key shows only a list of versions; the page of one artifact shows the text itself.
"""

from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId, ArtifactFilterKey
from prefect.client.schemas.sorting import ArtifactSort
from prefect.runtime import flow_run

HERE = "../.."  # pages of deployments, artifacts and runs all lie two steps below the root, in both UIs
START_KEY = "bat-dau-tu-day"
START_TITLE = "Bắt đầu từ đây"


async def publish(*, key: str, title: str, markdown: str) -> UUID:
    """Write the page `key`; its links should be relative, so that they stay in the UI they are read in."""
    async with get_client() as client:
        page = await _id_of(key=key, client=client)
        if page is None:
            page = await _create(key=key, markdown=markdown, client=client)
        description = f"[{title}]({page_link(page=page)})"
        await client.update_artifact(page, ArtifactUpdate(data=markdown, description=description))
    return page


async def publish_answer(*, title: str, markdown: str) -> None:
    """The answer to a form: it stands among the artifacts of its run, where whoever asked looks first.

    It has no key: the UI leads from the run straight to an artifact without one, else to a list of versions.
    """
    run = UUID(flow_run.id) if flow_run.id else None
    wanted = ArtifactCreate(type="markdown", data=markdown, description=title, flow_run_id=run)
    async with get_client() as client:
        await client.create_artifact(wanted)


async def publish_once(*, title: str, markdown: str) -> UUID:
    """As `publish_answer`; a run that starts again from the top finds the one it made, by its title."""
    assert flow_run.id is not None
    of_run = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[UUID(flow_run.id)]))
    async with get_client() as client:
        for made in await client.read_artifacts(artifact_filter=of_run):
            if made.description == title and made.key is None:
                await client.update_artifact(made.id, ArtifactUpdate(data=markdown))
                return made.id
        wanted = ArtifactCreate(
            type="markdown", data=markdown, description=title, flow_run_id=UUID(flow_run.id)
        )
        return (await client.create_artifact(wanted)).id


async def ensure(*, key: str, title: str) -> UUID:
    """The page `key`, made with its title alone if it is not there yet."""
    async with get_client() as client:
        page = await _id_of(key=key, client=client)
    return page or await publish(key=key, title=title, markdown=f"# {title}")


def page_link(*, page: UUID | str, base: str = HERE) -> str:
    """A page's address; relative for artifacts and descriptions, for mails give `base`."""
    return f"{base}/artifacts/artifact/{page}"


async def _id_of(*, key: str, client: PrefectClient) -> UUID | None:
    found = await client.read_artifacts(
        artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])), sort=ArtifactSort.ID_DESC, limit=1
    )
    return found[0].id if found else None


async def _create(*, key: str, markdown: str, client: PrefectClient) -> UUID:
    made = await client.create_artifact(ArtifactCreate(key=key, type="markdown", data=markdown))
    return made.id
