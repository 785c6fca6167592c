"""What the commands accept, known before there is an environment that could be asked.

So `--help` and a mistyped option cost nothing on a fresh machine. Tests compare both lists with what
MkDocs and pytest really accept.
"""

from __future__ import annotations

import argparse
import sys

FLAGS = {
    ("-o", "--open"): "open a browser on it (done without being asked, where there is a screen)",
    ("--no-livereload",): "do not reload what is open when a file is saved",
    ("--livereload",): argparse.SUPPRESS,
    ("--dirty",): "make only the pages that were saved",
    ("--dirtyreload",): argparse.SUPPRESS,
    ("-c", "--clean"): "build once, as `mkdocs build` does, then serve",
    ("--watch-theme",): "watch the theme's files too",
    ("-s", "--strict"): "let any warning end the build",
    ("--no-strict",): argparse.SUPPRESS,
    ("--use-directory-urls",): "make addresses of folders",
    ("--no-directory-urls",): argparse.SUPPRESS,
    ("-q", "--quiet"): "say less",
    ("-v", "--verbose"): "say more",
}
VALUES = {
    ("-a", "--dev-addr"): (
        "HOST:PORT",
        "serve there (else at 127.0.0.1:8000, or the next that is free)",
    ),
    ("-w", "--watch"): ("PATH", "watch one more file or folder"),
    ("-f", "--config-file"): ("FILE", "read other settings than mkdocs.yml"),
    ("-t", "--theme"): ("NAME", "use another theme"),
}
# The options of pytest and its plugins, and of ours.
LONG = set(
    """
    assert basetemp cache-clear cache-show capture co code-highlight collect-in-virtualenv
    collect-only collectonly color confcutdir config-file continue-on-collection-errors debug
    deselect disable-plugin-autoload disable-pytest-warnings disable-warnings dist
    doctest-continue-on-failure doctest-glob doctest-ignore-import-errors doctest-modules
    doctest-report durations durations-min exitfirst failed-first ff fixtures fixtures-per-test
    force-short-summary full-trace fulltrace funcargs help hypothesis-explain hypothesis-profile
    hypothesis-seed hypothesis-show-statistics hypothesis-verbosity ignore ignore-glob import-mode
    junit-prefix junit-xml junitprefix junitxml keep-duplicates keepduplicates last-failed
    last-failed-no-failures lf lfnf loadscope-reorder log-auto-indent log-cli-date-format
    log-cli-format log-cli-level log-date-format log-disable log-file log-file-date-format
    log-file-format log-file-level log-file-mode log-format log-level looponfail markers
    max-warnings max-worker-restart maxfail maxprocesses maxschedchunk new-first nf no-fold-skipped
    no-header no-loadscope-reorder no-showlocals no-summary noconftest numprocesses override-ini
    pastebin pdb pdbcls px pyargs pythonwarnings quiet report-chars rootdir rsyncdir rsyncignore
    runxfail setup-only setup-plan setup-show setuponly setupplan setupshow show-capture showlocals
    stepwise stepwise-reset stepwise-skip strict strict-config strict-markers sw sw-reset sw-skip tb
    testrunuid trace trace-config traceconfig tx verbose verbosity version xfail-tb
    site engine update
    """.split()
)
SHORT = set("VWcdfhklmnopqrsvx")
# Short ones that take what follows as their value.
TAKING = set("Wckmnopr")


def serve(arguments: list[str]) -> argparse.Namespace:
    """Read what was said to ./scripts/serve; help and mistakes end here."""
    reads = argparse.ArgumentParser(
        "./scripts/serve",
        description=sys.modules["__main__"].__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    for names, told in FLAGS.items():
        reads.add_argument(*names, action="store_true", help=told)
    for names, (value, told) in VALUES.items():
        reads.add_argument(*names, action="append", metavar=value, help=told)
    return reads.parse_args(arguments)


def test(arguments: list[str]) -> list[str]:
    """Read what was said to ./scripts/test; help and mistakes end here."""
    given = iter(arguments)
    for argument in given:
        if argument in ("-h", "--help"):
            print((sys.modules["__main__"].__doc__ or "").strip())
            sys.exit(0)
        if argument == "--":
            break
        if not _known(argument):
            print(f"./scripts/test: there is no option {argument}; see --help", file=sys.stderr)
            sys.exit(2)
        if argument[:1] == "-" and argument[1:] in TAKING:
            next(given, None)
    return arguments


def _known(argument: str) -> bool:
    if argument.startswith("--"):
        return argument[2:].partition("=")[0] in LONG
    return argument == "-" or argument[0:1] != "-" or argument[1] in SHORT
