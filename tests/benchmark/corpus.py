"""A seeded archive of made-up news: the same number, count and seed give the same story on every machine.

Stories are spread evenly over ten years. Each has about 900 words of Markdown, one of 40 authors, one or two of
12 categories and two to five of 300 tags, which follow Zipf's law: the commonest tag is in many stories, most
tags in few.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BEGIN = datetime(2015, 1, 1, tzinfo=UTC)
END = datetime(2024, 12, 31, tzinfo=UTC)

CATEGORIES = (
    *("Business", "City", "Culture", "Education", "Environment", "Health"),
    *("Opinion", "Politics", "Science", "Sport", "Technology", "World"),
)
AUTHORS = tuple(
    f"{first} {last}"
    for first in ("Ada", "Bram", "Chloe", "Dinesh", "Elif", "Farid", "Greta", "Hugh")
    for last in ("Ashdown", "Birch", "Castellan", "Dray", "Ellery")
)
TOWNS = (
    *("Aldmoor", "Brackwell", "Corrin", "Dunmere", "Eastholt", "Fenwick", "Garrow", "Hexley"),
    *("Ilkstead", "Jorvale", "Kelby", "Larkhill", "Marrick", "Northam", "Oxley"),
)
TOPICS = (
    *("airport", "bridge", "budget", "council", "court", "election", "farming", "festival", "fire", "fishing"),
    *("flood", "harbour", "hospital", "housing", "library", "police", "rail", "schools", "theatre", "water"),
)
# In a fixed, mixed order: the first is the commonest.
TAGS = tuple(Random(300).sample([f"{town.lower()}-{topic}" for town in TOWNS for topic in TOPICS], 300))

WORDS = """
the of to and a in that was for on it with as had at by be which from not have is were this who their would an but or
been after said they one more than its there when about two could out new will people over council year she last into
first time other some years town what only before city against now three also made should while most under plan next
down since between report public week local still work council's during night school water government money because
road four through long children police members didn't station court house morning without another until found vote
team river old meeting company several became workers women week's high around open further five least where second
families harbour called court's officials expected came market left began early closed reported bridge number small
many day case residents hundred building near later part office cost decision prices late railway storm always often
little went given far taken half known end health hospital already problem season months agreed south east north side
again across community minister letter home main question level point pay service place increase six street almost
evidence nearly support land figures ago result owner spring autumn chair engineer spokeswoman editor wouldn't trees
repairs budget warned promised answered refused measured counted visited delayed opened reopened explained described
""".split()  # noqa: SIM905 - three hundred quoted words would be harder to read

CODE = '''```python
def share(total: int, parts: list[int]) -> list[float]:
    """Divide a budget of {number} in proportion to the parts."""
    whole = sum(parts)
    return [round(total * part / whole, 2) for part in parts]  # to the cent


print(share({number}, [3, 5, 8]))
```'''


# Zipf's law: 1, 1/2, 1/3, ..., summed up as `Random.choices` takes them.
TAG_WEIGHTS = tuple(accumulate(1 / rank for rank in range(1, len(TAGS) + 1)))


@dataclass(frozen=True, slots=True)
class Story:
    """One story; `number` counts from the oldest, and `body` is Markdown."""

    number: int
    slug: str
    title: str
    date: datetime
    author: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    excerpt: str
    body: str


def stories(count: int, seed: int) -> "Iterator[Story]":
    """Yield the whole archive, oldest first."""
    return (story(number, count, seed) for number in range(count))


def story(number: int, count: int, seed: int) -> Story:
    """Return one story of an archive of `count`; numbers from `count` on are newer than the whole archive."""
    random = Random(f"{seed}/{number}")
    title = _words(random, random.randint(5, 9)).capitalize()
    return Story(
        number=number,
        slug="-".join((*title.lower().replace("'", "").split(), str(number))),
        title=title,
        date=_date(number, count),
        author=random.choice(AUTHORS),
        categories=tuple(random.sample(CATEGORIES, random.randint(1, 2))),
        tags=_tags(random, random.randint(2, 5)),
        excerpt=f"{_sentence(random)} {_sentence(random)}",
        body=_body(random, number),
    )


def _date(number: int, count: int) -> datetime:
    if number >= count:
        return END + timedelta(minutes=number - count)
    return BEGIN + timedelta(seconds=(END - BEGIN) // timedelta(seconds=1) * number // count)


def _tags(random: Random, count: int) -> tuple[str, ...]:
    chosen: dict[str, None] = {}
    while len(chosen) < count:
        chosen[random.choices(TAGS, cum_weights=TAG_WEIGHTS)[0]] = None
    return tuple(chosen)


def _words(random: Random, count: int) -> str:
    return " ".join(random.choices(WORDS, k=count))


def _sentence(random: Random) -> str:
    text = f"{_words(random, random.randint(3, 9))}{random.choice((',', ',', '', ' -', ';'))} "
    text += _words(random, random.randint(3, 12))
    return text[0].upper() + text[1:] + random.choice("......?")


def _body(random: Random, number: int) -> str:
    """Return paragraphs until there are words enough, with headings, a quotation and now and then a list or table."""
    target = random.randint(750, 1050)
    blocks: list[str] = []
    extras = _extras(random, number)
    length = 0
    while length < target:
        blocks.append(_paragraph(random))
        if extras and len(blocks) % 2 == 0:
            blocks.append(extras.pop())
        length = sum(block.count(" ") + 1 for block in blocks)
    return "\n\n".join((*blocks, *extras)) + "\n"


def _extras(random: Random, number: int) -> list[str]:
    headings = [f"## {_words(random, random.randint(3, 6)).capitalize()}" for _ in range(random.randint(1, 2))]
    extras = [*headings, f'> "{_sentence(random)} {_sentence(random)}"']
    if random.random() < 0.3:
        extras.append("\n".join(f"- {_sentence(random)}" for _ in range(random.randint(3, 6))))
    if number % 20 == 7:
        rows = (f"| {town} | {random.randint(10, 999)} | {random.randint(1, 99)} % |" for town in TOWNS[:6])
        extras.append("\n".join(("| Town | Votes | Share |", "|---|---:|---:|", *rows)))
    if number % 40 == 13:
        extras.append(CODE.format(number=number))
    random.shuffle(extras)
    return extras


def _paragraph(random: Random) -> str:
    sentences = [_sentence(random) for _ in range(random.randint(3, 6))]
    ornaments: Sequence[str] = (
        f"See [{_words(random, 3)}](https://{random.choice(TOWNS).lower()}.example/{random.randint(1, 9999)}).",
        f"It was *{_words(random, 2)}* again.",
        f"**{_words(random, 3).capitalize()}**: {_words(random, 6)}.",
        f'"{_sentence(random)}" {random.choice(AUTHORS)} said.',
    )
    if random.random() < 0.6:
        sentences.insert(random.randint(1, len(sentences)), random.choice(ornaments))
    return " ".join(sentences)
