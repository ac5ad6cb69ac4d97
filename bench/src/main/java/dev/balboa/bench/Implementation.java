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
    PYTHON("Python eager", works(Suite.OPS, Suite.LOSS, Suite.STEP, Suite.EVAL)),
    /// The same with the channels of images and filters last in memory.
    PYTHON_CHANNELS_LAST("Python eager, channels last", Work.RESNET18_STEP, Work.CONVNET_STEP),
    /// The same where glibc's malloc keeps large blocks instead of giving them back: what PyTorch's
    /// performance guide gets from another allocator. Channels last where there are images.
    PYTHON_MALLOC("Python eager, malloc tuned", works(Suite.LOSS, Suite.STEP, Suite.EVAL)),
    /// PyTorch in Python, the loss or the network with its loss under `torch.compile`.
    PYTHON_COMPILE("Python compile", works(Suite.LOSS, Suite.STEP)),
    /// lightly's own classes, which are PyTorch and torchvision in Python.
    LIGHTLY(
            "lightly",
            Work.NT_XENT_512,
            Work.NT_XENT_2048,
            Work.NT_XENT_4096,
            Work.AUGMENT_CIFAR,
            Work.AUGMENT_IMAGENET,
            Work.TWO_VIEWS),
    /// torchvision's first transforms on PIL images, as most training code has them.
    TORCHVISION("torchvision", Work.AUGMENT_CIFAR, Work.AUGMENT_IMAGENET),
    /// torchvision's second transforms on uint8 tensors.
    TORCHVISION_V2("torchvision v2", Work.AUGMENT_CIFAR, Work.AUGMENT_IMAGENET),
    /// kornia on the whole batch.
    KORNIA("kornia", Work.AUGMENT_CIFAR, Work.AUGMENT_IMAGENET),
    /// AlbumentationsX and its 8-bit kernels, in an environment of its own, if there is one.
    ALBUMENTATIONSX("AlbumentationsX", Work.AUGMENT_IMAGENET),
    /// torchvision's JPEG decoder.
    TORCHVISION_IO("torchvision.io", Work.JPEG_DECODE),
    /// Pillow's.
    PIL("PIL", Work.JPEG_DECODE),
    /// The JDK's.
    IMAGEIO("ImageIO", Work.JPEG_DECODE),
    /// DJL's `NDArray`, each closed by hand. It keeps shapes in Java: their number of dimensions is
    /// no call that crosses over.
    DJL("DJL", Work.MUL, Work.BACKWARD, Work.PRODUCT, Work.TEMPORARIES),
    /// JavaCPP's PyTorch classes as they come, each pointer closed by hand.
    JAVACPP("JavaCPP", Work.MUL, Work.BACKWARD, Work.DIM),
    /// The same with `noPointerGC` and `maxPhysicalBytes=0`: no registration of pointers, no read
    /// of `/proc` per pointer.
    JAVACPP_TUNED("JavaCPP tuned", Work.MUL, Work.BACKWARD, Work.DIM),
    /// The multiply-adds of the work's products in registers, and nothing else. No peer but a
    /// limit: it computes no result.
    MULTIPLY_ADDS("its multiply-adds alone", works(Suite.LOSS, Suite.EVAL)),
    /// The work's convolutions by libtorch, and nothing else; a limit likewise.
    CONVOLUTIONS("its convolutions alone", Work.RESNET18_STEP, Work.CONVNET_STEP);

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
            case PYTHON,
                    PYTHON_CHANNELS_LAST,
                    PYTHON_MALLOC,
                    PYTHON_COMPILE,
                    LIGHTLY,
                    TORCHVISION,
                    TORCHVISION_V2,
                    KORNIA,
                    ALBUMENTATIONSX,
                    TORCHVISION_IO,
                    PIL ->
                    true;
            default -> false;
        };
    }

    /// Whether it is only the part of the work that none can leave out, and no result.
    public boolean isLimit() {
        return this == MULTIPLY_ADDS || this == CONVOLUTIONS;
    }

    /// What the values of the gate may differ by; they are of the order of 1.
    double allowed(Work work) {
        return switch (work.suite()) {
            // exact in float32, or classes
            case OPS, EVAL -> 0;
            // float32 in another order
            case LOSS -> 3e-4;
            // the same through a network and its updates
            case STEP -> 1e-3;
            // means over views that are drawn differently
            case TRAIN -> 0.05;
            // two 8-bit levels
            case AUGMENT -> work == Work.JPEG_DECODE ? 2 / 255.0 : ofViews();
            case STARTUP -> throw new IllegalArgumentException(work + " is a whole process");
        };
    }

    private double ofViews() {
        return switch (this) {
            // two 8-bit levels after standardisation: they round to bytes between their steps
            case TORCHVISION, TORCHVISION_V2 -> 2 / 255.0 / 0.229;
            // an antialiased resize (kornia), a blur (lightly, Pillow's) or a resize
            // (AlbumentationsX,
            // without antialiasing) of another definition
            case KORNIA, LIGHTLY, ALBUMENTATIONSX -> 0.15;
            default -> 3e-4;
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
            case DJL -> DjlSubjects.of(work);
            case IMAGEIO -> DecodeSubjects.byImageIo();
            case MULTIPLY_ADDS -> MultiplyAdds.of(work);
            case CONVOLUTIONS -> ConvolutionsAlone.of(work);
            default -> throw new IllegalArgumentException(label + " runs in bench/python/peer.py");
        };
    }
}
