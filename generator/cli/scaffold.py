"""Create a new site or a new story from a skeleton."""

import json
import unicodedata
from datetime import datetime
from pathlib import Path

from generator.engine.project import is_empty
from generator.formats.slugs import shorten, slugify
from generator.model.problem import InputError, Problem

NEW = "newsprint new"  # the position of a wrong headline
NEW_HINT = 'Write it in quotes: newsprint new "The tide was late"'
CONFIG = """\
# The settings of your site. Templates read them as site.title and so on.
title: My Paper
tagline: News from where you are
description: News, written here.
url: https://example.com      # the public URL; feeds and sitemaps need it
# baseurl: /news              # if the site is below a path of that URL
lang: en
timezone: UTC                 # an IANA time zone, such as Europe/London
permalink: pretty             # /category/2026/07/12/a-headline/
paginate: 10                  # the number of stories on a page of a list
images: {cards: true}         # a story without an image gets a generated social card with its headline

author: desk                  # the default author; see _data/authors.yml
defaults:
  - scope: {path: "", type: posts}
    values: {layout: post, author: desk}
"""
AUTHORS = """\
# A story refers to its author by the key: author: desk
desk:
  name: The Desk
  bio: We write what happens here.
"""
POST = """\
---
title: "Our first story"
date: {date}
categories: [News]
tags: [welcome]
description: A story is a text file with front matter.
---
This story is a file in `content/_posts/`. The file name begins with the date. The front matter, between the
lines of hyphens, has the title, the date, and the categories and tags.

<!-- Markdown: a blank line starts a paragraph, *asterisks* are for emphasis. -->

Create the next one with `newsprint new "A headline"`, then run `newsprint build` again: it writes only the pages
whose content changed.

> A quotation starts with a greater-than sign.

Tables, footnotes and images work too.
"""
ABOUT = """\
---
title: About us
permalink: /about/
---
Who we are, and how to reach us.
"""
STORY = """\
---
title: {title}
{date}categories: [News]
tags: []
description: ""
---

"""


def scaffold_site(folder: Path, now: datetime) -> list[Path]:
    """Create a small site in `folder` and return its files. Raises InputError if there is a site already."""
    content = folder / "content"
    for existing in (content, folder / "_config.yml", folder / "_posts"):
        if existing.exists() and not (existing.is_dir() and is_empty(existing)):
            hint = "Name a folder that has no site yet: neither content/ nor _config.yml nor _posts/."
            raise InputError(Problem(str(existing), "this exists already: nothing was changed", hint=hint))
    files = {
        content / "_config.yml": CONFIG,
        content / "_data" / "authors.yml": AUTHORS,
        content / "_posts" / f"{now:%Y-%m-%d}-our-first-story.md": POST.format(date=f"{now:%Y-%m-%d %H:%M:%S} +0000"),
        content / "about.md": ABOUT,
        folder / ".gitignore": "/_site/\n/.newsprint/\n",
    }
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                path.write_text(text, "utf-8")
    except OSError as error:
        raise InputError(Problem(str(folder), f"the site cannot be made: {error.strerror}")) from None
    return list(files)


def scaffold_story(content: Path, headline: str, now: datetime, *, draft: bool) -> Path:
    """Create a post, dated unless it is a draft, and return its path. Existing files are never overwritten."""
    headline = _checked(headline)
    slug = shorten(slugify(headline), 80) or "story"
    folder = content / ("_drafts" if draft else "_posts")
    day = "" if draft else f"{now:%Y-%m-%d}-"
    date = "" if draft else f"date: {now:%Y-%m-%d %H:%M:%S} +0000\n"
    text = STORY.format(title=json.dumps(headline, ensure_ascii=False), date=date)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(1, 1000):
            path = folder / f"{day}{slug}{f'-{number}' if number > 1 else ''}.md"
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(text)
            except FileExistsError:
                continue
            return path
    except OSError as error:
        raise InputError(Problem(str(folder), f"the story cannot be made: {error.strerror}")) from None
    raise InputError(
        Problem(str(folder), f'there are a thousand stories "{slug}" already', hint="Choose another headline.")
    )


def _checked(headline: str) -> str:
    """Return a headline on one line, without control characters. Raises InputError if it has no words."""
    if any(unicodedata.category(letter) == "Cs" for letter in headline):
        raise InputError(Problem(NEW, "this headline is not UTF-8", hint=NEW_HINT))
    line = " ".join("".join(" " if _is_control(letter) else letter for letter in headline).split())
    if not any(unicodedata.category(letter)[0] in "LNS" for letter in line):
        raise InputError(Problem(NEW, "this headline has no words", hint=NEW_HINT))
    return line


def _is_control(letter: str) -> bool:
    """Tell whether a character is a control character, or forbidden in YAML."""
    return unicodedata.category(letter) in ("Cc", "Cn", "Co", "Zl", "Zp") or letter == "\ufeff"
