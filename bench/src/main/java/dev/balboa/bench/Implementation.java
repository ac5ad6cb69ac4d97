package dev.balboa.bench;

import java.util.EnumSet;
import java.util.Set;

/// Who does the work.
public enum Implementation {
    /// Balboa's public methods, from Java.
    BALBOA("Balboa", EnumSet.allOf(Work.class)),
    /// A loop in the shim around libtorch's C++ functions, with Balboa's allocator.
    CPP("C++", EnumSet.complementOf(EnumSet.of(Work.DIM))),
    /// The same loop with libtorch's own allocator, which is malloc.
    CPP_OWN_ALLOCATOR(
            "C++ on libtorch's allocator", EnumSet.of(Work.MUL, Work.BACKWARD, Work.TEMPORARIES)),
    /// The same loop in the libtorch of the PyTorch wheel instead of the presets', with Balboa's
    /// allocator.
    CPP_WHEEL("C++ on the PyTorch wheel", EnumSet.of(Work.PRODUCT)),
    /// PyTorch in Python, eager, as it comes.
    PYTHON("Python eager", EnumSet.allOf(Work.class)),
    /// JavaCPP's PyTorch classes as they come, each pointer closed by hand.
    JAVACPP("JavaCPP", EnumSet.of(Work.MUL, Work.BACKWARD, Work.DIM)),
    /// The same with `noPointerGC` and `maxPhysicalBytes=0`: no registration of pointers, no read
    /// of `/proc` per pointer.
    JAVACPP_TUNED("JavaCPP tuned", EnumSet.of(Work.MUL, Work.BACKWARD, Work.DIM));

    private final String label;
    private final Set<Work> works;

    Implementation(String label, Set<Work> works) {
        this.label = label;
        this.works = works;
    }

    /// Its name in tables and in JSON.
    public String label() {
        return label;
    }

    boolean does(Work work) {
        return works.contains(work);
    }

    /// The work, set up in this process.
    ///
    /// @throws IllegalArgumentException for Python, which has a process of its own, and for work it
    ///     does not do
    public Subject subject(Work work) {
        if (!does(work)) throw new IllegalArgumentException(label + " does not do " + work.label());
        return switch (this) {
            case BALBOA -> BalboaSubjects.of(work);
            case CPP, CPP_WHEEL -> CppSubjects.of(work, true);
            case CPP_OWN_ALLOCATOR -> CppSubjects.of(work, false);
            case JAVACPP, JAVACPP_TUNED -> JavaCppSubjects.of(work);
            case PYTHON -> throw new IllegalArgumentException("Python runs in bench/python/ops.py");
        };
    }
}
