import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Checks or rewrites the layout of every Java file, with google-java-format in AOSP style.
/// Run by the build: `java Format.java check|write ROOT`.
final class Format {
    private static final List<String> FOLDERS = List.of("src", "bench/src", "examples");

    public static void main(String[] args) throws Exception {
        boolean write = args[0].equals("write");
        Path root = Path.of(args[1]);
        Formatter formatter =
                new Formatter(
                        JavaFormatterOptions.builder()
                                .style(JavaFormatterOptions.Style.AOSP)
                                .build());
        List<Path> wrong = new ArrayList<>();
        for (Path file : sources(root)) {
            String before = Files.readString(file);
            String after = formatter.formatSource(RemoveUnusedImports.removeUnusedImports(before));
            if (before.equals(after)) continue;
            wrong.add(root.relativize(file));
            if (write) Files.writeString(file, after);
        }
        if (wrong.isEmpty() || write) return;
        wrong.forEach(file -> System.err.println("not formatted: " + file));
        System.err.println("remedy: mvn validate exec:exec@format -Dformat.mode=write");
        System.exit(1);
    }

    private static List<Path> sources(Path root) throws Exception {
        List<Path> files = new ArrayList<>();
        for (String folder : FOLDERS) {
            if (!Files.isDirectory(root.resolve(folder))) continue;
            try (Stream<Path> walk = Files.walk(root.resolve(folder))) {
                walk.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
            }
        }
        return files;
    }
}
