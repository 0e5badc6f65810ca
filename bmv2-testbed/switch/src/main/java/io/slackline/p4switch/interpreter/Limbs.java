package io.slackline.p4switch.interpreter;

/** Arithmetic on numbers of several limbs in one array: two's complement, least significant limb first, wrapping around. */
final class Limbs {

    private Limbs() {}

    static void extend(long[] a, int at, int from, int to, boolean signed) {
        long fill = signed && from > 0 && a[at + from - 1] < 0 ? -1L : 0L;
        for (int i = from; i < to; i++) {
            a[at + i] = fill;
        }
    }

    static void add(long[] a, int to, int left, int right, int n) {
        long carry = 0;
        for (int i = 0; i < n; i++) {
            long l = a[left + i];
            long sum = l + a[right + i];
            long first = Long.compareUnsigned(sum, l) < 0 ? 1 : 0;
            long total = sum + carry;
            carry = first | (Long.compareUnsigned(total, sum) < 0 ? 1 : 0);
            a[to + i] = total;
        }
    }

    static void subtract(long[] a, int to, int left, int right, int n) {
        long borrow = 0;
        for (int i = 0; i < n; i++) {
            long l = a[left + i];
            long r = a[right + i];
            long difference = l - r;
            long first = Long.compareUnsigned(l, r) < 0 ? 1 : 0;
            long total = difference - borrow;
            borrow = first | (Long.compareUnsigned(difference, borrow) < 0 ? 1 : 0);
            a[to + i] = total;
        }
    }

    /** The product; {@code to} must not overlap the operands. */
    static void multiply(long[] a, int to, int left, int right, int n) {
        for (int i = 0; i < n; i++) {
            a[to + i] = 0;
        }
        for (int i = 0; i < n; i++) {
            long carry = 0;
            for (int j = 0; i + j < n; j++) {
                long l = a[left + i];
                long r = a[right + j];
                long low = l * r;
                long high = Math.unsignedMultiplyHigh(l, r);
                long sum = a[to + i + j] + low;
                high += Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
                long total = sum + carry;
                high += Long.compareUnsigned(total, sum) < 0 ? 1 : 0;
                a[to + i + j] = total;
                carry = high;
            }
        }
    }

    static void shiftLeft(long[] a, int to, int from, long count, int n) {
        int words = (int) Math.min(n, count >>> 6);
        int bits = (int) (count & 63);
        for (int i = n - 1; i >= 0; i--) {
            int source = i - words;
            long high = source >= 0 ? a[from + source] : 0;
            long low = source >= 1 ? a[from + source - 1] : 0;
            a[to + i] = bits == 0 ? high : (high << bits) | (low >>> (64 - bits));
        }
    }

    /** Shifts the sign in. */
    static void shiftRight(long[] a, int to, int from, long count, int n) {
        long fill = a[from + n - 1] >> 63;
        int words = (int) Math.min(n, count >>> 6);
        int bits = (int) (count & 63);
        for (int i = 0; i < n; i++) {
            int source = i + words;
            long low = source < n ? a[from + source] : fill;
            long high = source + 1 < n ? a[from + source + 1] : fill;
            a[to + i] = bits == 0 ? low : (low >>> bits) | (high << (64 - bits));
        }
    }

    static int compare(long[] a, int left, int right, int n) {
        int top = Long.compare(a[left + n - 1], a[right + n - 1]);
        for (int i = n - 2; top == 0 && i >= 0; i--) {
            top = Long.compareUnsigned(a[left + i], a[right + i]);
        }
        return top;
    }
}
