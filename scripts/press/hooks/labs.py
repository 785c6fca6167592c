"""Hook: labs are run when stale, rendered by mkdocs-jupyter, and made pages like the others."""

import logging

from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from scripts.press import labs

log = logging.getLogger("mkdocs.hooks.labs")
DOWNLOAD = ('<p class="download"><a href="{name}.ipynb" download>Download this lab as a notebook</a>,'
            " to run it and change it.</p>")


@event_priority(-50)  # after the plugin has made its files of them
def on_files(files, config):
    try:
        # On standard output at once, as the figures' progress is: a build's log comes later.
        pages = labs.pages(lambda line: print(line, flush=True))
        config.extra["labs"] = {f"{labs.FOLDER}{page.lab.path.name}": page for page in pages}
        for page in pages:
            file = files.get_file_from_path(f"{labs.FOLDER}{page.lab.path.name}")
            # The plugin reads the run notebook here, and MkDocs the lab's text.
            file.abs_src_path = str(page.lab.kept)
            file._content = page.markdown()
            for uri, content in _beside(page, config):
                files.append(File.generated(config, uri, content=content))
    except labs.LabError as error:
        raise PluginError(str(error)) from error
    return files


@event_priority(50)  # before the hooks that go over a page's HTML
def on_page_content(html, page, config, files):
    lab = config.extra["labs"].get(page.file.src_uri)
    if lab is None:
        return html
    # The plugin has put its own in the place of `page.render`.
    Page.render(page, config, files)
    try:
        content = labs.assemble(lab, page.content, html)
    except labs.LabError as error:
        raise PluginError(str(error)) from error
    return content.replace("</h1>", "</h1>\n" + DOWNLOAD.format(name=lab.lab.name), 1)


def _beside(page, config):
    """What stands beside a lab on the site: its pictures, and the notebook to download."""
    for drawing in page.drawings:
        yield from drawing.files()
    address = config.site_url or ""
    yield f"{labs.FOLDER}{page.lab.name}.ipynb", page.download(config.site_name, address)
