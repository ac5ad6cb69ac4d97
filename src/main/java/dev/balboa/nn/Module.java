package dev.balboa.nn;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// A part of a network: a record of parts, or a leaf that holds [Parameter]s.
///
/// A record needs to declare nothing: its components that are modules, lists of modules or optional
/// modules are its children, and the component names are the first part of their keys
/// (`layer1.0.conv1.weight`), in the order of declaration. Components of any other type are
/// settings and are left alone. A leaf returns its slots from [#slots()].
///
/// ```java
/// record Head(Linear hidden, Linear out) implements Layer {
///     public Tensor forward(Tensor x) {
///         return out.forward(hidden.forward(x).relu());
///     }
/// }
/// ```
///
/// A module is used by one thread at a time.
public interface Module extends AutoCloseable {

    /// The slots that this module holds itself, in the order of its keys; children's are not among
    /// them.
    ///
    /// @return empty for a record of parts
    default List<Parameter> slots() {
        return List.of();
    }

    /// The direct children by name, in order. A record's are found by its components.
    ///
    /// @return the children; empty for a leaf
    default Map<String, Module> children() {
        return RecordParts.children(this);
    }

    /// Called on every module of the tree by [#train()] and [#eval()]. A layer that behaves
    /// differently in training keeps the mode.
    ///
    /// @param training whether the module is being trained
    default void mode(boolean training) {}

    /// Puts the whole tree into training mode: batch norm uses and updates statistics of the batch.
    default void train() {
        ModuleTree.modules(this).forEach(module -> module.mode(true));
    }

    /// Puts the whole tree into evaluation mode: batch norm uses its running statistics.
    default void eval() {
        ModuleTree.modules(this).forEach(module -> module.mode(false));
    }

    /// Every trained tensor by key. The tensors are the module's own, not copies.
    ///
    /// @return in the order of the tree
    default Map<String, Tensor> parameters() {
        return ModuleTree.collect(this, Parameter::trainable);
    }

    /// Every buffer by key. The tensors are the module's own, not copies.
    ///
    /// @return in the order of the tree
    default Map<String, Tensor> buffers() {
        return ModuleTree.collect(this, slot -> !slot.trainable());
    }

    /// Parameters and buffers by key, module by module as PyTorch lists them. The tensors are the
    /// module's own: a caller that keeps them while training goes on copies them first.
    ///
    /// @return in the order of the tree
    default Map<String, Tensor> stateDict() {
        return ModuleTree.collect(this, slot -> true);
    }

    /// Copies values into the parameters and buffers. Strict: every key must be there and no other.
    /// Nothing is changed unless everything fits. Values are converted to the device and type of
    /// their slot.
    ///
    /// @param state values by key
    /// @throws IllegalArgumentException naming the missing keys, the unexpected keys and the shapes
    ///     that differ
    default void loadStateDict(Map<String, Tensor> state) {
        ModuleTree.load(this, state);
    }

    /// Number of trained values, buffers not counted.
    ///
    /// @return the sum of the elements of all parameters
    default long parameterCount() {
        return parameters().values().stream().mapToLong(Tensor::numel).sum();
    }

    /// Moves parameters and buffers to a device. Build the optimiser afterwards.
    ///
    /// @param device where to
    default void to(Device device) {
        ModuleTree.visit(this, (key, slot) -> slot.to(device));
    }

    /// Converts the floating-point parameters and buffers. Build the optimiser afterwards.
    ///
    /// @param dtype a floating-point type
    default void to(DType dtype) {
        ModuleTree.visit(this, (key, slot) -> slot.to(dtype));
    }

    /// Frees every parameter and buffer of the tree. A second call does nothing.
    @Override
    default void close() {
        ModuleTree.visit(this, (key, slot) -> slot.close());
    }
}
