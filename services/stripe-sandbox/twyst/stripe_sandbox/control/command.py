"""What all bodies of test-only commands have in common."""

from pydantic import BaseModel, ConfigDict


class Command(BaseModel):
    """A body in which an unknown field is a mistake."""

    model_config = ConfigDict(extra="forbid")
