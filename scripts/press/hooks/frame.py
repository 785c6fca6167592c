"""Hook: tell the frame where Material's style sheet is, and leave out what the frame does not use."""

UNUSED = ("assets/javascripts/bundle", "assets/javascripts/lunr", "assets/javascripts/workers",
          "assets/stylesheets/palette", "assets/images/favicon.png")


def on_files(files, config):
    for file in list(files):
        unused = file.src_uri.startswith(UNUSED) or file.src_uri.endswith((".js.map", ".css.map"))
        if unused:
            files.remove(file)
    return files


def on_env(env, config, files):
    sheets = [f.url for f in files if f.src_uri.startswith("assets/stylesheets/main.")]
    env.globals["material_css"] = sheets[0]
    return env
