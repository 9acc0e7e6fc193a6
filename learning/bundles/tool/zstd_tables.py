"""The entropy coders of Zstandard (RFC 8878, section 4): bits read from behind, FSE tables and Huffman trees."""

from __future__ import annotations

from typing import List, Tuple

FseTable = Tuple[int, List[int], List[int], List[int]]  # accuracy log; of each state: symbol, bits, base of the next
HuffmanTable = Tuple[int, List[int], List[int]]  # longest code; of each prefix: symbol, bits

MOST_HUFFMAN_BITS = 11


class BrokenFrame(Exception):
    """These bytes are no Zstandard frame that we read: broken, cut, larger than agreed, or of another kind."""


class BitsFromBehind:
    """A stream that is read from its last bit to its first (section 4.1). Beyond its beginning there are zeros."""

    def __init__(self, data: bytes) -> None:
        if not data or not data[-1]:
            raise BrokenFrame("a stream of bits has no end mark")
        self.data = data
        self.left = len(data) * 8 - 9 + data[-1].bit_length()  # bits that are left below the end mark

    def peek(self, count: int) -> int:
        """The next bits, which stay."""
        low = self.left - count
        if low >= 0:
            at = low >> 3
            return int.from_bytes(self.data[at : at + 9], "little") >> (low & 7) & ((1 << count) - 1)
        if self.left <= 0:
            return 0
        return (int.from_bytes(self.data[:9], "little") & ((1 << self.left) - 1)) << -low

    def read(self, count: int) -> int:
        """The next bits. Raises `BrokenFrame` when there are not so many."""
        if not count:
            return 0
        value = self.peek(count)
        self.left -= count
        if self.left < 0:
            raise BrokenFrame("a stream of bits ends too early")
        return value


def read_distribution(data: bytes, most_log: int, most_symbols: int) -> tuple[list[int], int, int]:
    """Probabilities of symbols, the accuracy log, and how many bytes they took (section 4.1.1)."""
    bits = int.from_bytes(data[:512], "little")  # no table we read is longer
    end = min(len(data), 512) * 8
    log = (bits & 15) + 5
    at, left = 4, (1 << log) + 1
    if log > most_log:
        raise BrokenFrame("a table is larger than allowed")
    counts: list[int] = []
    while left > 1 and len(counts) <= most_symbols:
        width = left.bit_length()
        value = bits >> at & ((1 << width) - 1)
        few = (1 << width) - 1 - left  # so many values take a bit less
        if value & ((1 << (width - 1)) - 1) < few:
            value &= (1 << (width - 1)) - 1
            at += width - 1
        else:
            value -= few if value >= 1 << (width - 1) else 0
            at += width
        counts.append(value - 1)
        left -= abs(value - 1)
        if value == 1:
            at = skip_zeros(bits, at, counts)
        if at > end:
            raise BrokenFrame("a table is cut")
    if left != 1 or len(counts) > most_symbols:
        raise BrokenFrame("a table does not add up")
    return counts, log, (at + 7) >> 3


def skip_zeros(bits: int, at: int, counts: list[int]) -> int:
    """Appends the zeros that repeat flags stand for; returns where reading goes on."""
    while len(counts) <= 255:
        repeat = bits >> at & 3
        at += 2
        counts.extend([0] * repeat)
        if repeat < 3:
            break
    return at


def fse_table(counts: list[int], log: int) -> FseTable:
    """The decoding table of a distribution (section 4.1.1)."""
    size = 1 << log
    symbols, high = [0] * size, size - 1
    following = [0] * len(counts)
    for symbol, count in enumerate(counts):
        following[symbol] = abs(count)
        if count == -1:
            symbols[high] = symbol
            high -= 1
    at, step = 0, (size >> 1) + (size >> 3) + 3
    for symbol, count in enumerate(counts):
        for _each in range(max(count, 0)):
            symbols[at] = symbol
            at = (at + step) & (size - 1)
            while at > high:
                at = (at + step) & (size - 1)
    if at:
        raise BrokenFrame("a table does not add up")
    bits, bases = [0] * size, [0] * size
    for state, symbol in enumerate(symbols):
        number = following[symbol]
        following[symbol] += 1
        bits[state] = log + 1 - number.bit_length()
        bases[state] = (number << bits[state]) - size
    return log, symbols, bits, bases


