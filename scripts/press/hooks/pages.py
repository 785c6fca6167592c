"""Hook: eyebrow, question and reading time of each page; the map of chapters on Home."""

from mkdocs.utils import meta as front_matter

from scripts.press import pages

MARK = "<!-- chapters -->"


def on_nav(nav, config, files):
    """Read what the map and the contents show before the first page is made."""
    for page in nav.pages:
        text, meta = front_matter.get_data(page.file.content_string)
        is_lab = page.file.src_uri.endswith(".py")
        is_read = not page.file.src_uri.startswith("reference/")
        page.minutes = pages.reading_time(text, code=is_lab) if is_read else 0
        page.front = meta
    return nav


def on_page_markdown(markdown, page, config, files):
    if MARK in markdown:
        # MkDocs gives no navigation here; the first page's neighbours lead through all of it.
        markdown = markdown.replace(MARK, pages.chapter_map(_entries(page)))
    return markdown


def on_page_content(html, page, config, files):
    section = page.parent.title if page.parent else ""
    title = page.meta.get("title", page.title)
    above = "" if page.is_homepage else pages.eyebrow(page.meta, title, section, page.minutes)
    question = page.meta.get("question", "")
    return pages.framed(pages.opening(html, eyebrow=above, question=question))


def _entries(home):
    """Return the map: the pages after `home`, those of one section together under its title."""
    entries, page = [], home.next_page
    while page:
        section, parts = page.parent, []
        while page and section and page.parent is section:
            parts.append(_entry(page, home))
            page = page.next_page
        if section:
            number, title = _numbered(section.title)
            entries.append(pages.Entry(number, title, parts=tuple(parts)))
        elif page:
            entries.append(_entry(page, home))
            page = page.next_page
    return entries


def _entry(page, home):
    front = page.front
    return pages.Entry(
        str(front.get("chapter", "")),
        str(page.title if page.title else front.get("title", "")),
        page.file.url_relative_to(home.file),
        str(front.get("question", "")),
        page.minutes,
    )


def _numbered(title):
    """Split "3 What is a filter?" into its number and its name."""
    first, _, rest = title.partition(" ")
    return (first, rest) if first[:1].isdigit() else ("", title)
