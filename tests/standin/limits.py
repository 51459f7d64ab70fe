"""How often a bot may write: to all, to one chat, to one group. Beyond, 429."""

from __future__ import annotations

import math
from collections import deque

from .refusals import too_many


class Window:
    """At most `count` in any `seconds`."""

    def __init__(self, count: float, seconds: float) -> None:
        self.count, self.seconds = count, seconds
        self.times: deque[float] = deque()

    def wait(self, now: float) -> float:
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        return 0 if len(self.times) < self.count else self.times[0] + self.seconds - now

    def take(self, now: float) -> None:
        self.times.append(now)


class Bucket:
    """`rate` a second in the long run, `size` at once."""

    def __init__(self, rate: float, size: float) -> None:
        self.rate, self.size = rate, size
        self.left, self.at = size, -math.inf

    def wait(self, now: float) -> float:
        self.left = min(self.size, self.left + (now - self.at) * self.rate)
        self.at = now
        return max(0, 1 - self.left) / self.rate

    def take(self, now: float) -> None:
        self.left -= 1


class Limits:
    """None turns a limit off. Counts how often it said 429."""

    def __init__(self, per_second: float | None, per_chat: float | None, burst: int, per_group: float | None):
        self.per_chat, self.burst, self.per_group = per_chat, burst, per_group
        self.all = Window(per_second, 1) if per_second else None
        self.chats: dict[int, Bucket] = {}
        self.groups: dict[int, Window] = {}
        self.refused = 0

    def check(self, chat: int, now: float) -> None:
        """Counts one message to `chat`, or refuses it (and counts nothing)."""
        asked = [limit for limit in (self.all, self._chat(chat), self._group(chat)) if limit]
        wait = max((limit.wait(now) for limit in asked), default=0)
        if wait > 1e-9:
            self.refused += 1
            raise too_many(max(1, math.ceil(wait - 1e-9)))
        for limit in asked:
            limit.take(now)

    def _chat(self, chat: int) -> Bucket | None:
        if not self.per_chat:
            return None
        if chat not in self.chats:
            self.chats[chat] = Bucket(self.per_chat, self.burst)
        return self.chats[chat]

    def _group(self, chat: int) -> Window | None:
        if not self.per_group or chat > 0:
            return None
        return self.groups.setdefault(chat, Window(self.per_group, 60))
