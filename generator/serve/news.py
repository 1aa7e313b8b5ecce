"""What a browser is told of a change: to load its page again, or only what the page brings along."""

from collections.abc import Mapping

from generator.model.output import Copy
from generator.serve.edition import Edition
from generator.serve.listeners import Listener
from generator.serve.stand import Sheet


def tell_of(listener: Listener, before: Sheet | None, sheet: Sheet | None, renamed: Mapping[str, str]) -> None:
    """Tell one browser that its page is another: only its style sheets, or all of it."""
    if before and sheet and renamed and before.tag == listener.tag:
        text = before.data
        for old, new in renamed.items():
            text = text.replace(old.encode(), new.encode())
        if text == sheet.data:
            listener.tell("styles", styles=renamed, tag=sheet.tag)
            return
    listener.tell("reload")


def renamed(old: Edition, new: Edition) -> dict[str, str]:
    """Find the style sheets whose published name is another now: the old path of each, and the new one."""
    if old is new:
        return {}
    names = {asset.key: asset.path for asset in new.library.assets if asset.key.endswith(".css")}
    return {
        asset.path: names[asset.key]
        for asset in old.library.assets
        if asset.key in names and names[asset.key] != asset.path
    }


def refilled(old: Edition, new: Edition) -> list[str]:
    """Name the files that keep their name and have another content: pages cannot show that they changed."""
    if old.library.assets is new.library.assets:
        return []
    recipes = {path: output.recipe for path, output in old.outputs.items() if isinstance(output.recipe, Copy)}
    return [
        path
        for path, output in new.outputs.items()
        if isinstance(output.recipe, Copy) and path in recipes and recipes[path].digest != output.recipe.digest
    ]
