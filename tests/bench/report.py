# SPDX-License-Identifier: GPL-2.0-or-later
"""What was measured, as tables in Markdown, as a plot, and as raw numbers."""
import json
import math
import statistics
import sys
from typing import NamedTuple
from xml.sax.saxutils import escape

import measure

GCC, PLUGIN, ANALYZER, SPARSE = "gcc", "gcc with the plugin", "gcc -fanalyzer", "sparse"
TOOLS = [GCC, PLUGIN, ANALYZER, SPARSE]
MARKS = "<!-- make bench PUBLISH=1 writes what is between these lines -->\n", "<!-- the end of what make bench writes -->\n"
NOT_DONE = "failed"


class Table(NamedTuple):
    title: str
    columns: list
    rows: list  # of texts

    def markdown(self):
        rule = ["---", *["---:"] * (len(self.columns) - 1)]
        return "".join("| " + " | ".join(row) + " |\n" for row in (self.columns, rule, *self.rows))


def number(value, digits=2):
    return "-" if value is None else f"{value:,.{digits}f}"


def range_of(ratio):
    return f"{ratio.low:.2f} to {ratio.high:.2f}"


# ---- compiling ----

def runs_of(result, name):
    """(the run of this tool, gcc's) of each file where both are."""
    runs = [row["runs"] for row in result["compile"]["files"]]
    return [(r[name], r[GCC]) for r in runs if r.get(name) and r.get(GCC)]


def ratio_of(runs, what):
    """None: there are no runs, or nobody counted that."""
    if any(run[what] is None for pair in runs for run in pair):
        return None
    return measure.ratio([(ours[what], theirs[what]) for ours, theirs in runs])


def why_empty(result, name):
    return "not installed" if name == SPARSE and not result["compile"]["sparse"] else NOT_DONE


def compile_row(result, name):
    runs = runs_of(result, name)
    if not runs:
        return [name, why_empty(result, name), *["-"] * 7]
    cpu, peak, instructions = (ratio_of(runs, what) for what in ("cpu", "peak", "instructions"))
    seconds, largest = sum(ours["cpu"] for ours, _ in runs), max(ours["peak"] for ours, _ in runs)
    return [name, str(len(runs)), number(seconds, 1), number(cpu.of_sums, 3), range_of(cpu), number(cpu.median, 3),
            number(instructions and instructions.of_sums, 3), number(largest, 0), number(peak.median)]


def compile_table(result):
    files = result["compile"]
    return Table(f"Compiling {len(files['files'])} of {files['of']} files, seed {files['seed']}; all ratios are to gcc",
                 ["", "files", "CPU s", "ratio", "95 %", "median of files", "instructions", "peak MiB", "ratio, median"],
                 [compile_row(result, name) for name in TOOLS])


def stages_table(result):
    stages = [row["stages"] for row in result["compile"]["files"] if row["stages"]]
    functions = sum(stage["functions"] for stage in stages)
    rows = [[name, number(sum(stage[f"{name}_ms"] for stage in stages) * 1000 / functions if functions else None, 0)]
            for name in ("lowering", "solving")]
    return Table(f"The plugin's own stages, over {functions:,} functions", ["", "ms per 1,000 functions"], rows)


def line_of_file(row):
    """What is said of a file while it goes on."""
    cpu = {name: row["runs"][name]["cpu"] for name in TOOLS if row["runs"].get(name)}
    said = [f"{name} {seconds:.2f} s" + (f" ({seconds / cpu[GCC]:.2f})" if cpu.get(GCC) and name != GCC else "")
            for name, seconds in cpu.items()]
    return f"{row['source']}: {', '.join(said) or NOT_DONE}"


# ---- the check ----

