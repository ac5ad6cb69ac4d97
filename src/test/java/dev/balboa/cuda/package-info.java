/// The checks that need a GPU; each skips with a reason where there is none.
package dev.balboa.cuda;
