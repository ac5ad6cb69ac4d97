package dev.balboa.reliability;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes the smallest shared library for Linux on x86-64 that `dlopen` takes: it exports one
/// function, which returns a number. It stands in for a libtorch of another version, so that no
/// second libtorch and no compiler is needed.
///
/// Layout: ELF header and three program headers, then hash table, symbols, strings and code in one
/// page, and the dynamic section in the next (older C libraries write to it). Source: the System V
/// ABI, chapters 4 and 5.
final class TinyLibrary {
    private static final int PAGE = 0x1000;
    private static final int HASH = 0x100;
    private static final int SYMBOLS = 0x140;
    private static final int STRINGS = 0x180;
    private static final int CODE = 0x1c0;
    private static final int DYNAMIC_BYTES = 7 * 16;

    private TinyLibrary() {}

    /// Writes a library whose function `name` returns `value`.
    static void write(Path file, String name, long value) throws IOException {
        ByteBuffer elf = ByteBuffer.allocate(PAGE + DYNAMIC_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header(elf);
        programHeader(elf, 1, 5, 0, PAGE); // PT_LOAD, read and execute
        programHeader(elf, 1, 6, PAGE, DYNAMIC_BYTES); // PT_LOAD, read and write
        programHeader(elf, 2, 6, PAGE, DYNAMIC_BYTES); // PT_DYNAMIC
        programHeader(elf, 0x6474e551, 6, 0, 0); // PT_GNU_STACK: no executable stack
        elf.position(HASH).putInt(1).putInt(2).putInt(1).putInt(0).putInt(0);
        elf.position(SYMBOLS + 24).putInt(1).put((byte) 0x12).put((byte) 0).putShort((short) 1);
        elf.putLong(CODE).putLong(11);
        byte[] strings =
                ("\0" + name + "\0" + file.getFileName() + "\0")
                        .getBytes(StandardCharsets.US_ASCII);
        if (strings.length > CODE - STRINGS)
            throw new IllegalArgumentException(name + " is too long");
        elf.position(STRINGS).put(strings);
        elf.position(CODE)
                .put((byte) 0x48)
                .put((byte) 0xb8)
                .putLong(value)
                .put((byte) 0xc3); // mov rax, value; ret
        elf.position(PAGE);
        dynamic(elf, 4, HASH);
        dynamic(elf, 5, STRINGS);
        dynamic(elf, 6, SYMBOLS);
        dynamic(elf, 10, strings.length); // DT_STRSZ
        dynamic(elf, 11, 24); // DT_SYMENT
        dynamic(elf, 14, name.length() + 2); // DT_SONAME
        dynamic(elf, 0, 0);
        Files.write(file, elf.array());
    }

    private static void header(ByteBuffer elf) {
        elf.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
        elf.putShort((short) 3).putShort((short) 62).putInt(1); // ET_DYN, EM_X86_64
        elf.putLong(0).putLong(64).putLong(0).putInt(0);
        elf.putShort((short) 64).putShort((short) 56).putShort((short) 4).putShort((short) 64);
        elf.putShort((short) 0).putShort((short) 0);
    }

    private static void programHeader(
            ByteBuffer elf, int type, int flags, long offset, long bytes) {
        elf.putInt(type).putInt(flags).putLong(offset).putLong(offset).putLong(offset);
        elf.putLong(bytes).putLong(bytes).putLong(type == 1 ? PAGE : 8);
    }

    private static void dynamic(ByteBuffer elf, long tag, long value) {
        elf.putLong(tag).putLong(value);
    }
}
