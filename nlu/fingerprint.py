"""Which model belongs to which data: one hash over all that shapes a model.

Standard library only: the model's own Python loads this file by its path, and so does `jalon doctor`.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

TRAINING = Path(__file__).resolve().parent / "training"
FIXED = ("config.yml", "domain.yml", "components.py", "sentences.py", "noise.py", "plain.py", "uv.lock")


def sources(training: Path = TRAINING) -> list[Path]:
    """The files whose change calls for a new model, in a fixed order."""
    return [training / name for name in FIXED] + sorted((training / "data").rglob("*.yml"))


def fingerprint(training: Path = TRAINING) -> str:
    """64 hexadecimal digits; line endings do not count. FileNotFoundError when a fixed file is missing."""
    whole = hashlib.sha256()
    for path in sources(training):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        whole.update(path.relative_to(training).as_posix().encode())
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()


def model_path(training: Path = TRAINING) -> Path:
    """Where the model of today's data is, or will be once trained."""
    return training / "models" / f"jalon-{fingerprint(training)[:12]}.tar.gz"


def newest_model(training: Path = TRAINING) -> Path | None:
    """The last trained model, whichever data it comes from."""
    models = (training / "models").glob("jalon-*.tar.gz")
    return max(models, key=lambda path: path.stat().st_mtime, default=None)


def model_is_current(training: Path = TRAINING) -> bool:
    """Whether the newest model comes from the data as they are now."""
    return newest_model(training) == model_path(training)
