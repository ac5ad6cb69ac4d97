/// Images in memory, augmentations as data, and a loader that turns both into batches of tensors.
///
/// Open first: [ImageDataset] (what can be loaded), [Augmentation] (what is done to an image),
/// [Pipelines] (the published ones by name), [Loader] (batches of views), [GeneratedImages] (the
/// embedded dataset with known factors).
///
/// Where images come from: [ImageFolder], [PackedImages] (decoded once, by [ImagePacker]), [Cifar],
/// [Idx], [ImagesInMemory]; how they are divided:
/// [RandomSplit], [Shard]; in which order they come: [Sampler]. [CsvTable] reads numbers.
///
/// ```text
/// ImageFolder ─┐
///              ├─ ImageDataset ─► Loader ─► Epoch ─► Batch(views, labels, indices)
/// Generated ───┘                    ▲
///          Views(Augmentation) ─────┘   Transform ─► Draw ─► ViewKernel
///                                       (ranges)    (values)  (arithmetic, native)
/// ```
///
/// A [Transform] only describes: it holds the ranges. Values are drawn from them per sample and
/// view, keyed by (seed, epoch, index, view), and only then applied, so no result depends on the
/// number of worker threads and the arithmetic can move to other hardware without touching the
/// description. `PixelExecutor` is that arithmetic in plain Java: the definition, and the oracle of
/// the kernel's tests. [Loader#parameters] tells what was drawn.
///
/// May depend on `dev.balboa.tensor`, SLF4J and the JDK; siblings `nn`, `optim` and `loss` are not
/// imported.
package dev.balboa.data;