def one_symbol(symbol: int) -> FseTable:
    """The table that always says the same and takes no bits."""
    return 0, [symbol], [0], [0]


def read_huffman(data: bytes) -> tuple[HuffmanTable, int]:
    """A tree and how many bytes its description took (section 4.2.1)."""
    if not data:
        raise BrokenFrame("a tree is missing")
    header = data[0]
    if header < 128:
        taken = header
        weights = compressed_weights(data[1 : 1 + taken])
    else:
        count = header - 127
        taken = (count + 1) // 2
        weights = [data[1 + i // 2] >> (0 if i & 1 else 4) & 15 for i in range(count)] if len(data) > taken else []
    if len(data) < 1 + taken:
        raise BrokenFrame("a tree is cut")
    return huffman_table(weights), 1 + taken


def compressed_weights(data: bytes) -> list[int]:
    """Weights as two interleaved FSE streams (section 4.2.1.2)."""
    counts, log, taken = read_distribution(data, 6, 256)
    _log, symbols, bits, bases = fse_table(counts, log)
    stream = BitsFromBehind(data[taken:])
    states = [stream.read(log), stream.read(log)]
    weights: list[int] = []
    turn = 0
    while len(weights) <= 255:
        state = states[turn]
        weights.append(symbols[state])
        if stream.left < bits[state]:  # no bits for another state: what the other one holds is the last weight
            weights.append(symbols[states[1 - turn]])
            return weights
        states[turn] = bases[state] + stream.read(bits[state])
        turn = 1 - turn
    raise BrokenFrame("a tree has too many weights")


def huffman_table(weights: list[int]) -> HuffmanTable:
    """Every prefix of the longest code's length -> symbol and length; the last weight follows (section 4.2.1.3)."""
    total = sum(1 << (weight - 1) for weight in weights if weight)
    if not total or len(weights) > 255:
        raise BrokenFrame("a tree has no leaves, or too many")
    longest = total.bit_length()
    rest = (1 << longest) - total
    if longest > MOST_HUFFMAN_BITS or rest & (rest - 1):
        raise BrokenFrame("a tree does not add up")
    weights = [*weights, rest.bit_length()]
    symbols: list[int] = []
    bits: list[int] = []
    for weight in range(1, longest + 1):
        for symbol, own in enumerate(weights):
            if own == weight:
                symbols += [symbol] * (1 << (weight - 1))
                bits += [longest + 1 - weight] * (1 << (weight - 1))
    return longest, symbols, bits


def huffman_stream(data: bytes, table: HuffmanTable, size: int) -> bytearray:
    """So many symbols of one stream, which must end there (section 4.2.2)."""
    longest, symbols, bits = table
    stream = BitsFromBehind(data)
    left, mask, out = stream.left, (1 << longest) - 1, bytearray(size)
    for i in range(size):
        low = left - longest
        if low >= 0:
            at = low >> 3
            prefix = (
                (data[at] | data[at + 1] << 8 | (data[at + 2] << 16 if at + 2 < len(data) else 0))
                if at + 1 < len(data)
                else data[at]
            )
            prefix = prefix >> (low & 7) & mask
        else:
            stream.left = left
            prefix = stream.peek(longest)
        out[i] = symbols[prefix]
        left -= bits[prefix]
    if left:
        raise BrokenFrame("a stream of literals does not end where it should")
    return out


def table_of(
    mode: int, *, data: bytes, at: int, default: FseTable, before: FseTable | None, most: tuple[int, int]
) -> tuple[FseTable, int]:
    """The table of one kind of codes, and where the next begins (section 3.1.1.3.2.1). `most`: accuracy log, symbols."""
    if mode == 0:
        return default, at
    if mode == 1:
        if at >= len(data) or data[at] >= most[1]:
            raise BrokenFrame("a code is out of range")
        return one_symbol(data[at]), at + 1
    if mode == 2:
        counts, log, taken = read_distribution(data[at:], most[0], most[1])
        return fse_table(counts, log), at + taken
    if before is None:
        raise BrokenFrame("a table is repeated that never was")
    return before, at
