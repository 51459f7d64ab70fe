"""The pages where a contract is made, read and amended."""

from __future__ import annotations

from bot.advisors.making import begin, contract, editor, life

ROUTES = [*begin.ROUTES, *editor.ROUTES, *life.ROUTES, *contract.ROUTES]
