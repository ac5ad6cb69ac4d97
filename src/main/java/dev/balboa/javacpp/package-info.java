/// Optional: the same tensors in Balboa and in the JavaCPP presets of PyTorch, so that programs
/// move from one to the other step by step.
///
/// Needs `org.bytedeco:pytorch:2.10.0-1.5.13` and `org.bytedeco:openblas:0.3.31-1.5.13` without
/// classifier on the class path, which Balboa does not bring. Start with
/// [dev.balboa.javacpp.PresetTensors].
///
/// Depends on `tensor` and `internal.libtorch`; nothing depends on it.
package dev.balboa.javacpp;
