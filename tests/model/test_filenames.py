"""What a name alone tells, told the quick way, is what the patterns say."""

from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis import strategies as st

from generator.formats.filenames import SECRETS, is_secret

PIECES = st.sampled_from(
    [*(piece for pattern in SECRETS for piece in pattern.split("*")), "a", ".", "env", "\u212a", "é", "\n"]
)
NAMES = st.lists(st.tuples(PIECES, st.booleans()), min_size=1, max_size=3).map(
    lambda pieces: "".join(piece.upper() if is_upper else piece for piece, is_upper in pieces)
)


@given(NAMES)
def test_a_name_is_secret_where_a_pattern_matches(name: str) -> None:
    assert is_secret(name) == any(fnmatchcase(name.lower(), pattern) for pattern in SECRETS)
