"""Hook: explorables get their start from convdemo, and their pages what they load."""

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from scripts.site import explorables


def on_files(files, config):
    try:
        numbers = explorables.numbers()
    except explorables.ExplorableError as error:
        raise PluginError(str(error)) from error
    for name, content in (("numbers.js", numbers), ("from_disk.js", explorables.from_disk(numbers))):
        files.append(File.generated(config, explorables.FOLDER + name, content=content))
    return files


def on_page_markdown(markdown, page, config, files):
    try:
        page.meta["has_explorables"] = bool(explorables.figures(markdown))
        return explorables.insert(markdown)
    except explorables.ExplorableError as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from error
