"""How the file of a giấy mời is called."""

from models.words import Region
from templates.training_facts import TrainingFacts


def invitation_name(facts: TrainingFacts) -> str:
    """A name made of our own words alone: giay-moi-tap-huan-mien-bac-2024-04-01.docx."""
    key = {Region.NORTH: "mien-bac", Region.CENTRE: "mien-trung", Region.SOUTH: "mien-nam"}
    where = key.get(facts.region, "co-quan-bo")
    return f"giay-moi-tap-huan-{where}-{facts.first_day.isoformat()}.docx"
