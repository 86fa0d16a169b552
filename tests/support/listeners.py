"""Small servers on loopback for a fleet that answers well and badly: lines over TCP, pages over HTTP, TLS."""

import http.server
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager


class _Threads(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def greeting(line: bytes, *, answer: bytes = b"", context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve one line at every connection, and `answer` to whatever comes; the value is the port."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                connection = context.wrap_socket(self.request, server_side=True) if context else self.request
                connection.sendall(line)
                connection.settimeout(3)
                while connection.recv(1024):
                    if answer:
                        connection.sendall(answer)
            except OSError:
                return

    with _serving(_Threads(("0.0.0.0", 0), Handler)) as port:
        yield port


@contextmanager
def pages(answers: Mapping[str, tuple[int, Mapping[str, str], str, float]]) -> Iterator[int]:
    """Serve pages by path: status, headers, body, seconds to wait before; the value is the port."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body, wait = answers.get(self.path.partition("?")[0], (404, {}, "nothing here", 0.0))
            time.sleep(wait)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body.encode())

        do_HEAD = do_POST = do_GET  # noqa: N815 - the library's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of a client that went away."""

    with _serving(Server(("0.0.0.0", 0), Handler)) as port:
        yield port


@contextmanager
def greetings(lines: Mapping[str, bytes]) -> Iterator[dict[str, int]]:
    """Serve several lines at once, each answering everything with 250; the value has the port of each."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(greeting(line, answer=b"250 fine\r\n")) for name, line in lines.items()}
