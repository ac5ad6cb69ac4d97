package dev.balboa.bench.compare;

import dev.balboa.bench.Implementation;
import java.util.List;
import java.util.regex.Pattern;

/// The small network trained from files for one epoch, as a whole process.
final class FileEpoch {
    static final String WORK = "convnet epoch from files";

    // 5,120 pictures in batches of 64; the loss starts at about ln 127 and falls
    private static final Pattern AN_EPOCH = Pattern.compile("^80 steps, mean loss [34]\\.\\d+");

    private FileEpoch() {}

    static WholeProcesses of(Surroundings surroundings) {
        String folder = surroundings.files().pictures().toString();
        List<String> plain = surroundings.script("epoch_from_files.py", folder);
        List<String> last = surroundings.script("epoch_from_files.py", folder, "--channels-last");
        return new WholeProcesses(
                WORK,
                AN_EPOCH,
                List.of(
                        new WholeProcess(
                                Implementation.BALBOA.label(),
                                surroundings.launched(EpochFromFiles.class, folder)),
                        new WholeProcess(Implementation.PYTHON.label(), plain),
                        new WholeProcess(Implementation.PYTHON_CHANNELS_LAST.label(), last),
                        new WholeProcess(
                                Implementation.PYTHON_MALLOC.label(),
                                last,
                                Surroundings.TUNED_MALLOC)));
    }
}
