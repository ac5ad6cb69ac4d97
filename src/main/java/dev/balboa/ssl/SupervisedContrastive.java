package dev.balboa.ssl;

import dev.balboa.data.Batch;
import dev.balboa.data.ImageDataset;
import dev.balboa.loss.SupCon;
import dev.balboa.nn.ProjectionHead;
import dev.balboa.tensor.Tensor;
import java.util.stream.LongStream;

/// Supervised contrastive learning: all views of all images of a class attract.
///
/// The loss is [SupCon] with the labels of the batch. An image without a label is a class of its
/// own, so its two views attract as in SimCLR; on a folder without labels the method is SimCLR.
///
/// Khosla et al., *Supervised Contrastive Learning*, NeurIPS 2020.
final class SupervisedContrastive {

    static final MethodDefinition DEFINITION =
            MethodDefinition.of("supcon", SupervisedContrastive::of)
                    .withIdea("all views of a class attract; uses the labels")
                    .withSource("Khosla et al., NeurIPS 2020")
                    .withHeads(Heads::simClr)
                    .withLabels()
                    .withOption(
                            MethodOption.positive(
                                    "temperature",
                                    SupCon.DEFAULT_TEMPERATURE,
                                    "divides the cosines of the loss"));

    private SupervisedContrastive() {}

    private static Method of(MethodSetup setup) {
        SupCon loss = new SupCon(setup.settings().real("temperature"), SupCon.Singletons.REFUSED);
        return JointEmbedding.of(
                setup,
                JointEmbedding.Head.of(ProjectionHead::simClr),
                (z1, z2, batch) -> loss.apply(z1, z2, classes(batch)));
    }

    /// The labels, with numbers below the least label for the images that have none.
    private static Tensor classes(Batch batch) {
        long[] numbers = LongStream.range(0, batch.size()).map(i -> -2 - i).toArray();
        Tensor own = Tensor.of(numbers).to(batch.labels().device());
        Tensor unlabelled = batch.labels().eq(ImageDataset.UNLABELLED);
        return Tensor.where(unlabelled, own, batch.labels());
    }
}
