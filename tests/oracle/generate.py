# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes random programs in the language of model.h.

A program is a list of functions, a function a list of statements, a statement a list whose strings are text and whose
lists are statements inside of it. So a program can be made smaller by leaving statements out, and is still one: what
would not compile (a goto without its label, a call of a function that is gone) is left out when the text is made.

In the text @ is the number of the line, % that of the function, and P_ begins the names of the program's functions.
"""
import random
import re

# name, what takes it, what gives it back; {} is a variable that keeps the state of interrupts
LOCKS = [
    ('spin_lock(@);', 'spin_unlock(@);', 6),
    ('preempt_disable(@);', 'preempt_enable(@);', 2),
    ('rcu_read_lock(@);', 'rcu_read_unlock(@);', 4),
    ('local_bh_disable(@);', 'local_bh_enable(@);', 1),
    ('spin_lock_bh(@);', 'spin_unlock_bh(@);', 1),
    ('local_irq_disable(@);', 'local_irq_enable(@);', 1),
    ('spin_lock_irq(@);', 'spin_unlock_irq(@);', 1),
    ('{} = local_irq_save(@);', 'local_irq_restore(@, {});', 2),
    ('{} = spin_lock_irqsave(@);', 'spin_unlock_irqrestore(@, {});', 2),
]
INTS = ('x0', 'x1', 'x2')
BOOLS = ('t0', 't1')
FLAGS = ('flags0', 'flags1', 'flags2')
PARAMETERS = 'int a, bool b, gfp_t g, struct object *o'


class Function:
    """One function: apply functions have a function as their first parameter, and are not run by themselves."""

    def __init__(self, number, body, apply=False, static=False):
        self.number, self.body, self.apply, self.static = number, body, apply, static

    def declaration(self, root=False):
        first = 'function_t *fn, ' if self.apply else ''
        return f'int {"ROOT " if root else ""}P_f{self.number}({first}{PARAMETERS})'


class Maker:
    """Makes one program from a seed."""

    def __init__(self, seed, split=False):
        self.random = random.Random(seed)
        self.split = split
        r = self.random
        self.n_functions = r.choice((1, 1, 2, 2, 3, 3, 4, 5))
        self.apply = {n for n in range(1, self.n_functions) if r.random() < 0.12}
        self.recursion = r.random() < 0.15
        self.messy = r.choice((0.0, 0.05, 0.15, 0.4))  # how often what was taken is not given back
        self.size = r.choice(((1,), (1,), (1, 2), (1, 2), (1, 2, 3), (2, 3, 4)))
        self.loops = r.random() < 0.6
        self.memory = r.random() < 0.5
        self.stores = self.memory and r.random() < 0.5
        self.gotos = r.random() < 0.4
        self.guards = r.random() < 0.3
        self.pointers = r.random() < 0.3
        # limit: what some ways set is taken to be left by all; that a recursion does so, the dump does not say
        self.irqs = r.random() < 0.5 and not self.recursion
        self.locks = [l for l in LOCKS if self.irqs or 'irq' not in l[0]]
        # of the function that is being made
        self.number = self.held = 0
        self.in_apply = self.tidy = False

    def pick(self, *choices):
        """One of (weight, value) pairs."""
        return self.random.choices([c[1] for c in choices], [c[0] for c in choices])[0]

    # ---- expressions ----

    def condition(self):
        r = self.random
        plain = self.pick((4, 'cond()'), (2, 'b'), (2, '!b'), (3, 'int'), (2, r.choice(BOOLS)),
                          (1, '!' + r.choice(BOOLS)), (2, 'g'), (3 * self.memory, 'memory'), (1, 'both'))
        if plain == 'int':
            name = r.choice(('a',) + INTS)
            compared = f'{name} {r.choice(("==", "!=", "<", ">", "<=", ">="))} {r.randrange(3)}'
            return r.choice((compared, name, f'!{name}'))
        if plain == 'g':
            return r.choice(('g & 0x400', '!(g & 0x400)', 'g & 0x20'))
        if plain == 'memory':
            return r.choice(('o->ready', '!o->ready', 'o->quiet', '!o->quiet', f'o->mode == {r.randrange(4)}',
                             'o->mode', f'o->state == {r.randrange(3)}', 'o->state > 1', '!o->state'))
        if plain == 'both':
            return f'({self.condition()}) {r.choice(("&&", "||"))} ({self.condition()})'
        return plain

    def stable(self):
        """A condition that is the same when it is tested again, unless somebody writes what it tests."""
        while True:
            text = self.condition()
            if 'cond()' not in text:
                return text

    def arguments(self):
        r = self.random
        number = self.pick((4, 'a'), (4, str(r.randrange(3))), (3, r.choice(INTS)), (1, 'number()'))
        truth = self.pick((3, 'b'), (2, 'true'), (2, 'false'), (1, '!b'), (1, 'a > 0'))
        gfp = self.pick((3, 'g'), (2, 'GFP_KERNEL'), (2, 'GFP_ATOMIC'), (1, 'b ? GFP_ATOMIC : GFP_KERNEL'),
                        (1, 'g & ~0x400u'))
        return f'{number}, {truth}, {gfp}, o'

    # ---- statements ----

    def sleep(self):
        may_leave = not (self.tidy and self.held)
        return self.pick((3, ['might_sleep(@);']), (2, ['kmalloc(@, g);']), (1, ['kmalloc(@, GFP_KERNEL);']),
                         (1, ['kmalloc(@, GFP_ATOMIC);']),
                         (1 if may_leave else 0, ['if (!kmalloc(@, g)) {', self.leave(), '}']))

    def call(self):
        r = self.random
        if self.in_apply and r.random() < 0.5:
            return [f'sw_push_passed(@); {r.choice(INTS)} = fn({self.arguments()}); sw_pop();']
        others = list(range(self.number + 1, self.n_functions))
        if self.recursion and self.number and r.random() < 0.5:
            first = 'fn, ' if self.in_apply else ''
            again = f'{r.choice(INTS)} = P_f{self.number}({first}{self.arguments()});'
            return ['if (cond()) {', [[f'sw_push(@); {again} sw_pop();']], '}']
        if not others:
            return self.sleep()
        callee = r.choice(others)
        first = ''
        if callee in self.apply:
            passed = [n for n in range(self.number + 1, self.n_functions) if n not in self.apply]
            if not passed:
                return self.sleep()
            first = f'P_f{r.choice(passed)}, '
        into = self.pick((3, r.choice(INTS) + ' = '), (1, ''))
        plain = [n for n in others if n not in self.apply]
        if self.pointers and not first and len(plain) > 1 and r.random() < 0.3:
            one, other = r.sample(plain, 2)
            chosen = f'({self.stable()} ? P_f{one} : P_f{other})'
            return [f'sw_push(@); {into}{chosen}({self.arguments()}); sw_pop();']
        return [f'sw_push(@); {into}P_f{callee}({first}{self.arguments()}); sw_pop();']

    def store(self):
        """Limit: a call changes memory only where it puts the same there on all ways; so only roots do it anywhere."""
        r = self.random
        state = r.choice(('0', '1', '2', 'a') + (() if self.number else ('number()',)))
        return [r.choice((f'o->state = {state};', f'o->ready = {r.randrange(2)};',
                          f'o->mode = {r.randrange(4)};', f'o->quiet = {r.choice(("b", "true", "false"))};'))]

    def assign(self):
        r = self.random
        name = r.choice(INTS)
        if r.random() < 0.3:
            return [f'{r.choice(BOOLS)} = {r.choice(("cond()", "b", "!b", "a > 1", "g & 0x400", name, *BOOLS))};']
        if self.stores and not self.number and r.random() < 0.5:
            return self.store()
        # limit: how often a loop goes round, and so what is done in each second round, is not counted
        other = r.choice([n for n in INTS if n != name])
        # limit: that a truth value is no 2, the analysis does not know, so none becomes a number as it is
        value = self.pick((3, str(r.randrange(3))), (2, 'number()'), (1, 'cond() ? 2 : 0'), (1, 'a'), (1, 'b ? 2 : 0'),
                          (1, r.choice(INTS)), (1, '!' + other), (1, 'o->state' if self.memory else 'a'))
        return [f'{name} = {value};']

    def leave(self):
        value = self.pick((4, str(self.random.randrange(-1, 2))), (2, self.random.choice(INTS)), (1, 'a'), (1, 'b ? 2 : 0'))
        if self.gotos and not self.tidy and self.random.random() < 0.4:
            return [[f'goto out{self.random.randrange(2)};']]
        return [[f'sw_return(@, %); return {value};']]

    def region(self, depth):
        """Something taken, statements, and given back; or not, on some of them."""
        r = self.random
        take, give, _ = self.pick(*((l[2], l) for l in self.locks))
        flags = r.choice(FLAGS)
        take, give = [take.format(flags)], [give.format(flags)]
        self.held += 1
        body = self.statements(depth + 1)
        messy = r.random() < self.messy and not self.tidy
        shape = self.pick((6, 'plain'), (3, 'tested'), (2, 'left'))
        if shape == 'tested':
            test = self.stable()
            take = [f'if ({test}) {{', [take], '}']
            give = [f'if ({test if not messy else self.stable()}) {{', [give], '}']
        self.held -= 1
        if shape == 'left':
            out = self.leave()
            out = [f'if ({self.condition()}) {{', ([] if messy else [give]) + out, '}']
            body.insert(r.randrange(len(body) + 1), out)
        elif messy and shape == 'plain':
            give = [f'if ({self.condition()}) {{', [give], '}'] if r.random() < 0.5 else []
        return [take] + body + ([give] if give else [])

    def try_region(self, depth):
        r = self.random
        self.held += 1
        body = self.statements(depth + 1)
        self.held -= 1
        if r.random() < self.messy / 2 and not self.tidy:
            give = []
        else:
            give = [['spin_unlock(@);']]
        shape = self.pick((3, 'if'), (3, 'leave'), (2, 'kept'))
        if shape == 'if':
            return [['if (spin_trylock(@)) {', body + give, '}']]
        if shape == 'leave':
            return [['if (!spin_trylock(@)) {', self.leave(), '}']] + body + give
        name = r.choice(BOOLS)
        return [[f'{name} = spin_trylock(@);']] + body + [[f'if ({name}) {{', give, '}']]

    def loop(self, depth):
        r = self.random
        body = self.statements(depth + 1)
        if r.random() < 0.4:
            body.append([f'if ({self.condition()}) {{', [[r.choice(('break;', 'continue;'))]], '}'])
        shape = self.pick((2, 'for'), (2, 'while'), (1, 'do'))
        if shape == 'for':
            name = f'i{min(depth, 2)}'
            # limit: that a loop which goes by an argument may go round no time, callers are not told
            bound = r.choice(('2', '1') + (() if self.number else ('a',)))
            return [f'for ({name} = 0; {name} < {bound}; {name}++) {{', body, '}']
        if shape == 'while':
            return [f'while ({self.pick((3, "cond()"), (1, "spin_trylock(@)"))}) {{', body, '}']
        return ['do {', body, '} while (cond());']

    def switch(self, depth):
        r = self.random
        what = r.choice(('a', 'x0', 'number()') + (('o->mode', 'o->state') if self.memory else ()))
        parts = [f'switch ({what}) {{']
        for value in range(r.randrange(1, 4)):
            parts += [f'case {value}:', self.statements(depth + 1) + ([['break;']] if r.random() < 0.8 else [])]
        if r.random() < 0.5:
            parts += ['default:', self.statements(depth + 1)]
        # a statement has to follow the last label
        return parts + [';}']

    def statements(self, depth):
        """A few statements; fewer, the deeper they are."""
        r = self.random
        made = []
        for _ in range(r.choice((1, 1, 1, 2)) if depth else r.choice(self.size)):
            deeper = depth < 3
            kind = self.pick((5 * deeper, 'region'), (2 * deeper, 'try'), (4, 'sleep'), (5, 'call'), (4, 'assign'),
                             (3 * deeper, 'if'), (depth < 2 and self.loops, 'loop'), (depth < 2, 'switch'),
                             (2 * self.guards * deeper, 'guard'), (1, 'leave'))
            if kind == 'region':
                made += self.region(depth)
            elif kind == 'try':
                made += self.try_region(depth)
            elif kind == 'sleep':
                made.append(self.sleep())
            elif kind == 'call':
                made.append(self.call())
            elif kind == 'assign':
                made.append(self.assign())
            elif kind == 'if':
                parts = [f'if ({self.condition()}) {{', self.statements(depth + 1)]
                if r.random() < 0.4:
                    parts += ['} else {', self.statements(depth + 1)]
                made.append(parts + ['}'])
            elif kind == 'guard':
                made.append(['{ GUARD(@);', self.statements(depth + 1), '}'])
            elif kind == 'loop':
                made.append(self.loop(depth))
            elif kind == 'switch':
                made.append(self.switch(depth))
            elif (depth or r.random() < 0.3) and not (self.tidy and self.held):
                made.append([f'if ({self.condition()}) {{', self.leave(), '}'])
        return made

    def body(self):
        self.tidy, self.held = self.random.random() < 0.4, 0
        made = self.statements(0)
        if self.loops and self.gotos and self.random.random() < 0.3:
            made = [['again:;'], *made, ['if (cond()) goto again;']]
        if self.gotos and not self.tidy:
            made += [['out1:;'], *self.pick((1, []), (1, [[self.locks[0][1]]])), ['out0:;']]
        value = self.pick((3, '0'), (1, '1'), (2, self.random.choice(INTS)), (1, 'a'))
        return made + [[f'sw_return(@, %); return {value};']]

    def program(self):
        functions = []
        for self.number in range(self.n_functions):
            self.in_apply = self.number in self.apply
            functions.append(Function(self.number, self.body(), self.in_apply,
                                      self.number > 0 and self.random.random() < 0.4))
        self.add_stores(functions)
        return functions

    def add_stores(self, functions):
        """Limits: as in store(), what a callee stores, its caller does on those ways only that call it; what one stores
        that does nothing with counters, and does not sleep, nobody is told; and what one of another object stores that
        leaves counters as they were, its section does not tell."""
        texts = [text_of(f) for f in functions]
        for self.number in range(1, self.n_functions):
            name = rf'P_f{self.number}\b'
            by_root_only = not any(re.search(name, text) for text in texts[1:]) and not re.search(name + '[,]', texts[0])
            matters = MATTERS.search(texts[self.number])
            if self.stores and by_root_only and self.random.random() < 0.6 and matters and not self.split:
                functions[self.number].body.insert(0, self.store())


def make(seed, split=False):
    """SPLIT: over two objects."""
    return Maker(seed, split).program()


# ---- text ----

MATTERS = re.compile(r'lock|preempt|irq|local_bh|sleep|kmalloc|GUARD')
CALLED = re.compile(r'\bP_f(\d+)\b')
TAKEN = re.compile(r'= (?:P_f(\d+)|\([^?]* \? P_f(\d+) : P_f(\d+)\))\(')
RETURNED = re.compile(r'return ([^;]+);')
LOOPS = ('for', 'while', 'do {')
# bits as in model.h
USES = [(r'\ba\b', 1), (r'\bb\b', 2), (r'\bg\b', 4), (r'\bo->state', 8), (r'\bo->ready', 16), (r'\bo->mode', 32),
        (r'\bo->quiet', 64)]
MEMORY, IS_APPLY = 8, 128


def strings(statements):
    """All text in them."""
    for part in statements:
        if isinstance(part, str):
            yield part
        else:
            yield from strings(part)


def text_of(function):
    return ' '.join(strings(function.body))


class Text:
    """The lines of a file, as programs are added. All functions are numbered; sets and keys are of these numbers."""

    def __init__(self):
        self.lines = ['#include "model.h"']
        self.functions = []                    # (program, number there)
        self.of_line = {}                      # the function that the line is of
        self.roots, self.apply = set(), set()
        self.calls, self.taken, self.told = {}, {}, {}  # whom it calls or passes on; whose value it takes, one of several

    def put(self, text, indent=0):
        self.lines.append('\t' * indent + text.replace('@', str(len(self.lines) + 1)))

    def block(self, statements, indent, env, inside):
        for statement in statements:
            self.statement(statement, indent, env, inside)

    def statement(self, statement, indent, env, inside):
        """ENV: the labels of the function and the functions of the program; INSIDE: of what the statement is a part."""
        labels, known = env
        heads = [p for p in statement if isinstance(p, str)]
        if not heads:
            return
        head = heads[0]
        jump = re.match(r'(?:if \(cond\(\)\) )?goto (\w+);', head)
        if jump and jump[1] not in labels:
            return
        if head == 'break;' and not inside or head == 'continue;' and 'loop' not in inside:
            return
        if any(int(n) not in known for n in CALLED.findall(head)):
            return
        if head.startswith(LOOPS):
            inside = inside | {'loop'}
        elif head.startswith('switch'):
            inside = inside | {'switch'}
        for part in statement:
            if isinstance(part, str):
                self.put(part, indent)
            else:
                self.block(part, indent + 1, env, inside)

    def function(self, f, known, uses):
        """A function, and its place in the table of those that are run."""
        labels = set(re.findall(r'^(\w+):;', '\n'.join(strings(f.body)), re.MULTILINE))
        self.put(f'#if IN_PART({f.number % 2})')
        self.put(('LOCAL ' if f.static else '') + f.declaration(f.number == 0))
        self.put('{')
        for line in variables(f):
            self.put(line, 1)
        self.block(f.body, 1, (labels, known), frozenset())
        if not f.body or not f.body[-1] or 'return' not in f.body[-1][0]:
            self.put('sw_return(@, %); return 0;', 1)
        self.put('}')
        self.put(f'RUN(P_f{f.number}, %, {uses | (IS_APPLY if f.apply else 0)})')
        self.put('#endif')

    def note(self, f, functions, ids):
        """What the comparison wants to know of a function."""
        called = {int(n) for n in CALLED.findall(text_of(f))}
        taken = {int(n) for call in TAKEN.findall(text_of(f)) for n in call if n}
        several = {g.number for g in functions
                   if len(set(RETURNED.findall(text_of(g)))) > 1 or re.search(r'return (x|b )', text_of(g))}
        self.calls[ids[f.number]] = {ids[n] for n in called if n in ids}
        self.taken[ids[f.number]] = {ids[n] for n in taken if n in ids}
        self.told[ids[f.number]] = {ids[n] for n in taken & several}
        if f.number == 0:
            self.roots.add(ids[f.number])
        if f.apply:
            self.apply.add(ids[f.number])

    def program(self, index, functions):
        """Adds a program; function 0 is its root."""
        ids = {f.number: len(self.functions) + i for i, f in enumerate(functions)}
        uses = uses_of(functions)
        start = len(self.lines)
        self.functions += [(index, f.number) for f in functions]
        for f in functions[1:]:
            self.put(('LOCAL ' if f.static else '') + f.declaration() + ';')
        for f in functions:
            begin = len(self.lines)
            self.function(f, set(ids), uses[f.number])
            self.note(f, functions, ids)
            for n in range(begin, len(self.lines)):
                self.lines[n] = self.lines[n].replace('%', str(ids[f.number]))
                self.of_line[n + 1] = ids[f.number]
        for n in range(start, len(self.lines)):
            self.lines[n] = self.lines[n].replace('P_f', f'p{index}_f')

    def text(self):
        return '\n'.join(self.lines) + '\n'


def variables(function):
    """The declarations of the local variables that are used."""
    text = text_of(function)
    for names, kind, value in ((INTS + ('i0', 'i1', 'i2'), 'int', '0'), (BOOLS, 'bool', 'false'),
                               (FLAGS, 'unsigned long', '0')):
        used = [f'{n} = {value}' for n in names if re.search(rf'\b{n}\b', text)]
        if used:
            yield f'{kind} {", ".join(used)};'


def uses_of(functions):
    """Which inputs each function reads, as bits; memory also by what it calls."""
    uses = {f.number: {bit for pattern, bit in USES if re.search(pattern, text_of(f))} for f in functions}
    called = {f.number: {int(n) for n in CALLED.findall(text_of(f))} & set(uses) for f in functions}
    for _ in functions:
        for n in uses:
            uses[n] |= {bit for c in called[n] for bit in uses[c] if bit >= MEMORY}
    return {n: sum(bits) for n, bits in uses.items()}
