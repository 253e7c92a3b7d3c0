"""A venue's staff and devices, their pairing codes, and the sessions that the codes start."""

from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from twyst.access.dependencies import VenueScope, require_staff
from twyst.access.permissions import Action, Role, permits
from twyst.access.staff import TOKEN_LIFETIME
from twyst.order.application.edit_staff import add_member, remove_member
from twyst.order.application.load_venue import require_venue
from twyst.order.application.mint_pairing_code import mint_pairing_code
from twyst.order.application.start_session import start_session
from twyst.order.domain.staff import Member, MemberKind
from twyst.order.entrypoints.catalog_api.fields import Answer, Body, Name, StaffRole
from twyst.order.entrypoints.catalog_api.ports import CatalogPorts

Owner = Annotated[VenueScope, Depends(require_staff(Action.STAFF))]

_KEYS_CACHE_SECONDS = 300


class NewMember(Body):
    """A member of staff or a device. `name` is a display name or the device's label."""

    name: Name
    role: StaffRole


class MemberBody(Answer):
    """A member of staff or a device."""

    member_id: UUID
    kind: MemberKind
    name: str
    role: StaffRole
    created_at: datetime


class MemberList(Answer):
    """Those that were not removed, oldest first."""

    members: list[MemberBody]


class NewCode(Body):
    """For whom a code is minted, and for how long it can be used."""

    member_id: UUID
    lifetime_minutes: int = Field(default=15, ge=1, le=24 * 60)


class CodeBody(Answer):
    """A code: shown once, good once. The member's earlier unused codes stop working."""

    code: str
    member: MemberBody
    expires_at: datetime


class CodeGiven(Body):
    """The code as it was typed; case, blanks and hyphens do not matter."""

    code: str = Field(min_length=1, max_length=40)


class SessionBody(Answer):
    """A session's token, to be sent as `Authorization: Bearer …`."""

    token: str
    token_type: str = "Bearer"  # noqa: S105  # OAuth's name of how it is sent
    expires_at: datetime
    role: StaffRole
    name: str
    subject: str
    venues: list[UUID]
    actions: list[Action] = Field(
        description="What the role may do in them, so that a page can leave out the rest."
    )


class StaffRoutes:
    """`/v1/venues/{venue_id}/staff`, `/devices` and `/pairing-codes`: the owner's."""

    def __init__(self, ports: CatalogPorts) -> None:
        self._ports = ports

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/v1/venues/{venue_id}", tags=["staff"])
        router.add_api_route("/staff", self.list_staff, methods=["GET"])
        router.add_api_route("/staff", self.add_staff, methods=["POST"], status_code=201)
        router.add_api_route("/staff/{member_id}", self.remove_staff, methods=["DELETE"], status_code=204)
        router.add_api_route("/devices", self.list_devices, methods=["GET"])
        router.add_api_route("/devices", self.add_device, methods=["POST"], status_code=201)
        router.add_api_route("/devices/{member_id}", self.remove_device, methods=["DELETE"], status_code=204)
        router.add_api_route("/pairing-codes", self.mint_code, methods=["POST"], status_code=201)
        return router

    async def list_staff(self, scope: Owner) -> MemberList:
        """The people who may start sessions."""
        return await self._list(scope, MemberKind.STAFF)

    async def add_staff(self, new: NewMember, scope: Owner) -> MemberBody:
        """Add a person."""
        return await self._add(scope, MemberKind.STAFF, new)

    async def remove_staff(self, member_id: UUID, scope: Owner) -> None:
        """No session begins for the person any more; one that is running ends with its token."""
        await self._remove(scope, MemberKind.STAFF, member_id)

    async def list_devices(self, scope: Owner) -> MemberList:
        """The devices that may start sessions."""
        return await self._list(scope, MemberKind.DEVICE)

    async def add_device(self, new: NewMember, scope: Owner) -> MemberBody:
        """Add a device."""
        return await self._add(scope, MemberKind.DEVICE, new)

    async def remove_device(self, member_id: UUID, scope: Owner) -> None:
        """No session begins on the device any more; one that is running ends with its token."""
        await self._remove(scope, MemberKind.DEVICE, member_id)

    async def mint_code(self, new: NewCode, scope: Owner) -> CodeBody:
        """Mint a one-time code for a person or a device."""
        self._ports.limits.codes.require(str(scope.venue_id))
        minted = await mint_pairing_code(
            self._ports.transactions,
            scope.venue_id,
            new.member_id,
            by=scope.subject,
            now=self._ports.clock,
            lifetime=timedelta(minutes=new.lifetime_minutes),
        )
        return CodeBody.model_validate(minted)

    async def _list(self, scope: VenueScope, kind: MemberKind) -> MemberList:
        async with self._ports.transactions.of_venue(scope.venue_id) as catalog:
            await require_venue(catalog)
            members = await catalog.roster.members(kind)
        return MemberList(members=[MemberBody.model_validate(member) for member in members])

    async def _add(self, scope: VenueScope, kind: MemberKind, new: NewMember) -> MemberBody:
        member = Member(uuid4(), kind, new.name, new.role, self._ports.clock())
        await add_member(self._ports.transactions, scope.venue_id, member, self._ports.clock)
        return MemberBody.model_validate(member)

    async def _remove(self, scope: VenueScope, kind: MemberKind, member_id: UUID) -> None:
        await remove_member(self._ports.transactions, scope.venue_id, kind, member_id, self._ports.clock)


class SessionRoutes:
    """`/v1/sessions`, and the keys that sessions' tokens are verified with."""

    def __init__(self, ports: CatalogPorts) -> None:
        self._ports = ports

    def router(self) -> APIRouter:
        router = APIRouter(tags=["sessions"])
        router.add_api_route("/v1/sessions", self.start_session, methods=["POST"], status_code=201)
        router.add_api_route("/.well-known/jwks.json", self.get_public_keys, methods=["GET"])
        return router

    async def start_session(self, given: CodeGiven, request: Request) -> SessionBody:
        """Exchange a pairing code for a session of twelve hours."""
        self._ports.limits.sessions.require(self._ports.client_address(request))
        session = await start_session(self._ports.transactions, given.code, self._ports.clock)
        member, venues = session.member, [session.venue_id]
        # Read before the token is made, so that what is told is no later than what the token says.
        expires_at = self._ports.clock() + TOKEN_LIFETIME
        return SessionBody(
            token=self._ports.issuer.issue(member.subject, Role(member.role), venues),
            expires_at=expires_at,
            role=member.role,
            name=member.name,
            subject=member.subject,
            venues=venues,
            actions=[action for action in Action if permits(Role(member.role), action)],
        )

    async def get_public_keys(self, response: Response) -> dict[str, Any]:
        """The JWKS (RFC 7517) with the public half of the signing key."""
        response.headers["Cache-Control"] = f"public, max-age={_KEYS_CACHE_SECONDS}"
        return self._ports.issuer.public_jwks()
