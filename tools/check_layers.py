#!/usr/bin/env python3
"""Checks every #include of ours against tools/layers.txt. Usage: check_layers.py SOURCE_ROOT"""
import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
OURS = ("cluster/", "app/", "widgets/", "tests/")
QT_INCLUDE = re.compile(r'^\s*#\s*include\s+<(Q[A-Z]\w*|Qt\w*/.*)>', re.MULTILINE)


def read_rules(path):
    rules = {}
    for line in path.read_text().splitlines():
        line = line.split("#", 1)[0].strip()
        if line:
            folder, _, allowed = line.partition(":")
            rules[folder.strip()] = set(allowed.split())
    return rules


def owner(path, rules):
    """The longest rule folder that holds `path`."""
    parts = path.split("/")
    for end in range(len(parts) - 1, 0, -1):
        folder = "/".join(parts[:end])
        if folder in rules:
            return folder
    return None


def main():
    root = pathlib.Path(sys.argv[1])
    rules = read_rules(root / "tools/layers.txt")
    errors, checked = [], 0
    for area in ("cluster", "app", "widgets"):
        for path in sorted((root / area).rglob("*")):
            if path.suffix not in (".h", ".cpp", ".c"):
                continue
            checked += 1
            name = path.relative_to(root).as_posix()
            text = path.read_text()
            layer = owner(name, rules)
            if layer is None:
                errors.append(f"{name}: its folder has no line in tools/layers.txt")
                continue
            for include in INCLUDE.findall(text):
                target = owner(include, rules) if include.startswith(OURS) else None
                if include.startswith("tests/"):
                    errors.append(f"{name}: includes {include}; the product must not know its tests")
                elif target and target != layer and target not in rules[layer]:
                    errors.append(f"{name}: {layer} may not include {target} ({include})")
            if area == "cluster" and QT_INCLUDE.search(text):
                errors.append(f"{name}: nothing in cluster includes Qt")
    print("\n".join(errors) if errors else f"{checked} files keep to the layers")
    return 1 if errors or not checked else 0


sys.exit(main())
