"""Live reload: whether a browser must reload the page, or only style sheets."""

from collections.abc import Mapping

from generator.model.output import Copy
from generator.serve.page_cache import CachedPage
from generator.serve.snapshot import SiteSnapshot
from generator.serve.sse_clients import SseClient


def notify(client: SseClient, before: CachedPage | None, page: CachedPage | None, renamed: Mapping[str, str]) -> None:
    """Notify one browser of a changed page: only its style sheets, or all of it."""
    if before and page and renamed and before.tag == client.tag:
        text = before.data
        for old, new in renamed.items():
            text = text.replace(old.encode(), new.encode())
        if text == page.data:
            client.send("styles", styles=renamed, tag=page.tag)
            return
    client.send("reload")


def renamed_styles(old: SiteSnapshot, new: SiteSnapshot) -> dict[str, str]:
    """Return the style sheets whose published name has changed: the old path of each, and the new one."""
    if old is new:
        return {}
    names = {asset.key: asset.path for asset in new.library.assets.values() if asset.key.endswith(".css")}
    return {
        asset.path: names[asset.key]
        for asset in old.library.assets.values()
        if asset.key in names and names[asset.key] != asset.path
    }


def changed_files(old: SiteSnapshot, new: SiteSnapshot) -> list[str]:
    """Return the changed files with fixed names, whose change does not change any page."""
    if old.library.assets is new.library.assets:
        return []
    recipes = {path: output.recipe for path, output in old.outputs.items() if isinstance(output.recipe, Copy)}
    return [
        path
        for path, output in new.outputs.items()
        if isinstance(output.recipe, Copy) and path in recipes and recipes[path].digest != output.recipe.digest
    ]
