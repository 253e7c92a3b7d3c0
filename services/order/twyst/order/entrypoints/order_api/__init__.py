"""Orders over HTTP: diners place, follow, pay and cancel them; staff work on them."""

from fastapi import APIRouter

from twyst.order.entrypoints.order_api.commands import CommandRoutes
from twyst.order.entrypoints.order_api.diner import DinerRoutes
from twyst.order.entrypoints.order_api.holds import HoldRoutes
from twyst.order.entrypoints.order_api.limits import GENEROUS, OrderLimits, OrderRates
from twyst.order.entrypoints.order_api.placing import PlacingRoutes
from twyst.order.entrypoints.order_api.ports import OrderApiPorts
from twyst.order.entrypoints.order_api.problems import ORDER_PROBLEMS
from twyst.order.entrypoints.order_api.staff_orders import StaffOrderRoutes

__all__ = ["GENEROUS", "ORDER_PROBLEMS", "OrderApiPorts", "OrderLimits", "OrderRates", "order_routers"]


def order_routers(ports: OrderApiPorts) -> list[APIRouter]:
    """The routes of orders. Their errors need `ORDER_PROBLEMS` in `create_api(problems=…)`."""
    areas = (
        PlacingRoutes(ports),
        DinerRoutes(ports),
        StaffOrderRoutes(ports),
        CommandRoutes(ports),
        HoldRoutes(ports),
    )
    return [area.router() for area in areas]
