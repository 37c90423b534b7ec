# SPDX-License-Identifier: GPL-2.0-or-later
"""A built kernel: how each file was compiled, and what the objects hold."""
import importlib.machinery
import importlib.util
import os
import pathlib
import re
import shlex
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMMAND = re.compile(r"^(?:saved)?cmd_\S+ := (?P<command>.* -c -o (?P<object>\S+\.o) (?P<source>\S+\.c))(?:\s|;|$)")
OTHER_CODE = re.compile(r"realmode|vdso|/boot|/purgatory|^/(tools|scripts)/")
SECTION = re.compile(r"^  \[ *\d+\] \.sleepwalk +\S+ +\S+ (\S+) (\S+) ")
AT_ONCE = 200


def load_builder():
    """tests/kernel/linux, which builds kernels."""
    file = ROOT / "tests/kernel/linux"
    loader = importlib.machinery.SourceFileLoader(file.name, str(file))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(file.name, loader))
    loader.exec_module(module)
    return module


builder = load_builder()


# ---- commands ----

def source_of(build):
    return (build / "source").resolve() if (build / "source").exists() else build


def line_of(path):
    """The match of the compile that a .*.o.cmd file tells of; None: it is none of a C file of the kernel."""
    with open(path, encoding="utf-8", errors="replace") as lines:
        match = COMMAND.match(lines.readline())
    return match if match and "-D__KERNEL__" in match["command"] else None


def compiles_of(build):
    """The .*.o.cmd files of the C files of the kernel.  Only their names: what they hold is long, and there are thousands."""
    return [path for path in sorted(build.rglob(".*.o.cmd")) if line_of(path)]


def command_of(path, build):
    """(name of the source, from the top of its tree; words)"""
    match = line_of(path)
    return os.path.relpath(build / match["source"], source_of(build)), shlex.split(match["command"])


def anew(command, output="/dev/null"):
    """The same compile, with nothing left behind but OUTPUT; what it complains of is no matter."""
    command = [word for word in command if not re.match(r"-Wp,-MM?D,|-fplugin|-Werror$", word)]
    command[command.index("-o") + 1] = str(output)
    return command


def edited(command, build, folder):
    """The same compile of a source that begins with one more line, and is in FOLDER."""
    place = len(command) - 1 - next(i for i, word in enumerate(reversed(command)) if word.endswith(".c"))
    source = pathlib.Path(build, command[place])
    copy = pathlib.Path(folder, source.name)
    copy.write_bytes(b"\n" + source.read_bytes())
    return [*command[:place], "-iquote", str(source.parent), str(copy), *command[place + 1:]]


def with_plugin(command, plugin, *arguments):
    return [command[0], f"-fplugin={plugin}", *(f"-fplugin-arg-sleepwalk-{a}" for a in arguments), *command[1:]]


def with_analyzer(command):
    return [*command, "-fanalyzer"]


def for_sparse(command):
    """As the kernel's `make C=1` calls it.  The rest of the compiler's options it knows, or passes over."""
    arch = next((m[1] for word in command if (m := re.search(r"arch/(\w+)/include", word))), os.uname().machine)
    at = command.index("-o")
    return ["sparse", "-D__linux__", "-Dlinux", "-D__STDC__", "-Dunix", "-D__unix__", "-Wbitwise", "-Wno-return-void",
            "-Wno-unknown-attribute", f"--arch={arch}", *command[1:at], *command[at + 2:]]


# ---- objects ----

def object_of(path):
    """What a .*.o.cmd file tells of."""
    return path.with_name(path.name[1:-len(".cmd")])


def command_file(name):
    path = pathlib.Path(name)
    return path.with_name(f".{path.name}.cmd")


def objects_of(build, compiles):
    """Objects of these compiles that are linked into the kernel or a module."""
    found = [object_of(path) for path in compiles]
    return [str(path) for path in found if path.exists() and not OTHER_CODE.search(f"/{path.relative_to(build)}")]


def sections_of(objects):
    """(object, offset, size) of each one's section, where it has one."""
    for start in range(0, len(objects), AT_ONCE):
        part = objects[start:start + AT_ONCE]
        name = part[0]  # of a single one readelf does not say which
        listing = subprocess.run(["readelf", "-SW", *part], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                 env={**os.environ, "LC_ALL": "C"}).stdout
        for line in listing.splitlines():
            if line.startswith("File: "):
                name = line[len("File: "):]
            elif match := SECTION.match(line):
                yield name, int(match[1], 16), int(match[2], 16)


def release_of(build):
    path = build / "include/config/kernel.release"
    return path.read_text(encoding="utf-8").strip() if path.exists() else "?"


# ---- whole builds ----

def configure_like(build, to, options, log):
    """An empty build directory, for the same kernel as BUILD; true if it can be made."""
    to.mkdir(parents=True)
    shutil.copy(build / ".config", to)
    return builder.make(source_of(build), options, log, f"O={to}", "olddefconfig")


def build_all(to, options, log, *arguments):
    return builder.make(to, options, log, *arguments, *builder.WHOLE)
