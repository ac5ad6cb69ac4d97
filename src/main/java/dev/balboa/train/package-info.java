/// The training loop, what it trains, and what it tells.
///
/// Open first: [Trainer] (the loop, top to bottom), [Objective] (what a method gives it), [Event]
/// (what it reports), [JsonLines] (events in a file).
///
/// ```text
/// Loader ─► Batch ─► Objective.step ─► loss ─► backward ─► Sgd.step
///                                                 Event ─► Listener, Listener, …
/// ```
///
/// The loop knows nothing of self-supervision: views go in, a loss comes out.
///
/// May depend on `dev.balboa.nn`, `optim`, `data`, `autograd`, `tensor` and Jackson.
package dev.balboa.train;
