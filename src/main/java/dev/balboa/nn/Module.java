package dev.balboa.nn;

import dev.balboa.tensor.DType;
import dev.balboa.tensor.Device;
import dev.balboa.tensor.Generator;
import dev.balboa.tensor.MemoryFormat;
import dev.balboa.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// A part of a network: a record of parts, or a leaf that holds [Parameter]s.
///
/// A record needs to declare nothing: its components that are modules are its children, and the
/// component names are the first part of their keys (`layer1.0.conv1.weight`), in the order of
/// declaration. A list of modules gives the children `name.0`, `name.1`, … (PyTorch's
/// `ModuleList`), a [java.util.SequencedMap] of modules `name.key` (`ModuleDict`), an optional
/// module the child `name`; components that are [Parameter]s, or optional ones, are the record's
/// own slots. Components of any other type are settings and are left alone; parameters in a
/// collection, and modules in an array or in one without an order, are refused. A leaf returns its
/// slots from [#slots()].
///
/// Of anything else nothing is found: a class that is no record and holds modules or parameters in
/// fields, or a lambda that captures some, names them by overriding [#children()] or [#slots()], or
/// is refused.
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
    /// them. A record's are its components that are parameters.
    ///
    /// @return mostly empty for a record of parts
    /// @throws IllegalArgumentException when a record holds parameters in a collection or an array,
    ///     or what is no record in a field
    default List<Parameter> slots() {
        return RecordParts.slots(this);
    }

    /// The direct children by name, in order. A record's are found by its components.
    ///
    /// @return the children; empty for a leaf
    /// @throws IllegalArgumentException when a record holds modules in a set or in a map without an
    ///     order, since the order of its keys would change from run to run, or what is no record
    ///     holds modules in a field
    default Map<String, Module> children() {
        return RecordParts.children(this);
    }

    /// The generators that this module itself draws from when it is applied as it is now;
    /// children's are not among them.
    ///
    /// @return mostly empty; of a [Dropout] in training its generator
    default List<Generator> ownRandomSources() {
        return List.of();
    }

    /// The generators that the tree draws from when it is applied as it is now, each once: what
    /// [dev.balboa.autograd.Checkpointing] takes so that its second run draws what the first did.
    ///
    /// @return in the order of the tree; empty in evaluation mode
    default List<Generator> randomSources() {
        return ModuleTree.modules(this).stream()
                .flatMap(module -> module.ownRandomSources().stream())
                .distinct()
                .toList();
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

    /// Freezes (`false`) or unfreezes (`true`) every parameter of the tree; on a part,
    /// `network.layer1().requiresGrad(false)`, those of the part. A frozen parameter keeps its
    /// value and its place in [#stateDict()], is no longer among [#parameters()], and loses its
    /// gradient, so that an optimiser built before leaves it alone. Running statistics are buffers:
    /// they follow the batches until the part is put into evaluation mode.
    ///
    /// @param value whether the parameters are to be trained
    default void requiresGrad(boolean value) {
        ModuleTree.visit(this, (key, slot) -> slot.requiresGrad(value));
    }

    /// Every trained tensor by key: what an optimiser takes. The tensors are the module's own, not
    /// copies. A parameter that occurs twice in the tree is listed once, under its first key.
    ///
    /// @return in the order of the tree; without the frozen ones
    default Map<String, Tensor> parameters() {
        return ModuleTree.collectOnce(this, Parameter::trainable);
    }

    /// Every frozen parameter by key. The tensors are the module's own, not copies.
    ///
    /// @return in the order of the tree
    default Map<String, Tensor> frozenParameters() {
        return ModuleTree.collectOnce(this, slot -> !slot.isBuffer() && !slot.trainable());
    }

    /// Every buffer by key. The tensors are the module's own, not copies.
    ///
    /// @return in the order of the tree
    default Map<String, Tensor> buffers() {
        return ModuleTree.collectOnce(this, Parameter::isBuffer);
    }

    /// Parameters, trained and frozen, and buffers by key, module by module as PyTorch lists them.
    /// The tensors are the module's own: a caller that keeps them while training goes on copies
    /// them first.
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
        StateLoading.strict(this, state);
    }

    /// Copies the values whose keys the module has, and tells which keys did not pair up: for a
    /// part of a state (a backbone without its classifier) or for a state with more in it. Shapes
    /// are still strict, nothing is changed unless all of them fit, and at least one key must pair
    /// up. PyTorch's `load_state_dict(state, strict=False)`.
    ///
    /// @param state values by key
    /// @return the keys that were not loaded; a caller that ignores them does not know what it
    ///     loaded
    /// @throws IllegalArgumentException naming the shapes that differ, or the keys when none pairs
    /// up
    default IncompatibleKeys loadMatchingKeys(Map<String, Tensor> state) {
        return StateLoading.matchingKeys(this, state);
    }

    /// Number of values in all parameters, trained and frozen; buffers not counted.
    ///
    /// @return the sum of their elements
    default long parameterCount() {
        return trainableParameterCount() + ModuleTree.elements(frozenParameters());
    }

    /// Number of values in the parameters that are trained.
    ///
    /// @return the sum of the elements of [#parameters()]
    default long trainableParameterCount() {
        return ModuleTree.elements(parameters());
    }

    /// A table of the tree's leaves: key, type, shapes of the parameters and their number, whether
    /// they are trained, and the sums. Shapes of activations are not in it: no layer knows them
    /// before an input arrives.
    ///
    /// @return lines of text, each with a line feed
    default String summary() {
        return Summary.of(this);
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

    /// Lays out the parameters and buffers that have the format's number of dimensions: with
    /// [MemoryFormat#CHANNELS_LAST] the weights of convolutions. Build the optimiser afterwards.
    ///
    /// @param format any but PRESERVE
    /// @throws IllegalArgumentException when the format is PRESERVE
    default void to(MemoryFormat format) {
        ModuleTree.visit(this, (key, slot) -> slot.to(format));
    }

    /// Frees every parameter and buffer of the tree. A second call does nothing.
    @Override
    default void close() {
        ModuleTree.visit(this, (key, slot) -> slot.close());
    }
}
