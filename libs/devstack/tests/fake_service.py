"""A service for the supervisor's tests: answers with its environment; `/crash` ends it with code 3."""

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({k: v for k, v in os.environ.items() if k.startswith("TWYST_")}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)
        if self.path == "/crash":
            threading.Timer(0.05, os._exit, (3,)).start()

    def log_message(self, *_arguments: object) -> None:
        return


sys.stderr.write("serving\n")
ThreadingHTTPServer(("127.0.0.1", int(os.environ["TWYST_PORT"])), Handler).serve_forever()
