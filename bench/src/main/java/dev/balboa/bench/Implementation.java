package dev.balboa.bench;

import java.util.Arrays;
import java.util.Set;

/// Who does the work.
public enum Implementation {
    /// Balboa's public methods, from Java.
    BALBOA("Balboa", Work.values()),
    /// A loop in the shim around libtorch's C++ functions, with Balboa's allocator.
    CPP("C++", Work.MUL, Work.BACKWARD, Work.PRODUCT, Work.TEMPORARIES),
    /// The same loop with libtorch's own allocator, which is malloc.
    CPP_OWN_ALLOCATOR("C++ on libtorch's allocator", Work.MUL, Work.BACKWARD, Work.TEMPORARIES),
    /// The same loop in the libtorch of the PyTorch wheel instead of the presets', with Balboa's
    /// allocator.
    CPP_WHEEL("C++ on the PyTorch wheel", Work.PRODUCT),
    /// PyTorch in Python, eager, as it comes.
    PYTHON("Python eager", works(Suite.OPS, Suite.LOSS)),
    /// The same where glibc's malloc keeps large blocks instead of giving them back: what PyTorch's
    /// performance guide gets from another allocator.
    PYTHON_MALLOC("Python eager, malloc tuned", works(Suite.LOSS)),
    /// PyTorch in Python, the loss under `torch.compile`.
    PYTHON_COMPILE("Python compile", works(Suite.LOSS)),
    /// torchvision's first transforms on PIL images, as most training code has them.
    TORCHVISION("torchvision", works(Suite.AUGMENT)),
    /// torchvision's second transforms on uint8 tensors.
    TORCHVISION_V2("torchvision v2", works(Suite.AUGMENT)),
    /// kornia on the whole batch.
    KORNIA("kornia", works(Suite.AUGMENT)),
    /// JavaCPP's PyTorch classes as they come, each pointer closed by hand.
    JAVACPP("JavaCPP", Work.MUL, Work.BACKWARD, Work.DIM),
    /// The same with `noPointerGC` and `maxPhysicalBytes=0`: no registration of pointers, no read
    /// of `/proc` per pointer.
    JAVACPP_TUNED("JavaCPP tuned", Work.MUL, Work.BACKWARD, Work.DIM);

    private final String label;
    private final Set<Work> works;

    Implementation(String label, Work... works) {
        this.label = label;
        this.works = Set.of(works);
    }

    private static Work[] works(Suite... suites) {
        return Arrays.stream(Work.values())
                .filter(work -> Arrays.asList(suites).contains(work.suite()))
                .toArray(Work[]::new);
    }

    /// Whether it is a process of `bench/python/peer.py`.
    public boolean isPython() {
        return switch (this) {
            case PYTHON, PYTHON_MALLOC, PYTHON_COMPILE, TORCHVISION, TORCHVISION_V2, KORNIA -> true;
            default -> false;
        };
    }

    /// What the values of the gate may differ by; they are of the order of 1.
    double allowed(Work work) {
        // float32 in another order
        double rounding = 3e-4;
        // two 8-bit levels after standardisation, where a library rounds to bytes between its steps
        double levels = 2 / 255.0 / 0.229;
        return switch (this) {
            case TORCHVISION, TORCHVISION_V2 -> levels;
            // its antialiased resize is a Gaussian before a plain one, another definition
            case KORNIA -> 0.15;
            default -> work.suite() == Suite.OPS ? 0 : rounding;
        };
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
            default -> throw new IllegalArgumentException(label + " runs in bench/python/peer.py");
        };
    }
}