def middle_run(result):
    """The run of the check whose CPU time is the median; None: it failed."""
    runs = sorted(result["check"]["runs"], key=lambda run: run["cpu"]) if result["check"] else []
    return runs[len(runs) // 2] if runs else None


def check_table(result):
    run = middle_run(result)
    columns = ["", "wall s", "CPU s", "of all", "functions / s", "functions / CPU s"]
    if not run:
        return Table("Checking the whole kernel", columns, [["all", NOT_DONE, *["-"] * 4]])
    phases = [*run["phases"], {"phase": "all", **{what: sum(phase[what] for phase in run["phases"]) for what in ("wall", "cpu")}}]
    rows = [[p["phase"], number(p["wall"]), number(p["cpu"]), f"{100 * p['cpu'] / phases[-1]['cpu']:.0f} %",
             *(number(run["functions"] / p[what], 0) for what in ("wall", "cpu"))] for p in phases]
    return Table(f"Checking the whole kernel: {run['functions']:,} functions, peak {run['peak']:,.0f} MiB, "
                 f"the middle one of {len(result['check']['runs'])} runs", columns, rows)


def growth_row(row, first):
    run = row["run"]
    if not run:
        why = f"needs {row['needs']:,.0f} MiB, {row['available']:,.0f} are free" if row["needs"] >= row["available"] else NOT_DONE
        return [f"{row['copies']} x", why, *["-"] * 6]
    cpu, peak = run["cpu"] / first["cpu"], run["peak"] / first["peak"]
    return [f"{row['copies']} x", number(run["wall"]), number(run["cpu"]), number(cpu), number(cpu / row["copies"]), number(run["peak"], 0),
            number(peak), number(peak / row["copies"])]


def grown(result):
    """Those that ran, and the first of them, to which ratios are."""
    rows = [row for row in result["growth"] if row["run"]]
    return rows, rows[0]["run"] if rows else None


def growth_table(result):
    _, first = grown(result)
    return Table("Checking so many programs like it at once; ratios to the first line",
                 ["", "wall s", "CPU s", "CPU", "per copy", "peak MiB", "memory", "per copy"],
                 [growth_row(row, first) for row in result["growth"]] or [["1 x", NOT_DONE, *["-"] * 6]])


def change_table(result):
    change = result["change"]
    columns = ["", "wall s", "CPU s", "peak MiB"]
    if not change:
        return Table("One file was changed", columns, [["all", NOT_DONE, "-", "-"]])
    steps = {"compile it": "compile", "compile it with the plugin": "compile_plugin", "check all that was": "check",
             "the same with an empty --cache": "check_kept", "once more with that": "check_again",
             "check all with its new object and --cache": "check_changed"}
    return Table(f"One file was changed: {change['source']}", columns,
                 [[text, number(change[step]["wall"]), number(change[step]["cpu"]), number(change[step]["peak"], 0)]
                  for text, step in steps.items()])


def whole_table(result):
    rows = [[name, number(row["cpu"], 0), number(row["wall"], 0)] for name, row in (result["whole"] or {}).items()]
    return Table("Building all of the kernel", ["", "CPU s", "wall s"], rows or [["all", NOT_DONE, "-"]])


# ---- in short ----

def share_of_build(result):
    """The check's CPU time over that of compiling all files, of which those that were chosen are a sample."""
    run, runs = middle_run(result), runs_of(result, GCC)
    return run["cpu"] / (statistics.mean(ours["cpu"] for ours, _ in runs) * result["compile"]["of"]) if run and runs else None


def short_tool(result, name):
    runs = runs_of(result, name)
    cpu, peak = ratio_of(runs, "cpu"), ratio_of(runs, "peak")
    if not cpu:
        return [name, "gcc", why_empty(result, name), "-", "-"]
    return [name, "gcc, the same files", number(cpu.of_sums), range_of(cpu), number(peak.median)]


def short_check(result):
    share, run = share_of_build(result), middle_run(result)
    return ["`sleepwalk check` of the whole kernel", "the same, from these files",
            number(share, 4) if share else NOT_DONE, "-", f"{run['peak']:,.0f} MiB" if run else "-"]


def short_growth(result):
    """The largest that ran."""
    rows, first = grown(result)
    if len(rows) < 2:
        return ["the same of more kernels at once", "of one", NOT_DONE, "-", "-"]
    run = rows[-1]["run"]
    return [f"the same of {rows[-1]['copies']} such kernels at once", "of one", number(run["cpu"] / first["cpu"]), "-",
            number(run["peak"] / first["peak"])]


def short_change(result):
    change, row = result["change"], ["one file anew: compile it, and check all with --cache", "gcc, that file"]
    if not change:
        return [*row, NOT_DONE, "-", "-"]
    ours = change["compile_plugin"]["cpu"] + change["check_changed"]["cpu"]
    return [*row, number(ours / change["compile"]["cpu"], 1), "-", "-"]


def short_start(result):
    times = result["start"]
    if not times:
        return ["start of the plugin", "cc1 on an empty file", NOT_DONE, "-", "-"]
    more = statistics.median(plugin - plain for plugin, plain in zip(times["plugin"], times["plain"]))
    least = min(times["plugin"]) - min(times["plain"])
    return ["start of the plugin", "cc1 on an empty file", f"+{1000 * more:.1f} ms; of the fastest +{1000 * least:.1f} ms", "-", "-"]


def short_sections(result):
    objects = result["sections"]["objects"]
    section, whole = (sum(column) for column in zip(*objects))
    return ["bytes of the sections", "of the objects without them", number(section / (whole - section), 3), "-", "-"]


def short_whole(result):
    rows = result["whole"]
    if rows:
        said = number(rows[PLUGIN]["cpu"] / rows[GCC]["cpu"], 3)
    else:
        said = NOT_DONE if "whole" in result["asked"] else "not asked for: WHOLE=1"
    return ["the whole build with the plugin", "without", said, "-", "-"]


def short_table(result):
    return Table("In short", ["", "against", "CPU", "95 %", "memory"],
                 [*(short_tool(result, name) for name in TOOLS[1:]), *(row(result) for row in (
                     short_whole, short_start, short_sections, short_check, short_growth, short_change))])


# ---- Markdown ----

def circumstances(result):
    busy = "The machine was busy: to be measured again.\n" if result["load"] >= result["processors"] else ""
    return (f"{result['date']}: Linux {result['kernel']}, {result['compiler']}.\n"
            f"{len(result['compile']['files'])} files, seed {result['compile']['seed']}; {result['processors']} processors, "
            f"load {result['load']:.1f} at the start.\n{busy}")


NOTES = """\
Ratios are of what ran side by side; 95 %: what other choices of as many files would give. sparse does not compile: it
comes on top of gcc, which `-fanalyzer` and the plugin have in them. Memory is the peak of the largest process.
"""


def markdown(result):
    tables = [table(result) for table in (short_table, compile_table, stages_table, check_table, growth_table, change_table)]
    if "whole" in result["asked"]:
        tables.append(whole_table(result))
    counted = "" if result["instructions"] else "Instructions cannot be counted on this machine.\n"
    return f"{circumstances(result)}{counted}\n{NOTES}" + "".join(f"\n## {table.title}\n\n{table.markdown()}" for table in tables)


def split_at_marks(path, marks=MARKS):
    """What is before and behind the lines that the table goes between."""
    text = path.read_text(encoding="utf-8")
    if any(text.count(mark) != 1 for mark in marks) or text.index(marks[0]) > text.index(marks[1]):
        sys.exit(f"{path}: expected, once each and in this order, the lines\n{marks[0]}{marks[1]}")
    return text.split(marks[0])[0], text.split(marks[1])[1]


def publish(result, path):
    before, behind = split_at_marks(path)
    path.write_text(f"{before}{MARKS[0]}{circumstances(result)}\n{short_table(result).markdown()}{MARKS[1]}{behind}", encoding="utf-8")


# ---- the plot ----

STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 } .title { font-weight: 600 } .end { text-anchor: end } .middle { text-anchor: middle }
.paper { fill: #ffffff } .axis { stroke: #59636e } .grid { stroke: #d1d9e0 } .bar { fill: #5b8dc9 } .range { stroke: #1f2328; stroke-width: 2 }
.cpu { stroke: #0a5ec2; fill: #0a5ec2 } .memory { stroke: #a04800; fill: #a04800 } .line { fill: none; stroke-width: 2 }
.ideal { stroke: #59636e; stroke-dasharray: 2 4; fill: none } .memory.line { stroke-dasharray: 7 3 }
text.cpu, text.memory { stroke: none }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .paper { fill: #0d1117 } .axis { stroke: #9198a1 } .grid { stroke: #3d444d } .bar { fill: #4477b8 }
.range { stroke: #e6edf3 } .cpu { stroke: #6cb0ff; fill: #6cb0ff } .memory { stroke: #f0a35e; fill: #f0a35e } .ideal { stroke: #9198a1 }
.line, .ideal { fill: none } }
"""
WIDTH, HEIGHT, TOP, LEFT, BAR_ROOM = 760, 560, 50, 170, 44


def text(x, y, words, kind=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}">{escape(words)}</text>\n'


def line(x1, y1, x2, y2, kind):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>\n'


def bar(y, name, ratio, scale, why):
    out = text(LEFT - 10, y + 18, name, "end")
    if not ratio:
        return out + text(LEFT + 6, y + 18, why)
    out += f'<rect x="{LEFT}" y="{y}" width="{ratio.of_sums * scale:.1f}" height="26" class="bar"/>\n'
    out += line(LEFT + ratio.low * scale, y + 13, LEFT + ratio.high * scale, y + 13, "range")
    return out + text(LEFT + ratio.high * scale + 8, y + 18, number(ratio.of_sums))


def bars(result):
    ratios = {name: ratio_of(runs_of(result, name), "cpu") for name in TOOLS}
    scale = (WIDTH - LEFT - 80) / max([ratio.high for ratio in ratios.values() if ratio] or [1])
    out = text(20, 30, "CPU time of a compile, gcc is 1", "title")
    out += "".join(bar(TOP + i * BAR_ROOM, name, ratio, scale, why_empty(result, name)) for i, (name, ratio) in enumerate(ratios.items()))
    return out + line(LEFT, TOP - 8, LEFT, TOP + len(TOOLS) * BAR_ROOM, "axis")


def curves(result):
    """Both axes are logarithms of 2, so that what grows as the program does is a straight line."""
    rows, first = grown(result)
    out = text(20, 266, "The check of more such kernels at once, one is 1; dotted: as much more as there are", "title")
    if not rows:
        return out + text(LEFT, 300, NOT_DONE)
    series = {what: [(row["copies"], row["run"][what] / first[what]) for row in rows] for what in ("cpu", "peak")}
    largest = max(value for points in series.values() for point in points for value in point)  # of either axis
    steps = max(1, math.ceil(math.log2(largest) - 0.1))  # a little beyond the last line is no new one
    bottom, room, width = 520, 225, 440

    def at(copies, value):
        return LEFT + math.log2(copies) * width / steps, bottom - math.log2(max(value, 0.5)) * room / steps

    for step in range(steps + 1):
        x, y = at(2 ** step, 2 ** step)
        out += line(LEFT, y, LEFT + width, y, "grid") + text(LEFT - 10, y + 4, f"{2 ** step} x", "end")
        out += text(x, bottom + 20, str(2 ** step), "middle")
    out += line(*at(1, 1), *at(2 ** steps, 2 ** steps), "ideal") + text(LEFT + width / 2, bottom + 38, "kernels", "middle")
    for what, name, kind, shift in ("cpu", "CPU time", "cpu", 0), ("peak", "memory", "memory", 18):
        points = [at(*point) for point in series[what]]
        out += f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" class="{kind} line"/>\n'
        out += "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="{kind}"/>\n' for x, y in points)
        out += text(LEFT + width + 20, bottom - room / 2 + shift, f"{name} {series[what][-1][1]:.1f} x", kind)
    return out


def svg(result):
    said = [f"{row[0]}: {row[3]} ({row[4]})" for row in compile_table(result).rows]
    said += [f"{row[0]}: CPU {row[3]}, memory {row[6]}" for row in growth_table(result).rows]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="title desc">\n'
            f'<title id="title">What sleepwalk costs: CPU time of a compile against gcc, and how the check grows</title>\n'
            f'<desc id="desc">{escape(circumstances(result) + "; ".join(said))}</desc>\n'
            f'<style>{STYLE}</style>\n<rect width="{WIDTH}" height="{HEIGHT}" class="paper"/>\n{bars(result)}{curves(result)}</svg>\n')


def write(result, folder):
    (folder / "bench.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    (folder / "bench.svg").write_text(svg(result), encoding="utf-8")
    (folder / "table.md").write_text(markdown(result), encoding="utf-8")
    print(f"\n{markdown(result)}\nThese tables, the plot and the raw numbers are in {folder}")
