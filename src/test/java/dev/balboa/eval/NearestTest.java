package dev.balboa.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.Operator;
import dev.balboa.tensor.Random;
import dev.balboa.tensor.Scope;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import dev.balboa.tensor.Threads;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The kernel `balboa::nearest`. Oracle: all products in double precision, sorted in Java; for what
/// is no number, `topk` of all products.
class NearestTest {

    private record Found(float[] products, long[] rows) {}

    private static Found nearest(Tensor queries, Tensor bank, long count) {
        List<Object> results = Operator.of("balboa::nearest").results(queries, bank, count);
        return new Found(
                ((Tensor) results.get(0)).toFloatArray(), ((Tensor) results.get(1)).toLongArray());
    }

    private static Tensor random(long rows, long width, long seed) {
        try (Generator generator = Generator.of(seed)) {
            return Random.randn(Shape.of(rows, width), generator);
        }
    }

    // sizes around those of a tile (32 to 256 × 256), of a vector, of the parts of the bank (2,048)
    // and of the queries (4,096); all of the bank; one of it
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1",
        "1, 1, 3, 0",
        "3, 5, 4, 5",
        "95, 255, 8, 20",
        "96, 1024, 8, 1024",
        "97, 257, 8, 200",
        "200, 2100, 16, 7",
        "4100, 2049, 3, 2",
        "5, 3000, 2, 1500",
        "2050, 1030, 4, 3"
    })
    void theBestOfEachQueryComeInOrder(int queries, int bank, int width, int count) {
        int wanted = Math.max(1, count);
        Tensor q = random(queries, width, 1);
        Tensor b = random(bank, width, 2);
        Found found = nearest(q, b, wanted);
        double[] products = q.to(DType.FLOAT64).matmul(b.to(DType.FLOAT64).t()).toDoubleArray();
        for (int i = 0; i < queries; i++) {
            int row = i * bank;
            int[] order =
                    IntStream.range(0, bank)
                            .boxed()
                            .sorted(Comparator.comparingDouble(j -> -products[row + j]))
                            .mapToInt(Integer::intValue)
                            .toArray();
            for (int k = 0; k < wanted; k++) {
                float product = found.products[i * wanted + k];
                int place = (int) found.rows[i * wanted + k];
                // rounding may change places of products that are nearly equal
                assertThat(product).isCloseTo((float) products[row + order[k]], within(1e-4f));
                assertThat(product).isCloseTo((float) products[row + place], within(1e-4f));
            }
            long[] places = Arrays.copyOfRange(found.rows, i * wanted, (i + 1) * wanted);
            assertThat(places).as("each once").doesNotHaveDuplicates();
        }
    }

    @Test
    void ofEqualProductsTheEarlierRowIsTaken() {
        Tensor bank = Tensor.ones(Shape.of(3000, 2));
        assertThat(nearest(Tensor.ones(Shape.of(1, 2)), bank, 4).rows).containsExactly(0, 1, 2, 3);
        bank.select(0, 2500).fill_(2);
        assertThat(nearest(Tensor.ones(Shape.of(1, 2)), bank, 3).rows).containsExactly(2500, 0, 1);
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        Tensor queries = random(500, 33, 3);
        Tensor bank = random(2500, 33, 4);
        int before = Threads.get();
        try {
            Threads.set(1);
            Found one = nearest(queries, bank, 50);
            Threads.set(2);
            Found two = nearest(queries, bank, 50);
            assertThat(two.rows).isEqualTo(one.rows);
            assertThat(two.products).isEqualTo(one.products);
        } finally {
            Threads.set(before);
        }
    }

    @Test
    void theBlocksOfOtherDevicesFindTheSame() {
        Tensor queries = random(40, 8, 5);
        Tensor bank = random(300, 8, 6);
        KnnSweep.Neighbours blocks = KnnSweep.findInBlocks(queries, bank, 30, 70);
        Found found = nearest(queries, bank, 30);
        assertThat(found.rows).isEqualTo(blocks.rows().toLongArray());
        assertThat(found.products)
                .containsExactly(blocks.similarity().toFloatArray(), within(1e-5f));
    }

    @Test
    void rowsNeedNotBeContiguous() {
        Tensor queries = random(8, 10, 7);
        Tensor bank = random(8, 200, 8);
        assertThat(nearest(queries.t(), bank.t(), 9).rows)
                .isEqualTo(nearest(queries.t().contiguous(), bank.t().contiguous(), 9).rows);
    }

    @Test
    void productsBelowZeroAreOrderedToo() {
        Tensor bank = Tensor.of(new float[] {-3, -1e-40f, -1, -0f, -2, 0, 1e-40f}, Shape.of(7, 1));
        Found found = nearest(Tensor.ones(Shape.of(1, 1)), bank, 7);
        assertThat(found.rows).containsExactly(6, 3, 5, 1, 2, 4, 0);
        assertThat(found.products).containsExactly(1e-40f, 0, 0, -1e-40f, -1, -2, -3);
    }

    @Test
    void infiniteProductsAreOrderedToo() {
        Tensor bank =
                Tensor.of(
                        new float[] {1, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY},
                        Shape.of(3, 1));
        Found found = nearest(Tensor.ones(Shape.of(1, 1)), bank, 3);
        assertThat(found.rows).containsExactly(2, 0, 1);
    }

    /// NaN is nearer than anything, and it is not lost where few rows have it.
    @ParameterizedTest
    @CsvSource({"1, 1", "3, 20", "7, 20", "1500, 3", "2000, 2000", "2000, 5"})
    void productsThatAreNoNumberComeFirstAsTopkHasThem(int bad, int count) {
        Tensor bank = random(2000, 4, 11);
        List<Long> spoilt = LongStream.range(0, bad).map(i -> i * 37 % 2000).boxed().toList();
        spoilt.forEach(row -> bank.select(0, row).select(0, 1).fill_(Double.NaN));
        Tensor queries = random(70, 4, 12);
        queries.select(0, 5).fill_(Double.NaN);
        queries.select(0, 6).select(0, 0).fill_(Double.POSITIVE_INFINITY);
        Found found = nearest(queries, bank, count);
        Tensor topk = queries.matmul(bank.t()).topk(count, 1, true, true).getFirst();
        assertThat(found.products)
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(topk.contiguous().toFloatArray());
        assertThat(Arrays.copyOfRange(found.rows, 0, Math.min(bad, count)))
                .as("the earlier rows of them, in order")
                .isEqualTo(
                        spoilt.stream().mapToLong(Long::longValue).sorted().limit(count).toArray());
    }

    @Test
    void rowsOfNoColumnAreAllEquallyNear() {
        Found found = nearest(Tensor.zeros(Shape.of(2, 0)), Tensor.zeros(Shape.of(5, 0)), 3);
        assertThat(found.rows).containsExactly(0, 1, 2, 0, 1, 2);
        assertThat(found.products).containsOnly(0);
    }

    @Test
    void rowsMayHaveOthersBetweenThem() {
        Tensor queries = random(90, 20, 13).slice(0, 1L, null, 3).slice(1, 2L, 18L, 2);
        Tensor bank = random(1, 8, 14).expand(1100, 8);
        Tensor mixed = random(3300, 24, 15).slice(0, 0L, null, 3).slice(1, 0L, null, 3);
        for (Tensor rows : List.of(bank, mixed)) {
            Found found = nearest(queries, rows, 6);
            Found dense = nearest(queries.contiguous(), rows.contiguous(), 6);
            assertThat(found.rows).isEqualTo(dense.rows);
            assertThat(found.products).containsExactly(dense.products, within(1e-5f));
        }
    }

    @Test
    void threadsThatSearchAtOnceFindWhatOneAloneFinds() throws Exception {
        Tensor queries = random(300, 33, 16);
        Tensor bank = random(2500, 33, 17);
        Found alone = nearest(queries, bank, 50);
        Callable<Void> task =
                () -> {
                    for (int round = 0; round < 10; round++) {
                        try (Scope _ = Scope.open()) {
                            Found again = nearest(queries, bank, 50);
                            assertThat(again.rows).isEqualTo(alone.rows);
                            assertThat(again.products).isEqualTo(alone.products);
                        }
                    }
                    return null;
                };
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (Future<Void> done : threads.invokeAll(List.of(task, task))) {
                done.get();
            }
        }
    }

    @Test
    void noQueriesHaveNoNeighbours() {
        assertThat(nearest(Tensor.zeros(Shape.of(0, 3)), random(5, 3, 9), 2).rows).isEmpty();
    }

    @Test
    void mistakesAreNamed() {
        Tensor two = random(2, 3, 10);
        Stream.of(0L, 3L)
                .forEach(
                        count ->
                                assertThatThrownBy(() -> nearest(two, two, count))
                                        .hasMessageContaining("count: " + count));
        assertThatThrownBy(() -> nearest(two, random(2, 4, 1), 1))
                .hasMessageContaining("as long as the bank's");
        assertThatThrownBy(() -> nearest(two.to(DType.FLOAT64), two, 1))
                .hasMessageContaining("queries:");
        assertThatThrownBy(() -> nearest(two, Tensor.zeros(Shape.of(0, 3)), 1))
                .hasMessageContaining("count: 1");
    }
}
