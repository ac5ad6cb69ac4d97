package dev.balboa.nn;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Shape;
import dev.balboa.tensor.Tensor;
import java.util.Objects;
import java.util.Optional;

/// Which keys a query may attend to, with the meaning that `torch.nn.MultiheadAttention` gives: a
/// bool mask is true where attention is *not* allowed, a floating-point mask is added to the
/// scores.
/// Several masks add up. `L` queries, `S` keys, batch `N`.
///
/// The tensors are borrowed and must be open during the call.
///
/// @param attention  `attn_mask`: `[L, S]` for all, or `[N · heads, L, S]`
/// @param keyPadding `key_padding_mask`: `[N, S]`, true at keys that are padding
/// @param causal     whether query `i` sees the keys `0 … i` only
public record AttentionMask(
        Optional<Tensor> attention, Optional<Tensor> keyPadding, boolean causal) {

    /// Every query sees every key.
    public static final AttentionMask NONE =
            new AttentionMask(Optional.empty(), Optional.empty(), false);

    /// Query `i` sees the keys `0 … i` only.
    public static final AttentionMask CAUSAL =
            new AttentionMask(Optional.empty(), Optional.empty(), true);

    /// Checks ranks and types.
    ///
    /// @throws IllegalArgumentException when a mask is neither bool nor floating-point, or has
    ///     another rank
    public AttentionMask {
        attention.ifPresent(
                mask -> {
                    requireMaskType("attention", mask);
                    if (mask.dim() != 2 && mask.dim() != 3) {
                        throw InputCheck.unexpected(
                                "attention mask", mask, "[L, S] or [N · heads, L, S]");
                    }
                });
        keyPadding.ifPresent(
                mask -> {
                    requireMaskType("keyPadding", mask);
                    InputCheck.rank("key padding mask", mask, 2, "[N, S]");
                });
    }

    private static void requireMaskType(String name, Tensor mask) {
        if (mask.dtype() != DType.BOOL && !mask.dtype().isFloatingPoint()) {
            throw new IllegalArgumentException(
                    name
                            + ": "
                            + mask.dtype()
                            + " (expected: bool, true where masked, or a floating-point type)");
        }
    }

    /// The same with a mask of pairs of query and key.
    ///
    /// @param mask `[L, S]` or `[N · heads, L, S]`
    /// @return a copy
    public AttentionMask withAttention(Tensor mask) {
        return new AttentionMask(
                Optional.of(Objects.requireNonNull(mask, "mask")), keyPadding, causal);
    }

    /// The same with a mask of keys that are padding.
    ///
    /// @param mask `[N, S]`
    /// @return a copy
    public AttentionMask withKeyPadding(Tensor mask) {
        return new AttentionMask(
                attention, Optional.of(Objects.requireNonNull(mask, "mask")), causal);
    }

    /// Whether the only mask, if any, is the causal one.
    boolean hasNoTensor() {
        return attention.isEmpty() && keyPadding.isEmpty();
    }

    /// All masks as one that is added to scores `[N, heads, L, S]`: 0 or −∞ where they are bool.
    Tensor additive(Tensor query, Tensor key) {
        long n = query.size(0);
        long heads = query.size(1);
        long l = query.size(2);
        long s = key.size(2);
        Tensor sum = Tensor.zeros(Shape.of(l, s), query.dtype(), query.device());
        if (causal) {
            sum = sum.add(addend(Tensor.onesLike(sum).to(DType.BOOL).triu(1), query));
        }
        if (attention.isPresent()) {
            Tensor mask = attention.get();
            requireSizes("attention mask", mask, mask.dim() == 2 ? 1 : n * heads, l, s);
            Tensor added = addend(mask, query);
            sum = sum.add(mask.dim() == 2 ? added : added.reshape(n, heads, l, s));
        }
        if (keyPadding.isPresent()) {
            Tensor mask = keyPadding.get();
            if (mask.size(0) != n || mask.size(1) != s) {
                throw InputCheck.unexpected("key padding mask", mask, "[" + n + ", " + s + "]");
            }
            sum = sum.add(addend(mask, query).reshape(n, 1, 1, s));
        }
        return sum;
    }

    private static void requireSizes(String name, Tensor mask, long n, long l, long s) {
        boolean fits = mask.size(-2) == l && mask.size(-1) == s;
        if (!fits || (mask.dim() == 3 && mask.size(0) != n)) {
            String pair = l + ", " + s + "]";
            throw InputCheck.unexpected(
                    name, mask, mask.dim() == 2 ? "[" + pair : "[" + n + ", " + pair);
        }
    }

    private static Tensor addend(Tensor mask, Tensor query) {
        if (mask.dtype() != DType.BOOL) {
            return mask.to(query.device(), query.dtype());
        }
        Tensor zeros = Tensor.zeros(mask.shape(), query.dtype(), query.device());
        return zeros.maskedFill(mask.to(query.device()), Double.NEGATIVE_INFINITY);
    }
}
