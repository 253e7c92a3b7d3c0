"""The catalog over HTTP: venues, tables, menus, availability, accounts, staff, sessions."""

from fastapi import APIRouter

from twyst.order.entrypoints.catalog_api.accounts import AccountRoutes
from twyst.order.entrypoints.catalog_api.availability import AvailabilityRoutes
from twyst.order.entrypoints.catalog_api.diner import DinerRoutes
from twyst.order.entrypoints.catalog_api.menus import MenuRoutes
from twyst.order.entrypoints.catalog_api.ports import CatalogLimits, CatalogPorts
from twyst.order.entrypoints.catalog_api.problems import CATALOG_PROBLEMS
from twyst.order.entrypoints.catalog_api.staff import SessionRoutes, StaffRoutes
from twyst.order.entrypoints.catalog_api.tables import TableRoutes
from twyst.order.entrypoints.catalog_api.venues import VenueRoutes

__all__ = ["CATALOG_PROBLEMS", "CatalogLimits", "CatalogPorts", "catalog_routers"]


def catalog_routers(ports: CatalogPorts) -> list[APIRouter]:
    """The catalog's routes. Its errors need `CATALOG_PROBLEMS` in `create_api(problems=…)`."""
    areas = (
        DinerRoutes(ports),
        AvailabilityRoutes(ports),
        VenueRoutes(ports),
        AccountRoutes(ports),
        MenuRoutes(ports),
        TableRoutes(ports),
        StaffRoutes(ports),
        SessionRoutes(ports),
    )
    return [area.router() for area in areas]
