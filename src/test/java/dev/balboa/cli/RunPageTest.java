package dev.balboa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page about a run. Oracle: the run's own files, and images that are decoded again.
class RunPageTest {

    private static final Pattern DATA =
            Pattern.compile("<script id=\"data\" type=\"application/json\">(.*?)</script>");

    @TempDir private Path folder;

    private CommandRun train(String... more) {
        String[] fixed = {
            "train",
            "--width",
            "2",
            "--proj-dim",
            "8",
            "--image-size",
            "8",
            "--epochs",
            "2",
            "--batch-size",
            "16",
            "--knn-k",
            "5",
            "--threads",
            "1",
            "--json",
            "--out",
            folder.resolve("run").toString()
        };
        String[] args = java.util.Arrays.copyOf(fixed, fixed.length + more.length);
        System.arraycopy(more, 0, args, fixed.length, more.length);
        return CommandRun.of(args);
    }

    private JsonNode data() throws IOException {
        Matcher matcher = DATA.matcher(Files.readString(folder.resolve("run/index.html")));
        assertThat(matcher.find()).isTrue();
        return new ObjectMapper().readTree(matcher.group(1));
    }

    @Test
    void itShowsTheCurvesNeighboursMapAndViewsOfTheRun() throws IOException {
        CommandRun run = train("--limit", "48", "--test-limit", "40");
        assertThat(run.exit()).as("%s", run.err()).isZero();
        JsonNode data = data();
        assertThat(data.get("results").get("knn")).isEqualTo(run.json().get("knn"));
        assertThat(data.get("config").get("network").get("width").asInt()).isEqualTo(2);
        assertThat(data.get("steps")).hasSize(6);
        assertThat(data.get("epochs")).hasSize(2);
        assertThat(data.get("neighbours")).hasSize(8);
        JsonNode row = data.get("neighbours").get(0);
        assertThat(row.get("before")).hasSize(7);
        assertThat(row.get("after")).hasSize(7);
        assertThat(data.get("map").get("after")).hasSize(40);
        assertThat(data.get("map").get("images")).hasSize(40);
        assertThat(data.get("views")).hasSize(6);
        BufferedImage query = decode(row.get("query").get("src").asText());
        assertThat(query.getWidth()).isEqualTo(8);
    }

    /// Each line of a chart is the column of metrics.jsonl that it names; a level that joins later
    /// has fewer points.
    @Test
    void theFiguresOfTheMethodsChartsAreThoseOfTheMetricsFile() throws IOException {
        CommandRun run =
                train(
                        "--limit",
                        "48",
                        "--test-limit",
                        "16",
                        "--method",
                        "hierarchical",
                        "--mode",
                        "progressive",
                        "--full-from",
                        "1");
        assertThat(run.exit()).as("%s", run.err()).isZero();
        JsonNode charts = data().get("charts");
        assertThat(charts).hasSize(3);
        List<JsonNode> epochs = epochs();
        for (JsonNode chart : charts) {
            assertThat(chart.get("reading").asText()).endsWith(".");
            // the third level would join after the last step
            assertThat(chart.get("lines")).hasSize(2);
            for (JsonNode line : chart.get("lines")) {
                String metric = line.get("metric").asText();
                List<JsonNode> with = epochs.stream().filter(e -> e.has(metric)).toList();
                assertThat(line.get("points")).hasSize(with.size());
                for (int i = 0; i < with.size(); i++) {
                    JsonNode point = line.get("points").get(i);
                    assertThat(point.get("x").asInt()).isEqualTo(with.get(i).get("epoch").asInt());
                    assertThat(point.get("y")).isEqualTo(with.get(i).get(metric));
                }
            }
        }
        assertThat(charts.get(0).get("lines").get(0).get("points")).hasSize(2);
        assertThat(charts.get(0).get("lines").get(1).get("points")).hasSize(1);
    }

    @Test
    void aCurveIsThereAsItIsAndItsReferencesAreAsLong() throws IOException {
        CommandRun run = train("--limit", "48", "--test-limit", "16", "--method", "dystress");
        assertThat(run.exit()).as("%s", run.err()).isZero();
        JsonNode lines = data().get("charts").get(0).get("lines");
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0).get("points")).hasSize(201);
        assertThat(lines.get(0).get("points").get(100).get("y").asDouble())
                .isCloseTo(0.07, within(1e-12));
        JsonNode fixed = lines.get(1);
        assertThat(fixed.get("dashed").asBoolean()).isTrue();
        assertThat(fixed.get("points").toString())
                .isEqualTo("[{\"x\":-1.0,\"y\":0.2},{\"x\":1.0,\"y\":0.2}]");
        assertThat(data().get("uses_labels").asBoolean()).isFalse();
    }

    @Test
    void aMethodWithoutChartsHasNone() throws IOException {
        train("--limit", "48", "--test-limit", "16", "--method", "supcon");
        assertThat(data().get("charts")).isEmpty();
        assertThat(data().get("uses_labels").asBoolean()).isTrue();
    }

    private List<JsonNode> epochs() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> epochs = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("run/metrics.jsonl"))) {
            if (line.contains("\"event\":\"epoch\"")) {
                epochs.add(json.readTree(line));
            }
        }
        return epochs;
    }

    @Test
    void theMapShowsEveryClassHoweverTheImagesAreOrdered() {
        List<Integer> places = Gallery.sample(1_000);
        assertThat(places).hasSize(500).doesNotHaveDuplicates().isSorted();
        for (int c = 0; c < 8; c++) {
            int each = c;
            assertThat(places).anyMatch(i -> i % 8 == each).anyMatch(i -> i / 125 == each);
        }
        assertThat(Gallery.sample(40)).hasSize(40);
    }

    @Test
    void itNeedsNothingElse() throws IOException {
        train("--limit", "48", "--test-limit", "16");
        String page = Files.readString(folder.resolve("run/index.html"));
        assertThat(page).contains("Chart.js v4").doesNotContain("/*DATA*/", "/*CHARTS*/");
        assertThat(Pattern.compile("(src|href)=\"http").matcher(page).find()).isFalse();
    }

    @Test
    void aFlatFolderOfPhotosHasNeighboursAmongItselfWithoutLabels() throws IOException {
        Path photos = Files.createDirectory(folder.resolve("a <script> & folder"));
        for (int i = 0; i < 20; i++) {
            BufferedImage image = new BufferedImage(60 + i, 40, BufferedImage.TYPE_INT_RGB);
            for (int p = 0; p < 40 * 40; p++) {
                image.setRGB(p % 40, p / 40, i * 12 << (p % 3) * 8);
            }
            ImageIO.write(image, "png", photos.resolve(i + ".png").toFile());
        }
        CommandRun run = train("--data", photos.toString());
        assertThat(run.exit()).as("%s", run.err()).isZero();
        JsonNode data = data();
        assertThat(data.get("classes")).isEmpty();
        assertThat(data.get("neighbours")).hasSize(10);
        JsonNode row = data.get("neighbours").get(0);
        row.get("after")
                .forEach(
                        neighbour ->
                                assertThat(neighbour.get("name"))
                                        .isNotEqualTo(row.get("query").get("name")));
        assertThat(data.get("map").get("after")).hasSize(20);
    }

    private static BufferedImage decode(String address) throws IOException {
        byte[] bytes = Base64.getDecoder().decode(address.substring(address.indexOf(',') + 1));
        return ImageIO.read(new ByteArrayInputStream(bytes));
    }
}
