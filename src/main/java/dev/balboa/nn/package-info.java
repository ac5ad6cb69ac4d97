/// Networks as records of their parts: layers that hold parameters, and the walk over them.
///
/// Open first: [Module] (the tree: names, state, mode), [Layer] (one tensor in, one out),
/// [Parameter] (a slot that owns a tensor), [ResNet] (a whole backbone, as an example to copy).
///
/// ```text
/// ResNet(conv1, bn1, layer1 … layer4)          a record: component names are parameter names
///   └─ Sequential(BasicBlock, BasicBlock)      children named 0, 1, …
///        └─ BasicBlock(conv1, bn1, …)
///             └─ Conv2d                        a leaf: Parameters "weight" and "bias"
/// ```
///
/// A layer's randomness is an explicit [dev.balboa.tensor.Generator]. Every parameter outlives the
/// scopes in which it was made and is freed by [Module#close()].
///
/// May depend on `dev.balboa.tensor` and `dev.balboa.autograd`; siblings `optim`, `loss` and `data`
/// are not imported.
package dev.balboa.nn;
