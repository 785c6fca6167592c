"""Hook: code and what it prints as one object."""

from scripts.press import listings


def on_page_content(html, page, config, files):
    return listings.listings(html)
