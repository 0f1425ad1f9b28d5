"""A small live system over real HTTP: things with a name, a value and a version."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread


class Things:
    """What is live. `changes` lists every write that had an effect."""

    def __init__(self):
        self.lock = Lock()
        self.values = {"old": [1, 1]}
        self.keys = {}
        self.changes = []

    def answer(self, method, path, headers, body):
        """Status and data of one request."""
        with self.lock:
            key = headers.get("Idempotency-Key")
            if key in self.keys:
                return self.keys[key]
            name = path.removeprefix("/things").removeprefix("/")
            answer = getattr(self, method.lower())(name, headers.get("If-Match"), body)
            if key:
                self.keys[key] = answer
            return answer

    def get(self, name, _, __):
        if name == "/account":
            return 200, {"account": "northwind"}
        if not name:
            return 200, {"things": {name: value for name, (value, _) in self.values.items()}}
        return (200, self.values[name][0]) if name in self.values else (404, {})

    def post(self, _, __, body):
        if body["name"] in self.values:
            return 409, {}
        self.values[body["name"]] = [body["value"], 1]
        self.changes.append(f"create {body['name']}")
        return 201, body

    def put(self, name, version, body):
        if name not in self.values:
            return 404, {}
        if str(self.values[name][1]) != version:
            return 412, {}
        self.values[name] = [body["value"], self.values[name][1] + 1]
        self.changes.append(f"update {name}")
        return 200, body

    def delete(self, name, _, __):
        if name not in self.values:
            return 404, {}
        del self.values[name]
        self.changes.append(f"delete {name}")
        return 204, None


@contextmanager
def live():
    """Serve things on loopback; gives what is live and the address."""
    things = Things()

    class Handler(BaseHTTPRequestHandler):
        def handle_all(self):
            size = int(self.headers.get("Content-Length", 0))
            body = json.loads(self.rfile.read(size)) if size else None
            status, data = things.answer(self.command, self.path, self.headers, body)
            content = b"" if data is None else json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    for method in ("GET", "POST", "PUT", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.handle_all)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield things, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
