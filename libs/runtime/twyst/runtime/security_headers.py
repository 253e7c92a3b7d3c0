"""Response headers that an API needs: nothing is sniffed, framed, cached or leaked by a referrer."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS: Final = (
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cache-control", "no-store"),
)
_NO_CONTENT_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"
_STRICT_TRANSPORT: Final = "max-age=31536000; includeSubDomains"


class SecurityHeadersMiddleware:
    """Adds each header that the answer does not set itself."""

    def __init__(self, app: ASGIApp, *, strict_transport: bool, docs_paths: frozenset[str]) -> None:
        self._app = app
        self._strict_transport = strict_transport
        self._docs_paths = docs_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS:
                    headers.setdefault(name, value)
                if scope["path"] not in self._docs_paths:
                    headers.setdefault("content-security-policy", _NO_CONTENT_POLICY)
                if self._strict_transport:
                    headers.setdefault("strict-transport-security", _STRICT_TRANSPORT)
            await send(message)

        await self._app(scope, receive, send_with_headers)
