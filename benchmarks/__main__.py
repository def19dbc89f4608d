"""`python -m benchmarks [NAME...]`: all figures, or those of the modules named."""

import importlib
import pkgutil
import platform
import sys

import benchmarks

print(f"Python {platform.python_version()}, {platform.machine()}")
for name in sys.argv[1:] or sorted(module.name for module in pkgutil.iter_modules(benchmarks.__path__)):
    if not name.startswith("_"):
        print(f"\n{name}")
        importlib.import_module(f"benchmarks.{name}").main()
