"""A service on this machine that speaks the OpenAI chat completions format, and does what a test wants."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STATUS = ("401", "429", "500")
SLOW = 0.8


class Service(http.server.ThreadingHTTPServer):
    """The service.

    ``says`` makes the answer to a question. ``faults`` go wrong one after another, the last one each time
    from then on; an empty one is an answer. ``questions`` are those that were asked, ``tokens`` what each
    takes.
    """

    def __init__(self, says: Callable[[str], str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.says = says
        self.faults = [""]
        self.tokens = 100
        self.questions: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def next_fault(self) -> str:
        return self.faults.pop(0) if len(self.faults) > 1 else self.faults[0]

    def completion(self, message: dict[str, str | None]) -> dict[str, object]:
        used = {"prompt_tokens": self.tokens, "completion_tokens": 50, "total_tokens": self.tokens + 50}
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant"} | message}
        return {
            "id": "1", "object": "chat.completion", "created": 1, "model": "toy",
            "choices": [choice], "usage": used,
        }  # fmt: skip


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Service

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        question = [m["content"] for m in asked["messages"] if m["role"] == "user"][-1]
        self.server.questions.append(question)
        fault = self.server.next_fault()
        if fault in STATUS:
            self.send_error(int(fault))
        elif fault == "cut":
            self._send('{"id": "1", "choices": [', "application/json")
        elif fault == "page":
            self._send("<html>Log in</html>", "text/html")
        else:
            if fault == "slow":
                threading.Event().wait(SLOW)
            words = {
                "nonsense": '{"parties": [{"name": 3}], "texts": 4}',
                "refusal": "I cannot help with that.",
            }.get(fault) or self.server.says(question)
            message = {"content": None, "refusal": "No."} if fault == "refused" else {"content": words}
            self._send(json.dumps(self.server.completion(message)), "application/json")

    def _send(self, text: str, kind: str) -> None:
        data = text.encode()
        try:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


@contextmanager
def serving(says: Callable[[str], str]) -> Iterator[Service]:
    """Run the service as long as the block lasts."""
    with Service(says) as service:
        threading.Thread(target=service.serve_forever, args=(0.05,), daemon=True).start()
        yield service
        service.shutdown()
