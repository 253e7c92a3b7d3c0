"""The settings of access, for a service to combine with its own."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from twyst.runtime.settings import SecretCommaList, Settings


class StaffTokenSettings(Settings):
    """Where the public keys of staff tokens are: a URL or a file."""

    jwks_url: str = Field(default="", description="URL of the JWKS that staff tokens are verified with.")
    jwks_file: Path | None = Field(default=None, description="The same as a file; one of the two is set.")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if bool(self.jwks_url) == (self.jwks_file is not None):
            raise ValueError(
                "set either TWYST_JWKS_URL or TWYST_JWKS_FILE: staff tokens are verified with its keys"
            )
        return self


class CapabilitySettings(Settings):
    """The keys of the diners' capabilities."""

    capability_keys: SecretCommaList = Field(
        min_length=1,
        description="Keys of the diners' order tokens, with commas, 32 characters or more each; the first one signs.",
    )
