"""A tab of Chromium without a debugger in it, as a reader has it.

Playwright's own pages switch the debugger's runtime domain on: every error that a script throws
and catches then costs a stack trace, and Chromium parses the whole file again for each frame of
it. The start of plotly.js, which tries out what a browser can do, takes 0.5 s in such a page and
0.08 s in this one.
"""

from __future__ import annotations

import json
import time
from typing import Any

from playwright.sync_api import Browser, CDPSession


class UnwatchedTab:
    """A tab in a context of its own, in which nothing is stored; closed with its block."""

    def __init__(self, browser: Browser, width: int, height: int) -> None:
        self._browser: CDPSession = browser.new_browser_cdp_session()
        self._answers: dict[int, dict[str, Any]] = {}
        self._asked = 0
        self._browser.on("Target.receivedMessageFromTarget", self._keep)
        self._context = self._ask_browser("Target.createBrowserContext")["browserContextId"]
        about = {"browserContextId": self._context, "width": width, "height": height}
        target = self._ask_browser("Target.createTarget", url="about:blank", **about)["targetId"]
        # Not flattened: Playwright has no part in what goes to and fro.
        attached = self._ask_browser("Target.attachToTarget", targetId=target, flatten=False)
        self._session = attached["sessionId"]
        self.ask("Page.enable")

    def __enter__(self) -> UnwatchedTab:
        return self

    def __exit__(self, *_: object) -> None:
        self._ask_browser("Target.disposeBrowserContext", browserContextId=self._context)
        self._browser.detach()

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """The tab's answer to a command of the DevTools protocol."""
        self._asked += 1
        number = self._asked
        message = json.dumps({"id": number, "method": method, "params": parameters})
        self._ask_browser("Target.sendMessageToTarget", sessionId=self._session, message=message)
        deadline = time.monotonic() + 30
        while number not in self._answers:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{method} was not answered within 30 s")
            time.sleep(0.01)
            self._ask_browser("Target.getTargets")  # what has come meanwhile is handed on with it
        answer = self._answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        result: dict[str, Any] = answer["result"]
        return result

    def value(self, expression: str) -> Any:
        """What an expression is worth in the page, as JSON."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer["result"].get("value")

    def wait_for(self, expression: str, seconds: float = 60) -> Any:
        """Its value once that is true."""
        deadline = time.monotonic() + seconds
        while not (value := self._value_on_the_way(expression)):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{expression} was not true within {seconds} s")
            time.sleep(0.1)
        return value

    def _value_on_the_way(self, expression: str) -> Any:
        try:
            return self.value(expression)
        except RuntimeError as error:
            if "navigated" not in str(
                error
            ):  # from one page to the next, between question and answer
                raise
            return None

    def _ask_browser(self, method: str, **parameters: object) -> dict[str, Any]:
        answer: dict[str, Any] = self._browser.send(method, parameters)
        return answer

    def _keep(self, received: dict[str, Any]) -> None:
        message = json.loads(received["message"])
        if "id" in message:
            self._answers[message["id"]] = message
