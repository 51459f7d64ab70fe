"""A real browser before the console, for tests: Chromium, driven by Playwright, on the invented world.

Playwright's own loop runs as long as a browser is open: the tests that use it are plain functions.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
DESK, PHONE = (1280, 900), (390, 844)
AXE = Axe().axe_script
# What WCAG 2.2 asks for at levels A and AA, as far as a program can see it, and what axe knows to be good practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Everything that a keyboard must reach; of a group of radio buttons, the arrows reach the others.
INTERACTIVE = """() => {
  const groups = new Set();
  const all = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')];
  return all.filter(one => {
    const seen = one.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true});
    if (one.disabled || one.tabIndex < 0 || !seen) return false;
    if (one.type !== 'radio') return true;
    const first = !groups.has(one.name); groups.add(one.name); return first;
  }).map((one, i) => { one.dataset.seen = i; return one.outerHTML.slice(0, 90); });
}"""
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one);
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const radio = one.type === 'radio' && document.querySelector(`input[type=radio][name="${one.name}"][data-seen]`);
  return {seen: (radio || one).dataset.seen, ring, html: one.outerHTML.slice(0, 90)};
}"""
# WCAG 2.2, 2.5.8: 24 by 24, unless it stands in a line of text.
TOO_SMALL = """() => [...document.querySelectorAll(
    'button, input:not([type=hidden]), select, textarea, summary, nav a, [role=button]')]
  .filter(one => one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true}))
  .filter(one => { const box = (one.closest('label') || one).getBoundingClientRect();
                   return box.width > 0 && (box.width < 24 || box.height < 23.5); })
  .map(one => one.outerHTML.slice(0, 90))"""
WIDER = "() => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address of the application on this machine, while it lasts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def of_the_machine() -> str | None:
    """Where this machine keeps a Chromium; None leaves it to Playwright's own."""
    return os.environ.get("JALON_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=of_the_machine(), args=QUIET)
        except Error:
            pytest.fail("No Chromium starts here: run « make browser », or name one in JALON_TEST_CHROMIUM.")
        yield browser
        browser.close()


@dataclass
class Window:
    """A page of the browser, and what the browser complained of meanwhile."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> int:
        """The status of the answer."""
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        return answer.status

    def turn(self, size: tuple[int, int], colours: str) -> None:
        """The same page on another screen, or when night has come."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # type: ignore[arg-type]

    def violations(self) -> list[str]:
        """What axe finds."""
        asked = {"type": "tag", "values": TAGS}
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE)
        found = self.page.evaluate("asked => axe.run(document, {runOnly: asked})", asked)
        return [f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]]

    def out_of_reach(self) -> list[str]:
        """What the Tab key does not reach, or reaches without showing it."""
        wanted = self.page.evaluate(INTERACTIVE)
        reached, faint = set(), []
        for _ in range(len(wanted) * 3 + 10):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUSED)
            if at is None:
                if reached:
                    break
                continue
            if at["seen"] in reached:
                if len(reached) == len(wanted):
                    break
                continue
            reached.add(at["seen"])
            if not at["ring"]:
                faint.append(f"no ring: {at['html']}")
        return faint + [f"not reached: {html}" for i, html in enumerate(wanted) if str(i) not in reached]

    def too_small(self) -> list[str]:
        found: list[str] = self.page.evaluate(TOO_SMALL)
        return found

    def is_wider_than_its_window(self) -> bool:
        return bool(self.page.evaluate(WIDER))


@contextmanager
def window(browser: Browser, address: str, token: str | None) -> Iterator[Window]:
    """A window on a desk, by day, signed in by the session's `token`."""
    size = {"width": DESK[0], "height": DESK[1]}
    context = browser.new_context(viewport=size, color_scheme="light", reduced_motion="reduce")  # type: ignore[arg-type]
    if token:
        context.add_cookies([{"name": "jalon", "value": token, "url": address}])
    opened = Window(context.new_page(), address)

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            opened.complaints.append(message.text)

    opened.page.on("console", note)
    opened.page.on("pageerror", lambda fault: opened.complaints.append(str(fault)))
    try:
        yield opened
    finally:
        context.close()


def starts() -> bool:
    """Whether there is a browser to test with."""
    with sync_playwright() as playwright:
        try:
            playwright.chromium.launch(executable_path=of_the_machine(), args=QUIET).close()
        except Error:
            return False
    return True


if __name__ == "__main__":
    raise SystemExit(not starts())
