# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a program smaller, as long as a test of many programs at once still says that it shows the same."""
import random

import generate


def paths(statements, prefix=()):
    """The places of all statements, outer ones first; a step is an index into a list."""
    for i, part in enumerate(statements):
        if isinstance(part, list):
            yield prefix + (i,)
    for i, part in enumerate(statements):
        if isinstance(part, list):
            yield from paths(part, prefix + (i,))


def copy(statements):
    return [copy(s) if isinstance(s, list) else s for s in statements]


def without(statements, path, unwrap):
    """A copy without the statement at PATH, or with what is in it in its place; None if that is nothing else."""
    made = copy(statements)
    above = made
    for step in path[:-1]:
        above = above[step]
    gone = above[path[-1]]
    inner = [s for part in gone if isinstance(part, list) for s in part]
    if unwrap and (not inner or not isinstance(gone[0], str)):
        return None
    if unwrap:
        above[path[-1]:path[-1] + 1] = inner
    else:
        # a list in a list stands for what is between two parts of a statement: it stays, empty
        above[path[-1]:path[-1] + 1] = [[]] if any(isinstance(p, str) for p in above) else []
    return made


def size(functions):
    return sum(len(list(generate.strings(f.body))) + 3 for f in functions)


def smaller(functions):
    """Programs that are one step smaller."""
    for i in range(len(functions)):
        if len(functions) > 1:
            yield functions[:i] + functions[i + 1:]
    for i, f in enumerate(functions):
        for path in paths(f.body):
            for unwrap in (False, True):
                body = without(f.body, path, unwrap)
                if body is not None and body != f.body:
                    yield functions[:i] + [generate.Function(f.number, body, f.apply, f.static)] + functions[i + 1:]


def many_less(functions, choose, rate):
    """A program without many of the statements."""
    def thin(statements):
        made = []
        for part in statements:
            if isinstance(part, str):
                made.append(part)
            elif not part or not isinstance(part[0], str):
                made.append(thin(part))
            elif choose.random() >= rate:
                made.append(thin(part))
        return made
    return [generate.Function(f.number, thin(f.body), f.apply, f.static) for f in functions
            if f is functions[0] or choose.random() >= rate / 2]


def reduce(functions, shows, batch=40):
    """The smallest program that is found; SHOWS takes programs and returns which of them show it."""
    choose = random.Random(1)
    while True:
        steps = sorted(smaller(functions), key=size)
        rounds = [steps[i:i + batch] for i in range(0, len(steps), batch)]
        if size(functions) > 20:
            rounds.insert(0, [many_less(functions, choose, (i % 8 + 1) / 10) for i in range(batch)])
        for some in rounds:
            good = [c for c, shown in zip(some, shows(some)) if shown and size(c) < size(functions)]
            if good:
                functions = min(good, key=size)
                break
        else:
            return functions
