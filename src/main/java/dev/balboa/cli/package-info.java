/// The command line: `balboa demo | train | eval | compare | identify | recover | methods
/// | doctor`.
///
/// Open first: [Balboa] (the commands, exit codes, errors), [RunConfig] (what a run is, as printed
/// and saved), [TrainingRun] (a run from its configuration to its files and scores), [Comparison]
/// (many of them), [FvnceRun] (a model of the data itself, with a configuration of its own),
/// [MethodFlags] (a method's options as flags), [Console] (what goes where).
///
/// ```text
/// flags ─► …Options ─► RunConfig ─► TrainingRun ─► a folder: configuration, metrics, weights, page
///                                       ▲
///                         Cell, Cell, … of a Comparison
/// ```
///
/// The only package that prints. May depend on every other public package, picocli, Jackson and
/// progressbar.
package dev.balboa.cli;
