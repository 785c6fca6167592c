"""Hook: formulas become MathML; one that is wrong stops the build and names its page."""

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from scripts.press import maths


def on_files(files, config):
    sheet = File.generated(config, "assets/stylesheets/maths.css", content=maths.style_sheet())
    files.append(sheet)
    return files


def on_page_content(html, page, config, files):
    try:
        content = maths.typeset_page(html)
    except maths.FormulaError as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from error
    page.meta["has_maths"] = "<math" in content
    return content
