"""Response headers that an API needs: nothing is sniffed, framed, cached or leaked by a referrer."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)
_NO_CONTENT_POLICY: Final = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_STRICT_TRANSPORT: Final = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class SecurityHeadersMiddleware:
    """Adds each header that the answer does not set itself."""

    def __init__(self, app: ASGIApp, *, strict_transport: bool, docs_paths: frozenset[str]) -> None:
        self._app = app
        self._on_docs = (*_ALWAYS, _STRICT_TRANSPORT) if strict_transport else _ALWAYS
        self._elsewhere = (*self._on_docs, _NO_CONTENT_POLICY)
        self._docs_paths = docs_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        wanted = self._on_docs if scope["path"] in self._docs_paths else self._elsewhere

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.setdefault("headers", [])
                present = {name for name, _ in headers}
                message["headers"] = [*headers, *(header for header in wanted if header[0] not in present)]
            await send(message)

        await self._app(scope, receive, send_with_headers)
