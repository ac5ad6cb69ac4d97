/// Self-supervised methods: each one file that shows the idea on a screen, on shared parts.
///
/// Open first: [SimClr] (two views, one head, the shortest method), [SimSiam] (no negatives),
/// [SimSiamGsg] and [ByolGsg] (guided stop-gradient), [Method] (the contract), [MethodDefinition]
/// (what is told of a method, and how it is built), [Methods] (all of them; adding one is its file
/// and its line there).
///
/// May depend on `dev.balboa.train`, `nn`, `optim`, `loss`, `data`, `autograd` and `tensor`.
package dev.balboa.ssl;
