"""Newsprint, a static site generator for news blogs: it turns a folder of Jekyll-style posts into a site.

Data flows one way, and no stage imports another:

    read/     source files -> model    front matter, dates, permalinks, settings
    plan/     model -> outputs         every file that the site will have, with all that the file will show
    render/   output -> bytes          Jinja templates, style sheets
    write/    bytes -> _site/          completely or not at all

`model/` has the structs that the stages exchange, and `library/` indexes the visible stories. `text/` converts
Markdown, `images/` resizes images, and `formats/` knows HTML, CSS and dates. `engine/` drives the stages, `deploy/`
uploads the result, `serve/` is the preview, `cli/` the command, and `terminal/` prints.

The architecture is described in README.md, and every module has a line in docs/modules.md.
"""

__version__ = "0.1.0"
