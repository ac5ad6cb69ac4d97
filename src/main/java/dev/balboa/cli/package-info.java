/// The command line: `balboa demo | train | eval | doctor`.
///
/// Open first: [Balboa] (the commands, exit codes, errors), [RunConfig] (what a run is, as printed
/// and saved), [TrainingRun] (a run from its configuration to its files and scores), [Console]
/// (what goes where).
///
/// ```text
/// flags ─► …Options ─► RunConfig ─► TrainingRun ─► config.json, metrics.jsonl, *.safetensors, one
/// JSON object
/// ```
///
/// The only package that prints. May depend on every other public package, picocli, Jackson and
/// progressbar.
package dev.balboa.cli;
