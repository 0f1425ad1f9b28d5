"""An editor's side of the language server protocol, as much of it as the tests need.

https://microsoft.github.io/language-server-protocol/specification, version 3.17: messages are
JSON-RPC behind a header that says how long they are.
"""

import json
import subprocess
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread

PATIENCE = 60
"""Seconds to wait for an answer. The server needs about one; a busy machine more."""

CAPABILITIES = {
    "textDocument": {
        "publishDiagnostics": {},
        "hover": {"contentFormat": ["plaintext"]},
        "completion": {"completionItem": {"documentationFormat": ["plaintext"]}},
    }
}
SETTINGS = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}


class Editor:
    """An editor that has opened a folder; positions count from 0, as the protocol does."""

    def __init__(self, server, folder):
        self.server = server
        self.folder = folder
        self._count = 0
        self._answers = Queue()
        self._underlined = Queue()
        Thread(target=self._listen, daemon=True).start()
        self._ask("initialize", rootUri=folder.as_uri(), capabilities=CAPABILITIES, processId=None)
        self._send(method="initialized", params={})

    def open(self, name):
        """Open a file; what the server underlines, as (text, message)."""
        text = (self.folder / name).read_text("utf-8")
        document = {"uri": self._uri(name), "languageId": "yaml", "version": 1, "text": text}
        self._send(method="textDocument/didOpen", params={"textDocument": document})
        found = self._underlined.get(timeout=PATIENCE)
        return [(_cut(text, each["range"]), each["message"]) for each in found]

    def hover(self, name, text):
        """What is shown over the first place where this text stands."""
        answer = self._ask("textDocument/hover", **self._place(name, text, into=1))
        return answer["contents"]["value"]

    def complete(self, name, text):
        """What is offered behind the first place where this text stands, with its explanation."""
        answer = self._ask("textDocument/completion", **self._place(name, text, into=len(text)))
        return {item["label"]: item.get("documentation") for item in answer["items"]}

    def _uri(self, name):
        return (self.folder / name).as_uri()

    def _place(self, name, text, into):
        before, _, _ = (self.folder / name).read_text("utf-8").partition(text)
        lines = before.split("\n")
        place = {"line": len(lines) - 1, "character": len(lines[-1]) + into}
        return {"textDocument": {"uri": self._uri(name)}, "position": place}

    def _ask(self, method, **params):
        self._count += 1
        self._send(id=self._count, method=method, params=params)
        answer = self._answers.get(timeout=PATIENCE)
        assert answer["id"] == self._count, answer
        return answer["result"]

    def _send(self, **message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def _listen(self):
        while header := self.server.stdout.readline():
            self.server.stdout.readline()
            length = int(header.removeprefix(b"Content-Length: "))
            self._receive(json.loads(self.server.stdout.read(length)))

    def _receive(self, message):
        if "method" not in message:
            self._answers.put(message)
        elif message["method"] == "textDocument/publishDiagnostics":
            self._underlined.put(message["params"]["diagnostics"])
        elif "id" in message:  # a question to the editor: what its settings are
            asked = message["params"].get("items", ())
            settings = [SETTINGS if item["section"] == "yaml" else {} for item in asked]
            self._send(id=message["id"], result=settings)


@contextmanager
def editor(server: Path, folder: Path):
    """Start the server for one folder, and end it."""
    command = ["node", server, "--stdio"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **pipes) as process:
        try:
            yield Editor(process, folder)
        finally:
            process.kill()


def _cut(text, span):
    """The text of a range on one line."""
    line = text.split("\n")[span["start"]["line"]]
    return line[span["start"]["character"] : span["end"]["character"]]
