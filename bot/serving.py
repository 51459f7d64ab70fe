"""The web server of the console."""

from __future__ import annotations

from typing import Any

import uvicorn


async def serve(app: Any, host: str, port: int, *, behind_proxy: bool) -> None:
    """Serves until a signal ends it. Addresses are logged by nobody: they say whose page was looked at."""
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, server_header=False,
        proxy_headers=behind_proxy, forwarded_allow_ips="*" if behind_proxy else None,
    )  # fmt: skip
    await uvicorn.Server(config).serve()
