/// The training loop, what it trains, and what it tells.
///
/// Open first: [Trainer] (the loop, top to bottom), [Objective] (what a method gives it), [Event]
/// (what it reports), [JsonLines] (events in a file), [TrainingState] (what a run needs to go on).
///
/// ```text
/// Loader ─► Batch ─► Objective.step ─► loss ─► backward ─► Optimizer.step
///                                                 Event ─► Listener, Listener, …
/// ```
///
/// The loop knows nothing of self-supervision: views go in, a loss comes out.
///
/// May depend on `dev.balboa.checkpoint`, `nn`, `optim`, `data`, `autograd`, `tensor` and Jackson.
package dev.balboa.train;
