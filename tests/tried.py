# SPDX-License-Identifier: GPL-2.0-or-later
"""What a test can do without: who reads its output is told of what was not tried."""
import shutil


def not_tried(what, why):
    print(f"not tried: {what}: {why}", flush=True)


def have(tool, what):
    """Whether there is a TOOL to try WHAT with."""
    if shutil.which(tool):
        return True
    not_tried(what, f"there is no {tool}")
    return False
