"""Tell whether a key is a known one with a typing error."""


def is_one_typo(word: str, known: str) -> bool:
    """Tell whether one letter is missing, too many or another, or two have changed places; but for a plural."""
    if word.rstrip("s") == known.rstrip("s"):
        return False
    left, right = word, known
    while left and right and left[0] == right[0]:
        left, right = left[1:], right[1:]
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    return max(len(left), len(right)) <= 1 or (len(left) == len("ab") and left == right[::-1])
