"""Reads the disassembly of an x86 object: functions, instructions and innermost loops (AT&T syntax)."""

import dataclasses
import functools
import pathlib
import re
import subprocess

FUNCTION = re.compile(r"^[0-9a-f]+ <(\S+)>:$")
INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\s+(\S+)\s*(.*?)\s*(?:[#<].*)?$")
JUMP = re.compile(r"j[a-z]+")
MULTIPLY_ADD = re.compile(r"vfn?m(add|sub)[0-9]+p[sd]|vpdpbusd")
MULTIPLY = re.compile(r"v?mulp[sd]|v?pmaddwd")
ADD = re.compile(r"v?addp[sd]|v?paddd")
# They name memory in the place of a target and do not write it.
READ_ONLY = re.compile(r"cmp|test|bt[bwlq]?$|v?u?comis|v?ptest|prefetch|nop|lea|j|call|ret|i?mul[bwlq]?$|i?div")


@dataclasses.dataclass(frozen=True)
class Instruction:
    address: int
    mnemonic: str
    operands: str

    @property
    def target(self) -> str:
        """The last operand: AT&T syntax writes there."""
        depth, start = 0, 0
        for place, letter in enumerate(self.operands):
            depth += (letter == "(") - (letter == ")")
            if letter == "," and depth == 0:
                start = place + 1
        return self.operands[start:].strip()

    @property
    def stores(self) -> bool:
        return "(" in self.target and not READ_ONLY.match(self.mnemonic)

    @property
    def loads(self) -> bool:
        return "(" in self.operands and not self.stores and not re.match("lea|nop|prefetch", self.mnemonic)

    @property
    def jumps_to(self) -> int | None:
        if JUMP.fullmatch(self.mnemonic) and re.fullmatch(r"(0x)?[0-9a-f]+", self.operands):
            return int(self.operands, 16)
        return None


@dataclasses.dataclass(frozen=True)
class Loop:
    function: str
    body: tuple[Instruction, ...]

    def count(self, pattern: re.Pattern) -> int:
        return sum(pattern.fullmatch(i.mnemonic) is not None for i in self.body)

    @functools.cached_property
    def multiply_adds(self) -> int:
        """Fused ones, or products that a tier without them adds up."""
        return self.count(MULTIPLY_ADD) or min(self.count(MULTIPLY), self.count(ADD))

    @property
    def sums(self) -> set[str]:
        """Registers that multiply-adds leave their result in."""
        pattern = MULTIPLY_ADD if self.count(MULTIPLY_ADD) else ADD
        return {i.target.split("{")[0] for i in self.body if pattern.fullmatch(i.mnemonic)}

    @property
    def stores(self) -> list[Instruction]:
        return [i for i in self.body if i.stores]

    @property
    def loads(self) -> int:
        return sum(i.loads for i in self.body)


OBJDUMP = ("objdump", "--disassemble", "--no-show-raw-insn")


def disassemble(objects: list[pathlib.Path], objdump: tuple[str, ...] = OBJDUMP) -> str:
    return subprocess.run([*objdump, *objects], capture_output=True, text=True, check=True).stdout


def functions(text: str) -> dict[str, list[Instruction]]:
    found: dict[str, list[Instruction]] = {}
    current: list[Instruction] = []
    for line in text.splitlines():
        if match := FUNCTION.match(line):
            current = found.setdefault(match[1], [])
        elif match := INSTRUCTION.match(line):
            current.append(Instruction(int(match[1], 16), match[2], match[3]))
    return found


def innermost_loops(name: str, code: list[Instruction]) -> list[Loop]:
    """A loop reaches from the target of a backward jump to the jump; innermost ones hold no other."""
    spans = {(i.jumps_to, i.address) for i in code if i.jumps_to is not None and i.jumps_to <= i.address}

    def holds_another(span: tuple[int, int]) -> bool:
        return any(other != span and span[0] <= other[0] and other[1] <= span[1] for other in spans)

    return [
        Loop(name, tuple(i for i in code if span[0] <= i.address <= span[1]))
        for span in sorted(spans)
        if not holds_another(span)
    ]


def multiply_loops(name: str, code: list[Instruction]) -> list[Loop]:
    """Innermost loops that multiply and add, the busiest first."""
    loops = [loop for loop in innermost_loops(name, code) if loop.multiply_adds > 0]
    return sorted(loops, key=lambda loop: -loop.multiply_adds)
