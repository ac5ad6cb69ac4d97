/// Named tensors in safetensors files, and a module's state in such a file.
///
/// Open first: [Safetensors] (write, and open for reading), [SafetensorsFile] (a mapped file whose
/// tensors are copied out on demand), [Checkpoint] (a module's state with text beside it).
///
/// The format is the one of Hugging Face: 8 bytes of header length, a JSON header, the values;
/// Python's `safetensors` reads what is written here and the other way round.
///
/// May depend on `dev.balboa.nn`, `dev.balboa.tensor` and Jackson.
package dev.balboa.checkpoint;
