"""Runs named cases in order, each within a time limit, and prints one JSON object a case."""

import json
import re
import signal
import sys
import time
import traceback
import uuid

LIMIT_SECONDS = 120
_cases = []


def case(name):
    def register(function):
        _cases.append((name, function))
        return function

    return register


class OutOfTime(Exception):
    pass


def _out_of_time(_signal, _frame):
    raise OutOfTime(f"not done after {LIMIT_SECONDS} s")


def unique(purpose):
    return f"conformance-{purpose}-{uuid.uuid4().hex[:12]}"


def same(what, got, expected):
    if got != expected:
        raise AssertionError(f"{what}: expected {str(expected)[:200]}, got {str(got)[:200]}")


def run():
    only = re.compile(sys.argv[2] if len(sys.argv) > 2 else "")
    signal.signal(signal.SIGALRM, _out_of_time)
    for name, function in _cases:
        if not only.search(name):
            continue
        started = time.monotonic()
        reason = ""
        signal.alarm(LIMIT_SECONDS)
        try:
            function(sys.argv[1])
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            reason = f"{type(error).__name__}: {error} ({at.name})"
        finally:
            signal.alarm(0)
        print(json.dumps({"name": name, "reason": reason, "seconds": time.monotonic() - started}), flush=True)
