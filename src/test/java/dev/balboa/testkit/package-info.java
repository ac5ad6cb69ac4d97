/// What tests of Balboa, and of code on top of it, share: [dev.balboa.testkit.LeakGuard] around
/// every test class, [dev.balboa.testkit.TensorAssert], and [dev.balboa.testkit.GradCheck]; and the
/// readers of recorded goldens.
///
/// Depends on `dev.balboa.tensor` and `dev.balboa.autograd`, JUnit and AssertJ.
package dev.balboa.testkit;
