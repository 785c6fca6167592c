"""Hook: explorables get their start from convdemo, and their pages what they load."""

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from scripts.press import explorables


def on_files(files, config):
    try:
        made = explorables.packed() | {"numbers.js": explorables.numbers()}
    except explorables.ExplorableError as error:
        raise PluginError(str(error)) from error
    made |= {"from_disk.js": explorables.from_disk(made), "cat.js": explorables.photograph()}
    for name, content in made.items():
        uri = explorables.FOLDER + name
        if source := files.get_file_from_path(uri):
            files.remove(source)
        files.append(File.generated(config, uri, content=content))
    return files


def on_page_markdown(markdown, page, config, files):
    try:
        page.meta["has_explorables"] = bool(explorables.figures(markdown))
        return explorables.insert(markdown)
    except explorables.ExplorableError as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from error
