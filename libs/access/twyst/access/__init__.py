"""Who calls: staff tokens and diners' capabilities become a scope of one venue, or of one order."""

from twyst.access.capability import Capabilities, InvalidCapabilityError
from twyst.access.dependencies import (
    DinerScope,
    VenueScope,
    diner_scope,
    install_access,
    require_operator,
    require_staff,
    staff_claims,
)
from twyst.access.jwks import KeysUnavailableError, PublicKeys, jwks_from_file, jwks_from_url
from twyst.access.permissions import PERMISSIONS, Action, Role, permits
from twyst.access.settings import CapabilitySettings, StaffTokenSettings
from twyst.access.staff import (
    InvalidStaffTokenError,
    StaffClaims,
    StaffIssuer,
    StaffVerifier,
    generate_signing_key,
)

__all__ = [
    "PERMISSIONS",
    "Action",
    "Capabilities",
    "CapabilitySettings",
    "DinerScope",
    "InvalidCapabilityError",
    "InvalidStaffTokenError",
    "KeysUnavailableError",
    "PublicKeys",
    "Role",
    "StaffClaims",
    "StaffIssuer",
    "StaffTokenSettings",
    "StaffVerifier",
    "VenueScope",
    "diner_scope",
    "generate_signing_key",
    "install_access",
    "jwks_from_file",
    "jwks_from_url",
    "permits",
    "require_operator",
    "require_staff",
    "staff_claims",
]
