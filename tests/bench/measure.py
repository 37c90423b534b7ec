# SPDX-License-Identifier: GPL-2.0-or-later
"""One run of a command, and what many of them say."""
import functools
import os
import random
import statistics
import subprocess
import tempfile
import time
from typing import NamedTuple, Optional

RESAMPLES = 2000


class Run(NamedTuple):
    """What a command and its children took.  A peak is never below what Python itself has, since Linux counts that."""
    wall: float                  # seconds
    cpu: float                   # seconds, user + system
    peak: float                  # MiB, of the largest process
    instructions: Optional[int]  # of user space; None: nobody counts them here
    status: int


COUNTER = ["perf", "stat", "-x", ",", "-e", "instructions:u", "-o"]


def read_counter(path):
    with open(path, encoding="utf-8") as text:
        for line in text:
            fields = line.split(",")
            if len(fields) > 2 and fields[2].startswith("instructions") and fields[0].isdigit():
                return int(fields[0])
    return None


@functools.cache
def counts_instructions():
    """They do not hang on who else is at work, but not every machine lets them be counted."""
    with tempfile.NamedTemporaryFile() as to:
        try:
            done = subprocess.run([*COUNTER, to.name, "true"], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except OSError:
            return False
        return done.returncode == 0 and read_counter(to.name) is not None


def run(command, cwd=None, counted=True):
    counted = counted and counts_instructions()
    with tempfile.NamedTemporaryFile() as to:
        command = [*COUNTER, to.name, "--", *command] if counted else command
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, read_counter(to.name) if counted else None,
                   process.returncode)


def in_turn(things, number):
    """Each comes first in its turn, and behind each other one: who comes later finds the caches warmer."""
    things = list(things)
    start = number // 2 % len(things)
    turned = things[start:] + things[:start]
    return turned[::-1] if number % 2 else turned


# ---- pairs ----

class Ratio(NamedTuple):
    """Of pairs (ours, theirs)."""
    of_sums: float
    low: float     # the middle 95 % of what other choices of as many pairs would give
    high: float
    median: float  # of the ratios of pairs


def of_sums(pairs):
    return sum(ours for ours, _ in pairs) / sum(theirs for _, theirs in pairs)


def ratio(pairs, seed=1):
    """None: there are no pairs."""
    if not pairs:
        return None
    chance = random.Random(seed)
    drawn = sorted(of_sums(chance.choices(pairs, k=len(pairs))) for _ in range(RESAMPLES))
    return Ratio(of_sums(pairs), drawn[int(0.025 * RESAMPLES)], drawn[int(0.975 * RESAMPLES) - 1],
                 statistics.median(ours / theirs for ours, theirs in pairs))
