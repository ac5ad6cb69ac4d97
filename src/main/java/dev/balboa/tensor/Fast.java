package dev.balboa.tensor;

import dev.balboa.internal.ffm.Abi;
import dev.balboa.internal.ffm.TensorAbi;

/// Operators without boxing, for those that a profile shows to matter: see docs/BENCHMARKS.md for
/// what the boxed door costs more.
final class Fast {
    private static final String[] UNARY = {
        "neg", "exp", "log", "sqrt", "relu", "sigmoid", "tanh", "sum", "mean", "detach", "t"
    };
    private static final String[] BINARY = {"add", "sub", "mul", "div", "matmul"};

    private Fast() {}

    static Tensor unary(int op, Tensor a) {
        ThreadState state = ThreadState.current();
        long x = a.acquire();
        try {
            int status = TensorAbi.unary(op, x, state.outAddress);
            if (status != Abi.OK) throw Errors.translate(status, UNARY[op], a);
            return Tensor.adopt(state.out(0), state);
        } finally {
            a.release();
        }
    }

    static Tensor binary(int op, Tensor a, Tensor b) {
        ThreadState state = ThreadState.current();
        long x = a.acquire();
        try {
            long y = b.acquire();
            try {
                int status = TensorAbi.binary(op, x, y, state.outAddress);
                if (status != Abi.OK) throw Errors.translate(status, BINARY[op], a, b);
                return Tensor.adopt(state.out(0), state);
            } finally {
                b.release();
            }
        } finally {
            a.release();
        }
    }

    static Tensor binary(int op, Tensor a, double b) {
        ThreadState state = ThreadState.current();
        long x = a.acquire();
        try {
            int status = TensorAbi.binaryNumber(op, x, b, state.outAddress);
            if (status != Abi.OK) throw Errors.translate(status, BINARY[op], a);
            return Tensor.adopt(state.out(0), state);
        } finally {
            a.release();
        }
    }

    static Tensor inPlace(int op, Tensor a, Tensor b) {
        long x = a.acquire();
        try {
            long y = b.acquire();
            try {
                int status = TensorAbi.binaryInplace(op, x, y);
                if (status != Abi.OK) throw Errors.translate(status, BINARY[op] + "_", a, b);
                return a;
            } finally {
                b.release();
            }
        } finally {
            a.release();
        }
    }
}
