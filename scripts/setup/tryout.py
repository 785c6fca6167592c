"""See that a new environment works, before it takes the old one's place.

What reading and building load is loaded once. So a package that cannot be loaded is found here,
with its reason; and the bytecode is written of what is used, and of nothing else.
"""

from __future__ import annotations

import sys
from importlib import import_module

READING = """
    matplotlib.pyplot matplotlib.backends.backend_svg matplotlib.backends.backend_agg
    matplotlib_inline.backend_inline
    mkdocs.__main__ mkdocs.commands.build mkdocs.commands.serve mkdocs.livereload
    mkdocs.config.defaults mkdocs.contrib.search material.plugins.search.plugin material.templates
    mkdocs_jupyter.plugin mkdocs_jupyter.convert mkdocstrings mkdocstrings_handlers.python jupytext
    pymdownx.arithmatex pymdownx.details pymdownx.highlight pymdownx.superfences
    markdown.extensions.admonition markdown.extensions.attr_list markdown.extensions.def_list
    markdown.extensions.fenced_code markdown.extensions.footnotes markdown.extensions.md_in_html
    markdown.extensions.smarty markdown.extensions.tables markdown.extensions.toc
    pygments.lexers.markup pygments.lexers.python pygments.lexers.shell pygments.lexers.special
    pygments.formatters.html pygments.styles.default
    IPython.core.completerlib IPython.core.debugger IPython.core.interactiveshell IPython.core.logger
    IPython.core.oinspect IPython.extensions.storemagic IPython.utils.wildcard
    ipykernel.debugger ipykernel.ipkernel ipykernel.kernelapp ipykernel.kernelspec nbclient nbformat
    tornado.platform.asyncio
    skimage.color skimage.data skimage.io sklearn.datasets sklearn.datasets.data
    sklearn.datasets.descr scipy.ndimage scipy.signal
    dask.array dask.distributed distributed.nanny distributed.scheduler distributed.protocol.numpy
    distributed.diagnostics.websocket distributed.http.health distributed.http.prometheus
    distributed.http.proxy distributed.http.statics distributed.http.scheduler.info
    distributed.http.scheduler.json distributed.http.scheduler.prometheus
    distributed.http.worker.prometheus
    py_mini_racer sybil.evaluators.doctest
""".split()
TESTS = """
    pytest xdist.dsession xdist.remote xdist.scheduler execnet.gateway_base
    hypothesis.strategies hypothesis.extra.numpy playwright.sync_api
    axe_playwright_python.sync_playwright properdocs.__main__ scipy.special skimage.filters
    ebooklib.epub pypdfium2
""".split()


def main(part: str) -> None:
    """Load a part; end with one line that says what could not be loaded."""
    for name in TESTS if part == "tests" else READING:
        try:
            import_module(name)
        except Exception as error:
            sys.exit(f"{name} cannot be loaded: {type(error).__name__}: {error}")
    if part == "tests":
        import_module("_pytest.config").get_config()  # with all its plugins
    else:
        import_module("PIL.Image").init()  # with all its formats


if __name__ == "__main__":
    main(sys.argv[1])
