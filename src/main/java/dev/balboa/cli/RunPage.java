package dev.balboa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.balboa.data.ImageDataset;
import dev.balboa.ssl.MethodDefinition;
import dev.balboa.ssl.MethodSettings;
import dev.balboa.ssl.Methods;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The page about a run, one file that needs nothing else: figures, curves, the method's charts,
/// nearest neighbours, a map of the embedding, augmented views, and the configuration.
///
/// The data goes into the page as one JSON object; `page.html` among the resources draws it, its
/// charts by Chart.js, which goes into the page too.
final class RunPage {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Page PAGE = new Page("page.html");
    private static final int MOST_STEPS = 1_500;
    private static final int VIEW_ROWS = 6;
    private static final int VIEWS = 8;

    private final ObjectNode data = JSON.createObjectNode();
    private final MethodDefinition method;
    private final MethodSettings settings;

    /// A page about a run with these results.
    RunPage(RunConfig config, ObjectNode results) {
        try {
            data.set("config", JSON.readTree(config.toJson()));
        } catch (IOException e) {
            throw new IllegalStateException("a configuration is JSON", e);
        }
        data.set("results", results);
        method = Methods.get(config.method());
        settings = MethodFlags.settings(config.options());
        data.put("uses_labels", method.usesLabels());
    }

    /// Adds the curves of a metrics file, and the charts of the method. Of very many steps, evenly
    /// chosen ones.
    RunPage metrics(Path file) {
        ArrayNode steps = data.putArray("steps");
        ArrayNode epochs = data.putArray("epochs");
        try {
            List<String> lines = Files.readAllLines(file);
            long all = lines.stream().filter(line -> line.contains("\"event\":\"step\"")).count();
            long stride = Math.max(1, Math.ceilDiv(all, MOST_STEPS));
            long seen = 0;
            for (String line : lines) {
                JsonNode event = JSON.readTree(line);
                switch (event.path("event").asText()) {
                    case "step" -> {
                        if (seen++ % stride == 0) {
                            steps.add(event);
                        }
                    }
                    case "epoch" -> epochs.add(event);
                    default -> {
                        // the start and the end have no figures to draw
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read", e);
        }
        new RunCharts(epochs).write(method.charts(settings), data.putArray("charts"));
        return this;
    }

    /// Adds nearest neighbours and maps, before and after training.
    RunPage gallery(Gallery gallery, Gallery.Look before, Gallery.Look after) {
        ArrayNode classes = data.putArray("classes");
        gallery.asked().classNames().forEach(classes::add);
        ArrayNode rows = data.putArray("neighbours");
        for (int row = 0; row < gallery.rows().size(); row++) {
            ObjectNode node = rows.addObject();
            node.set("query", image(gallery.asked(), gallery.rows().get(row)));
            node.set("before", images(gallery.known(), before.neighbours().get(row)));
            node.set("after", images(gallery.known(), after.neighbours().get(row)));
        }
        if (!after.places().isEmpty()) {
            ObjectNode map = data.putObject("map");
            ArrayNode images = map.putArray("images");
            gallery.shown().forEach(i -> images.add(image(gallery.asked(), i)));
            map.set("before", JSON.valueToTree(before.places()));
            map.set("after", JSON.valueToTree(after.places()));
        }
        return this;
    }

    /// Adds what training sees of some images.
    RunPage views(Images images, long seed) {
        ArrayNode rows = data.putArray("views");
        ImageDataset train = images.train();
        // spread over the dataset, whose images may be sorted by class
        int count = Math.min(VIEW_ROWS, train.size());
        for (int row = 0; row < count; row++) {
            int index =
                    (int) ((long) row * train.size() / count) + row % Math.max(1, images.classes());
            int chosen = Math.min(index, train.size() - 1);
            ObjectNode node = rows.addObject();
            node.set("image", image(train, chosen));
            ArrayNode views = node.putArray("views");
            images.views(chosen, VIEWS, seed).forEach(view -> views.add(Thumbnail.of(view)));
        }
        return this;
    }

    private static ArrayNode images(ImageDataset dataset, List<Integer> indices) {
        ArrayNode nodes = JSON.createArrayNode();
        indices.forEach(index -> nodes.add(image(dataset, index)));
        return nodes;
    }

    private static ObjectNode image(ImageDataset dataset, int index) {
        return JSON.createObjectNode()
                .put("src", Thumbnail.of(dataset.image(index)))
                .put("label", dataset.label(index))
                .put("name", dataset.name(index));
    }

    /// Writes the page.
    void write(Path file) {
        PAGE.write(file, data);
    }
}
