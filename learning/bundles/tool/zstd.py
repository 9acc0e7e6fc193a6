"""A decoder for one Zstandard frame (RFC 8878), with a raw dictionary: what makes a newer file from an older one.

Slow and small: a few hundred KB a second. It holds the dictionary and the content, never more than the caller agreed to.
"""

from __future__ import annotations

import struct

from learning.bundles.tool.zstd_tables import (
    BitsFromBehind,
    BrokenFrame,
    FseTable,
    HuffmanTable,
    fse_table,
    huffman_stream,
    read_huffman,
    table_of,
)

MAGIC = b"\x28\xb5\x2f\xfd"
MOST_IN_BLOCK = 128 * 1024


def baselines(plain: int, widths: list[int], first: int) -> list[tuple[int, int]]:
    """Code -> (base, extra bits): `plain` codes without extra bits, then each as wide as listed (sections 3.1.1.3.2.1.1)."""
    codes = [(first + code, 0) for code in range(plain)]
    base = first + plain
    for width in widths:
        codes.append((base, width))
        base += 1 << width
    return codes


LITERAL_LENGTHS = baselines(16, [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], 0)
MATCH_LENGTHS = baselines(32, [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], 3)
MOST_OFFSET_CODE = 31
# Section 3.1.1.3.2.2: the distributions that need no description.
USUAL_LITERAL_LENGTHS = fse_table(
    [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1], 6
)
USUAL_MATCH_LENGTHS = fse_table([1, 4, 3, 2, 2, 2, 2, 2, 2] + [1] * 37 + [-1] * 7, 6)
USUAL_OFFSETS = fse_table([1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1], 5)


class Memory:
    """What one block leaves to the next."""

    def __init__(self, dictionary: bytes) -> None:
        self.out = bytearray(dictionary)
        self.offsets = [1, 4, 8]
        self.huffman: HuffmanTable | None = None
        self.literal_lengths: FseTable | None = None
        self.match_lengths: FseTable | None = None
        self.offset_codes: FseTable | None = None


def unpatched(frame: bytes, dictionary: bytes, limit: int) -> bytes:
    """The content of one frame, no longer than `limit`; nothing may follow it. Raises `BrokenFrame`."""
    try:
        return decoded(frame, dictionary, limit)
    except (IndexError, struct.error) as error:  # a field beyond the end
        raise BrokenFrame("the frame is cut") from error


def decoded(frame: bytes, dictionary: bytes, limit: int) -> bytes:
    """The same; what is cut may raise `IndexError` or `struct.error`."""
    at, size, has_checksum, most_in_block = read_header(frame)
    if size is not None and size > limit:
        raise BrokenFrame("the content is larger than agreed")
    memory = Memory(dictionary)
    end = len(dictionary) + (limit if size is None else size)
    is_last = False
    while not is_last:
        header = int.from_bytes(frame[at : at + 3], "little")
        is_last, kind, length = bool(header & 1), header >> 1 & 3, header >> 3
        at += 3
        taken = 1 if kind == 1 else length
        if at + taken > len(frame) or length > most_in_block or kind == 3:
            raise BrokenFrame("a block is cut, too long or of no known kind")
        if kind == 2:
            decode_block(frame[at : at + length], memory, min(most_in_block, end - len(memory.out)))
        elif len(memory.out) + length <= end:
            memory.out += frame[at : at + taken] * (length if kind == 1 else 1)
        else:
            raise BrokenFrame("the content is larger than said")
        at += taken
    content = bytes(memory.out[len(dictionary) :])
    if has_checksum:
        if frame[at : at + 4] != struct.pack("<I", xxh64(content) & 0xFFFFFFFF):
            raise BrokenFrame("the checksum is another")
        at += 4
    if at != len(frame) or (size is not None and len(content) != size):
        raise BrokenFrame("the frame does not end where it should")
    return content


def read_header(frame: bytes) -> tuple[int, int | None, bool, int]:
    """Where blocks begin, the content's size if said, whether there is a checksum, the largest block (section 3.1.1.1)."""
    if frame[:4] != MAGIC:
        raise BrokenFrame("there is no frame")
    descriptor = frame[4]
    is_single, has_checksum = bool(descriptor & 32), bool(descriptor & 4)
    if descriptor & 8 or descriptor & 3:
        raise BrokenFrame("the frame needs what we do not have")
    at, window = 5, MOST_IN_BLOCK
    if not is_single:
        exponent, mantissa = frame[5] >> 3, frame[5] & 7
        window = (1 << (10 + exponent)) // 8 * (8 + mantissa)
        at = 6
    width = (1 if is_single else 0, 2, 4, 8)[descriptor >> 6]
    if len(frame) < at + width:
        raise BrokenFrame("the frame is cut")
    size = int.from_bytes(frame[at : at + width], "little") + (256 if width == 2 else 0) if width else None
    if is_single and size is not None:
        window = size
    return at + width, size, has_checksum, min(window, MOST_IN_BLOCK)


