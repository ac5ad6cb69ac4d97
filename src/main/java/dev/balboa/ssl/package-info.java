/// Self-supervised methods: each one file that shows the idea on a screen, on shared parts.
///
/// Open first: [SimClr] (two views, one head, the shortest method), [SimSiam] (no negatives),
/// [SimSiamGsg] (guided stop-gradient), [Method] (the contract), [Methods] (methods by name; adding
/// one is a file and an entry there), [MethodSettings] (what may be set of them).
///
/// May depend on `dev.balboa.train`, `nn`, `optim`, `loss`, `autograd` and `tensor`.
package dev.balboa.ssl;
