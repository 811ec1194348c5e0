using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Concerto.Domain.Audio;

/// <summary>
/// How loud the ear finds each frequency, by ITU-R BS.1770-4: a shelf that lifts what a head reflects, then a high-pass that takes the
/// rumble. Two neighbouring channels go through at once, one in each half of a vector. In doubles, as 38 Hz is very low at 384 kHz.
/// </summary>
internal sealed class KWeighting
{
    /// <summary>Below −600 dB. What rings on in silence would end in denormal numbers, which processors are slow with.</summary>
    private const double Nothing = 1e-30;

    private Section shelf, highPass;

    /// <param name="sampleRate">In hertz. BS.1770 gives coefficients for 48 kHz alone; these come from the analogue filter behind them.</param>
    public KWeighting(int sampleRate)
    {
        {
            const double frequency = 1681.974450955533, gain = 3.999843853973347, q = 0.7071752369554196;
            var k = Math.Tan(Math.PI * frequency / sampleRate);
            var high = Math.Pow(10, gain / 20);
            var band = Math.Pow(high, 0.4996667741545416);
            shelf = new(high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k, 1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k);
        }
        {
            const double frequency = 38.13547087602444, q = 0.5003270373238773;
            var k = Math.Tan(Math.PI * frequency / sampleRate);
            var norm = 1 + k / q + k * k;
            // BS.1770 leaves the numerator as it is: 1, −2, 1.
            highPass = new(norm, -2 * norm, norm, norm, 2 * (k * k - 1), 1 - k / q + k * k);
        }
    }

    /// <summary>The sums of the squares of what passes, of the first channel and the second.</summary>
    /// <param name="samples">Begins at the pair's first sample.</param>
    /// <param name="stride">From one frame to the next.</param>
    /// <param name="frames">How many. Where there is no second channel, there must still be a sample after each first one.</param>
    public Vector128<double> Energy(ReadOnlySpan<float> samples, int stride, int frames)
    {
        if (frames == 0) return Vector128<double>.Zero;
        _ = samples[(frames - 1) * stride + 1]; // the only check of bounds: those in the loop cost more than the filter
        ref var at = ref MemoryMarshal.GetReference(samples);
        var (first, second, sum) = (shelf, highPass, Vector128<double>.Zero);
        for (var i = 0; i < frames; i++, at = ref Unsafe.Add(ref at, stride))
        {
            var pair = Unsafe.ReadUnaligned<double>(ref Unsafe.As<float, byte>(ref at)); // the bits of two floats
            var passed = second.Pass(first.Pass(Vector128.WidenLower(Vector128.CreateScalarUnsafe(pair).AsSingle())));
            sum = Vector128.FusedMultiplyAdd(passed, passed, sum);
        }
        first.Settle();
        second.Settle();
        (shelf, highPass) = (first, second);
        return sum;
    }

    /// <summary>
    /// A second-order section in state space: y = b0·x + s, s′ = (b1 − a1·b0)·x − a1·s + t, t′ = (b2 − a2·b0)·x − a2·s.
    /// The same filter as in its usual forms, but each sample waits for one multiplication of the last instead of two.
    /// </summary>
    private struct Section
    {
        private readonly Vector128<double> direct, intoS, intoT, backS, backT;
        private Vector128<double> s, t;

        public Section(double b0, double b1, double b2, double a0, double a1, double a2)
        {
            (b0, b1, b2, a1, a2) = (b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0);
            (direct, intoS, intoT, backS, backT) =
                (Vector128.Create(b0), Vector128.Create(b1 - a1 * b0), Vector128.Create(b2 - a2 * b0), Vector128.Create(-a1), Vector128.Create(-a2));
            (s, t) = (Vector128<double>.Zero, Vector128<double>.Zero);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector128<double> Pass(Vector128<double> x)
        {
            var y = Vector128.FusedMultiplyAdd(direct, x, s);
            var next = Vector128.FusedMultiplyAdd(backS, s, Vector128.FusedMultiplyAdd(intoS, x, t));
            t = Vector128.FusedMultiplyAdd(backT, s, intoT * x);
            s = next;
            return y;
        }

        public void Settle()
        {
            s = Vector128.ConditionalSelect(Vector128.GreaterThan(Vector128.Abs(s), Vector128.Create(Nothing)), s, Vector128<double>.Zero);
            t = Vector128.ConditionalSelect(Vector128.GreaterThan(Vector128.Abs(t), Vector128.Create(Nothing)), t, Vector128<double>.Zero);
        }
    }
}
