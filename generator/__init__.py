"""Newsprint turns a folder of Jekyll-style posts into a news site.

The verbs are folders, and data flows one way:

    read/     files -> model       discover, front matter, dates, permalinks, Markdown
    plan/     model -> outputs     one module for each kind of page; every file the site will have
    render/   output -> bytes      Jinja templates, pictures
    write/    bytes -> _site/      whole or not at all

`model/` holds the nouns that they share. `cache` remembers what the last build knew, `workers`
spreads work over the processors, `build` is the pipeline, `cli` the command.

Layers: model <- {read, plan, render, write, cache, workers} <- build <- cli. Stages never import each other.
"""

__version__ = "0.1.0"