# --- one block (section 3.1.1.2) --------------------------------------------------------------------------------------


def decode_block(block: bytes, memory: Memory, room: int) -> None:
    """Appends what a compressed block stands for, at most `room` bytes."""
    literals, at = read_literals(block, memory)
    count, at = read_count(block, at)
    before = len(memory.out)
    if not count:
        if at != len(block) or len(literals) > room:
            raise BrokenFrame("a block has more than it should")
        memory.out += literals
        return
    modes = block[at]
    if modes & 3:
        raise BrokenFrame("a reserved bit is set")
    memory.literal_lengths, at = table_of(
        modes >> 6, data=block, at=at + 1, default=USUAL_LITERAL_LENGTHS, before=memory.literal_lengths, most=(9, 36)
    )
    memory.offset_codes, at = table_of(
        modes >> 4 & 3, data=block, at=at, default=USUAL_OFFSETS, before=memory.offset_codes, most=(8, MOST_OFFSET_CODE + 1)
    )
    memory.match_lengths, at = table_of(
        modes >> 2 & 3, data=block, at=at, default=USUAL_MATCH_LENGTHS, before=memory.match_lengths, most=(9, 53)
    )
    run_sequences(BitsFromBehind(block[at:]), count, (memory, literals, before + room))


def read_literals(block: bytes, memory: Memory) -> tuple[bytes, int]:
    """The literals of a block, and where its sequences begin (section 3.1.1.3.1)."""
    kind, form = block[0] & 3, block[0] >> 2 & 3
    if kind < 2:
        width, shift = ((1, 3), (2, 4), (1, 3), (3, 4))[form]
        size = int.from_bytes(block[:width], "little") >> shift
        taken = size if kind == 0 else 1
        check_literals(size, width + taken, len(block))
        return block[width : width + taken] * (1 if kind == 0 else size), width + taken
    width, bits = ((3, 10), (3, 10), (4, 14), (5, 18))[form]
    fields = int.from_bytes(block[:width], "little") >> 4
    size, packed = fields & ((1 << bits) - 1), fields >> bits
    check_literals(size, width + packed, len(block))
    data = block[width : width + packed]
    if kind == 2:
        memory.huffman, taken = read_huffman(data)
        data = data[taken:]
    if memory.huffman is None:
        raise BrokenFrame("a tree is repeated that never was")
    if form == 0:
        return bytes(huffman_stream(data, memory.huffman, size)), width + packed
    return four_streams(data, memory.huffman, size), width + packed


def check_literals(size: int, end: int, length: int) -> None:
    """Literals must fit into their block, and into the largest one when regenerated."""
    if size > MOST_IN_BLOCK or end > length:
        raise BrokenFrame("literals are cut or too long")


def four_streams(data: bytes, table: HuffmanTable, size: int) -> bytes:
    """Literals in four streams, whose first three say how long they are (section 3.1.1.3.1.6)."""
    first, second, third = struct.unpack_from("<HHH", data)
    each = (size + 3) // 4
    if size < 6 or first + second + third + 6 > len(data):
        raise BrokenFrame("a stream of literals is cut")
    ends = [6, 6 + first, 6 + first + second, 6 + first + second + third, len(data)]
    sizes = [each, each, each, size - 3 * each]
    if sizes[3] < 0:
        raise BrokenFrame("the streams of literals do not add up")
    return b"".join(bytes(huffman_stream(data[ends[i] : ends[i + 1]], table, sizes[i])) for i in range(4))


def read_count(block: bytes, at: int) -> tuple[int, int]:
    """How many sequences there are (section 3.1.1.3.2.1)."""
    first = block[at]
    if first < 128:
        return first, at + 1
    if first < 255:
        return (first - 128 << 8) + block[at + 1], at + 2
    return block[at + 1] + (block[at + 2] << 8) + 0x7F00, at + 3


