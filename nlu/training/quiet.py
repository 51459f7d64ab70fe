"""What must be set before Rasa is imported: no telemetry, no network, no chatter, no needless weight."""

import importlib
import importlib.util
import logging
import os
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent


def prepare() -> None:
    """Silence Rasa and its libraries; idempotent."""
    os.environ.update(
        RASA_TELEMETRY_ENABLED="false",
        TF_CPP_MIN_LOG_LEVEL="3",
        CUDA_VISIBLE_DEVICES="-1",
        SQLALCHEMY_SILENCE_UBER_WARNING="1",
        SANIC_WORKERS="1",
    )
    warnings.simplefilter("ignore")
    warnings.filterwarnings = lambda *_, **__: None
    logging.disable(logging.CRITICAL)
    hush_structlog()
    # skops searches every module loaded so far, hundreds of times: 0.3 s now, 8 s once TensorFlow is in.
    importlib.import_module("skops.io")


def hush_structlog() -> None:
    """Left alone, structlog prints every line of debug, and Rasa's lines hold what people write."""
    import structlog  # noqa: PLC0415 - not wanted by who only needs fingerprints()

    silent = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=silent, logger_factory=structlog.ReturnLoggerFactory())


def fingerprints():
    """The page nlu/fingerprint.py, loaded by its path: this Python cannot see the house's packages."""
    spec = importlib.util.spec_from_file_location("jalon_fingerprint", HERE.parent / "fingerprint.py")
    page = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(page)
    return page
