/// Balboa refuses wrong use with an exception and never takes the JVM down.
///
/// Open [dev.balboa.reliability.FuzzTest] first. May depend on everything public.
package dev.balboa.reliability;