def run_sequences(stream: BitsFromBehind, count: int, about: tuple[Memory, bytes, int]) -> None:
    """Copies literals and matches, sequence by sequence (sections 3.1.1.3.2.1.2 and 3.1.1.4)."""
    memory, literals, end = about
    if memory.literal_lengths is None or memory.offset_codes is None or memory.match_lengths is None:
        raise BrokenFrame("a table is missing")
    ll_log, ll_symbols, ll_bits, ll_bases = memory.literal_lengths
    of_log, of_symbols, of_bits, of_bases = memory.offset_codes
    ml_log, ml_symbols, ml_bits, ml_bases = memory.match_lengths
    read, out, at = stream.read, memory.out, 0
    ll_state, of_state, ml_state = read(ll_log), read(of_log), read(ml_log)
    for left in range(count - 1, -1, -1):
        code = of_symbols[of_state]
        value = (1 << code) + read(code)
        base, width = MATCH_LENGTHS[ml_symbols[ml_state]]
        match = base + read(width)
        base, width = LITERAL_LENGTHS[ll_symbols[ll_state]]
        plain = base + read(width)
        offset = next_offset(memory.offsets, value, plain)
        if at + plain > len(literals) or len(out) + plain + match > end or offset > len(out) + plain:
            raise BrokenFrame("a sequence reaches too far")
        out += literals[at : at + plain]
        at += plain
        copy_match(out, offset, match)
        if left:
            ll_state = ll_bases[ll_state] + read(ll_bits[ll_state])
            ml_state = ml_bases[ml_state] + read(ml_bits[ml_state])
            of_state = of_bases[of_state] + read(of_bits[of_state])
    if stream.left:
        raise BrokenFrame("a stream of sequences does not end where it should")
    if len(out) + len(literals) - at > end:
        raise BrokenFrame("the content is larger than said")
    out += literals[at:]


def next_offset(offsets: list[int], value: int, plain: int) -> int:
    """The offset a value stands for; the three last ones are kept up (section 3.1.1.5)."""
    if value > 3:
        offset = value - 3
        offsets[:] = [offset, offsets[0], offsets[1]]
        return offset
    place = value - 1 + (0 if plain else 1)
    offset = offsets[place] if place < 3 else offsets[0] - 1
    if offset < 1:
        raise BrokenFrame("an offset is zero")
    if place:
        offsets[:] = [offset, offsets[0], offsets[1] if place > 1 else offsets[2]]
    return offset


def copy_match(out: bytearray, offset: int, length: int) -> None:
    """Appends what stands so far back; it may overlap itself."""
    start = len(out) - offset
    piece = out[start : start + length]
    if len(piece) < length:
        piece = (piece * (length // offset + 1))[:length]
    out += piece


# --- the checksum -----------------------------------------------------------------------------------------------------

PRIMES = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)
SIXTY_FOUR = (1 << 64) - 1


def turned(value: int, by: int) -> int:
    """64 bits turned to the left."""
    value &= SIXTY_FOUR
    return (value << by | value >> (64 - by)) & SIXTY_FOUR


def xxh64(data: bytes) -> int:
    """XXH64 with seed 0, of which frames carry the lower half."""
    one, two, three, four, five = PRIMES
    lanes = [(one + two) & SIXTY_FOUR, two, 0, -one & SIXTY_FOUR]
    whole = len(data) // 32 * 32
    for words in struct.iter_unpack("<4Q", data[:whole]):
        lanes = [turned(lane + word * two, 31) * one & SIXTY_FOUR for lane, word in zip(lanes, words)]
    if whole:
        total = sum(turned(lane, by) for lane, by in zip(lanes, (1, 7, 12, 18)))
        for lane in lanes:
            total = (total ^ turned(lane * two, 31) * one) * one + four
    else:
        total = five
    total += len(data)
    rest = data[whole:]
    eights = len(rest) // 8 * 8
    for (word,) in struct.iter_unpack("<Q", rest[:eights]):
        total = turned(total ^ turned(word * two, 31) * one, 27) * one + four
    rest = rest[eights:]
    if len(rest) >= 4:
        total = turned(total ^ struct.unpack("<I", rest[:4])[0] * one, 23) * two + three
        rest = rest[4:]
    for byte in rest:
        total = turned(total ^ byte * five, 11) * one
    total &= SIXTY_FOUR
    total = (total ^ total >> 33) * two & SIXTY_FOUR
    total = (total ^ total >> 29) * three & SIXTY_FOUR
    return total ^ total >> 32
