"""Empty stand-ins for libraries that Rasa imports and that our pipeline never runs.

Rasa names TensorFlow at import in classes that we do not use (DIET, TED). The real one costs half of the
memory and half of the start: numbers in nlu/README.md. Only for serving; training has everything.
"""

import sys
import types
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec

# webexteamssdk, a channel of Rasa's, is here since it runs git when it is imported.
UNUSED = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "tensorboard", "keras",
          "jax", "webexteamssdk")  # fmt: skip


class Blank(type):
    """A class that can be inherited from, annotate, decorate a function, and has any attribute."""

    def __getattr__(cls, name):
        return blank(name)

    def __getitem__(cls, _):
        return cls

    def __or__(cls, _):
        return cls

    __ror__ = __or__

    def __call__(cls, *args, **_):
        if len(args) == 1 and isinstance(args[0], types.FunctionType):
            return args[0]
        return super().__call__()


def blank(name):
    """A new Blank; AttributeError for Python's own names, whose absence means something."""
    if name.startswith("__"):
        raise AttributeError(name)
    return Blank(name, (), {})


class Hollow(MetaPathFinder, Loader):
    """Finds the unused libraries, and whatever is below them, as modules full of blanks."""

    def find_spec(self, name, path=None, target=None):
        unused = name.partition(".")[0] in UNUSED
        return ModuleSpec(name, self, is_package=True) if unused else None

    def exec_module(self, module):
        module.__getattr__ = blank


def hollow_out() -> None:
    """To be called before Rasa is imported."""
    sys.meta_path.insert(0, Hollow())
