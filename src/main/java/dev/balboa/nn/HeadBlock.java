package dev.balboa.nn;

import dev.balboa.tensor.Generator;
import java.util.ArrayList;
import java.util.List;

/// One Linear of a head with what follows it. A Linear before a batch norm has no bias, which the
/// norm would cancel.
///
/// @param in   input width
/// @param out  output width
/// @param norm what normalises the outputs
/// @param relu whether a ReLU ends the block
record HeadBlock(int in, int out, Norm norm, boolean relu) {

    /// What follows the Linear.
    enum Norm {
        /// Nothing; the Linear has a bias.
        NONE,
        /// Batch norm with scale and shift.
        AFFINE,
        /// Batch norm alone.
        PLAIN
    }

    /// `count − 1` hidden blocks with ReLU, then one of width `out` without.
    static List<HeadBlock> mlp(
            int in, int hidden, int out, int count, Norm hiddenNorm, Norm lastNorm) {
        Check.atLeast("count", count, 1);
        List<HeadBlock> blocks = new ArrayList<>();
        int width = in;
        for (int i = 1; i < count; i++) {
            blocks.add(new HeadBlock(width, hidden, hiddenNorm, true));
            width = hidden;
        }
        blocks.add(new HeadBlock(width, out, lastNorm, false));
        return blocks;
    }

    /// The layers of all blocks in one chain, numbered as in lightly's `ProjectionHead`.
    static Sequential chain(List<HeadBlock> blocks, Generator generator) {
        List<Layer> layers = new ArrayList<>();
        for (HeadBlock block : blocks) {
            layers.add(Linear.of(block.in, block.out, block.norm == Norm.NONE, generator));
            switch (block.norm) {
                case AFFINE -> layers.add(BatchNorm1d.of(block.out));
                case PLAIN -> layers.add(BatchNorm1d.withoutAffine(block.out));
                case NONE -> {
                    // the bias is enough
                }
            }
            if (block.relu) {
                layers.add(new Relu());
            }
        }
        return new Sequential(layers);
    }
}
