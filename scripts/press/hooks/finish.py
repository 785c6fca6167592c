"""Hook: the last touch on the built site."""

from pathlib import Path

from scripts.press import finish, keep


def on_post_build(config):
    finish.finish(Path(config.site_dir))
    keep.tidy()
