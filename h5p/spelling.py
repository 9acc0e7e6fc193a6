"""How many slips of the hand lie between two words (the paper, 11.3, Blanks, `acceptSpellingErrors`)."""

from __future__ import annotations


def near_enough(given: str, right: str) -> bool:
    """Two slips for answers longer than nine characters, one for those longer than three, none for shorter ones."""
    slips = 2 if len(right) > 9 else 1 if len(right) > 3 else 0
    return given == right if slips == 0 else within(given, right, slips)


def within(given: str, right: str, most: int) -> bool:
    """Whether so many insertions, deletions, substitutions and swaps of neighbours suffice (no part edited twice).

    Only a band of 2 x `most` + 1 around the diagonal is computed: linear in the length.
    """
    if abs(len(given) - len(right)) > most:
        return False
    far = most + 1
    before: dict[int, int] = {}
    row = {column: column for column in range(min(len(right), most) + 1)}
    for line in range(1, len(given) + 1):
        fresh: dict[int, int] = {}
        for column in range(max(0, line - most), min(len(right), line + most) + 1):
            if column == 0:
                fresh[0] = line
                continue
            same = given[line - 1] == right[column - 1]
            best = min(row.get(column - 1, far) + (not same), row.get(column, far) + 1, fresh.get(column - 1, far) + 1)
            if line > 1 and column > 1 and given[line - 1] == right[column - 2] and given[line - 2] == right[column - 1]:
                best = min(best, before.get(column - 2, far) + 1)
            fresh[column] = best
        if min(fresh.values(), default=far) > most:
            return False
        before, row = row, fresh
    return row.get(len(right), far) <= most
