package dev.balboa.bench;

/// One piece of work by one implementation, set up and ready to be repeated. Not closed: it lives
/// as long as its process.
public interface Subject {
    /// Does the work once and returns what [Work#expected()] is compared with.
    double[] result();

    /// Does the work `rounds` times and throws the results away.
    void run(long rounds);
}
