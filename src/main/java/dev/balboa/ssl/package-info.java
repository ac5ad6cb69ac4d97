/// Self-supervised methods: each one file that shows the idea on a screen, on shared parts.
///
/// Open first: [SimSiam] (two views, the shortest method), [SimSiamGsg] (guided stop-gradient),
/// [Method] (the contract), [Methods] (methods by name; adding one is a file and a line there).
///
/// May depend on `dev.balboa.train`, `nn`, `optim`, `loss`, `autograd` and `tensor`.
package dev.balboa.ssl;
