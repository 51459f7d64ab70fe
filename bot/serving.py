"""The web server of the console."""

from __future__ import annotations

from typing import Any

import uvicorn

# A proxy of ours is on one of these. Anyone else's word on where a request comes from would let them choose it.
OWN_NETWORKS = "127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,::1,fc00::/7"


async def serve(app: Any, host: str, port: int, *, behind_proxy: bool) -> None:
    """Serves until a signal ends it. Addresses are logged by nobody: they say whose page was looked at."""
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, server_header=False,
        proxy_headers=behind_proxy, forwarded_allow_ips=OWN_NETWORKS if behind_proxy else None,
    )  # fmt: skip
    await uvicorn.Server(config).serve()
