#!/usr/bin/env python3
"""Fails when a text in tr() has no finished translation in one of translations/*.ts, or when a
translation lost a placeholder. With --update the new texts are added to the catalogues, to be translated there."""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree


def update(lupdate, source, catalogue):
    """Brings `catalogue` up to date with the sources; contexts carry their namespaces, hence the -I.

    The texts are English already: its own catalogue has but the forms of what is counted.
    """
    kinds = ["-pluralonly"] if catalogue.stem.endswith("_en") else []
    subprocess.run([lupdate, "-silent", "-no-obsolete", *kinds, "-locations", "none", "-I", ".", "app", "widgets",
                    "-ts", str(catalogue)], cwd=source, check=True, stdout=subprocess.DEVNULL)


def problems(catalogue):
    for context in ElementTree.parse(catalogue).getroot().iter("context"):
        for message in context.iter("message"):
            text = message.findtext("source")
            translation = message.find("translation")
            where = f"{context.findtext('name')}: \"{text}\""
            if translation is None or translation.get("type") == "unfinished":
                yield f"{where} has no translation"
                continue
            forms = [form.text for form in translation.iter("numerusform")] or [translation.text]
            wanted = sorted(re.findall(r"%\d", text))
            if not all(forms):
                yield f"{where} has no translation"
            elif any(sorted(re.findall(r"%\d", form)) != wanted for form in forms):
                yield f"{where} has other placeholders than its translation"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lupdate", default="lupdate")
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    catalogues = sorted((arguments.source / "translations").glob("*.ts"))
    found = [] if catalogues else ["there are no catalogues"]
    for catalogue in catalogues:
        if arguments.update:
            update(arguments.lupdate, arguments.source, catalogue)
        with tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder) / catalogue.name
            shutil.copy(catalogue, copy)
            update(arguments.lupdate, arguments.source, copy)
            found += [f"{catalogue.name}: {problem}" for problem in problems(copy)]
    print("\n".join(found) or f"{len(catalogues)} catalogue(s) complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
