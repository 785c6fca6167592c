"""Hook: comments that check numbers do not reach the reader."""

from scripts.press import comments


def on_page_markdown(markdown, page, config, files):
    return comments.without_checks(markdown)
