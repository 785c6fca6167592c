"""Hook: tell the frame where Material's style sheet is, leave out what it does not use, and pack its script."""

from pathlib import Path

from mkdocs.structure.files import File

from scripts.press import packing

UNUSED = ("assets/javascripts/bundle", "assets/javascripts/lunr", "assets/javascripts/workers",
          "assets/stylesheets/palette", "assets/images/favicon.png")
SCRIPT = "assets/javascripts/book.js"


def on_files(files, config):
    for file in list(files):
        unused = file.src_uri.startswith(UNUSED) or file.src_uri.endswith((".js.map", ".css.map"))
        if unused:
            files.remove(file)
    return packed(files, config)


def packed(files, config):
    source = files.get_file_from_path(SCRIPT)
    text = Path(source.abs_src_path).read_text("utf-8")
    files.remove(source)
    files.append(File.generated(config, SCRIPT, content=packing.packed(SCRIPT, text)))
    return files


def on_env(env, config, files):
    sheets = [f.url for f in files if f.src_uri.startswith("assets/stylesheets/main.")]
    env.globals["material_css"] = sheets[0]
    return env
