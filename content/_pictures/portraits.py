# ruff: noqa: INP001 - a folder of scripts, not a package
"""The five authors, head and shoulders."""

from __future__ import annotations

from dataclasses import dataclass

from canvas import Blend, Canvas, mix, spline


@dataclass(frozen=True, slots=True)
class Look:
    """What tells one author from another."""

    wall: str
    skin: str
    hair: str
    coat: str
    shirt: str
    cut: str
    glasses: bool = False
    beard: bool = False


LOOKS = {
    "calloway": Look("#c9573a", "#e3b99a", "#8f8a86", "#24425c", "#f5ecd7", "bob", glasses=True),
    "wennerlund": Look("#356f84", "#d8a888", "#b5803f", "#d9a33b", "#24425c", "short", beard=True),
    "idrisi": Look("#71804b", "#b98562", "#2b2320", "#46384f", "#e9a23b", "long"),
    "oakeshott": Look("#e9a23b", "#8a5a40", "#231c1a", "#1d1f24", "#f0cf86", "close"),
    "achterberg": Look("#46384f", "#e9c3a4", "#5a2f22", "#74a9a5", "#f5ecd7", "bun", glasses=True),
}


def portrait(c: Canvas, look: Look) -> None:
    """Draw one author on a plain ground."""
    c.sky(mix(look.wall, "#ffffff", 0.3), look.wall, until=1, grain=0.5)
    c.disc(256, 238, 190, mix(look.wall, "#ffffff", 0.22))
    shade = mix(look.skin, "#5a2a1a", 0.28)
    if look.cut in ("bob", "long"):
        low = 330 if look.cut == "bob" else 420
        c.polygon(spline([(150, low), (138, 230), (170, 120), (256, 84), (342, 120), (374, 230), (362, low), (256, low - 20), (150, low)]), look.hair)
    if look.cut == "bun":
        c.disc(256, 84, 44, Blend(mix(look.hair, "#ffffff", 0.15), look.hair))
    c.polygon(spline([(40, 530), (64, 428), (160, 386), (256, 372), (352, 386), (448, 428), (472, 530)]), Blend(look.coat, mix(look.coat, "#000000", 0.2)))
    c.polygon([(214, 368), (298, 368), (270, 450), (256, 470), (242, 450)], look.shirt)
    c.polygon([(200, 372), (226, 360), (256, 470), (240, 540), (206, 430)], mix(look.coat, "#000000", 0.22))
    c.polygon([(312, 372), (286, 360), (256, 470), (272, 540), (306, 430)], mix(look.coat, "#000000", 0.3))
    c.polygon([(222, 310), (290, 310), (296, 372), (256, 410), (216, 372)], shade)
    for x in (172, 340):
        c.ellipse(x, 240, 17, 26, shade)
    c.polygon(spline([(256, 122), (190, 140), (170, 220), (184, 296), (222, 342), (256, 352), (290, 342), (328, 296), (342, 220), (322, 140), (256, 122)]), look.skin)
    c.polygon(spline([(256, 122), (322, 140), (342, 220), (328, 296), (290, 342), (256, 352), (300, 300), (312, 220), (256, 122)]), shade, 0.35)
    if look.beard:
        c.polygon(spline([(178, 250), (190, 312), (222, 356), (256, 368), (290, 356), (322, 312), (334, 250), (306, 284), (256, 276), (206, 284), (178, 250)]), look.hair)
    _hair(c, look)
    for x in (222, 290):
        c.ellipse(x, 232, 7, 8, "#1b2733")
        c.line(spline([(x - 19, 208), (x, 200), (x + 19, 208)], 6), 6, mix(look.hair, "#1b1512", 0.4))
    c.line(spline([(256, 236), (248, 268), (262, 272)], 6), 4, shade)
    c.line(spline([(232, 304), (256, 315), (280, 304)], 8), 6, "#8f3f38")
    if look.glasses:
        for x in (222, 290):
            c.disc(x, 234, 30, "#1b2733")
            c.disc(x, 234, 25, mix(look.skin, "#ffffff", 0.25))
            c.ellipse(x, 232, 7, 8, "#1b2733")
        c.line([(250, 230), (262, 230)], 5, "#1b2733")
        c.line([(192, 230), (174, 226)], 5, "#1b2733")
        c.line([(320, 230), (338, 226)], 5, "#1b2733")


def _hair(c: Canvas, look: Look) -> None:
    light = Blend(mix(look.hair, "#ffffff", 0.15), look.hair)
    if look.cut == "close":
        c.polygon(spline([(168, 214), (176, 140), (256, 100), (336, 140), (344, 214), (326, 168), (256, 146), (186, 168), (168, 214)]), light)
    elif look.cut == "short":
        c.polygon(spline([(166, 226), (160, 138), (220, 92), (310, 92), (352, 146), (346, 226), (330, 176), (290, 150), (226, 168), (182, 170), (166, 226)]), light)
    elif look.cut == "bun":
        c.polygon(spline([(166, 240), (168, 140), (256, 94), (344, 140), (346, 240), (326, 172), (256, 138), (186, 172), (166, 240)]), light)
    else:
        c.polygon(spline([(156, 270), (158, 150), (256, 92), (354, 150), (356, 270), (336, 190), (300, 150), (220, 152), (180, 196), (156, 270)]), light)
