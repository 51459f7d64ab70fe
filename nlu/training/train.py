"""Train the model from data/, unless the one of these very data is already there.

Run by the model's own Python: `nlu/training/.venv/bin/python nlu/training/train.py`.
"""

import contextlib
import io
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from quiet import HERE, fingerprints, prepare


def say(line: str) -> None:
    print(line, flush=True)


def train_into(folder: Path, config: Path = HERE / "config.yml") -> Path:
    """The archive that Rasa writes in `folder`; RuntimeError when it trained nothing."""
    from rasa.model_training import train_nlu  # noqa: PLC0415 - after prepare()

    made = train_nlu(
        config=str(config),
        domain=str(HERE / "domain.yml"),
        nlu_data=str(HERE / "data"),
        output=str(folder),
        fixed_model_name="jalon",
    )
    if made is None:
        raise RuntimeError("Rasa found nothing to train on in nlu/training/data")
    return Path(made)


@contextlib.contextmanager
def telling_time(began: float):
    """A line each ten seconds, on standard error: Rasa's own words on standard output are kept away."""
    done = threading.Event()

    def tell() -> None:
        while not done.wait(10):
            print(f"  still training: {time.monotonic() - began:.0f} s of about 120", file=sys.stderr, flush=True)

    threading.Thread(target=tell, daemon=True).start()
    try:
        yield
    finally:
        done.set()


def keep_only(model: Path) -> None:
    """Older models go once the new one is in its place."""
    for path in model.parent.glob("jalon-*.tar.gz"):
        if path != model:
            path.unlink()


def main() -> None:
    model = fingerprints().model_path()
    if model.exists():
        say(f"The model is up to date: {model.name}")
        return
    began = time.monotonic()
    model.parent.mkdir(exist_ok=True)
    say("Training the model (about two minutes)")
    prepare()
    with tempfile.TemporaryDirectory(dir=model.parent) as folder:
        # Rasa keeps a cache and a .rasa folder where it stands: both belong with the model.
        os.environ["RASA_CACHE_DIRECTORY"] = folder
        with telling_time(began), contextlib.redirect_stdout(io.StringIO()):
            made = train_into(Path(folder))
        # In the same folder, hence on the same disk: whoever looks sees a whole model or none.
        made.replace(model)
    keep_only(model)
    say(f"Trained in {time.monotonic() - began:.0f} s: {model.name}")


if __name__ == "__main__":
    main()
