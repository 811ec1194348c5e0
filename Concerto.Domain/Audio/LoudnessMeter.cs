using System.Runtime.Intrinsics;

namespace Concerto.Domain.Audio;

/// <summary>
/// Integrated loudness by ITU-R BS.1770-4 (windows of 400 ms, a new one every 100 ms, two gates) and loudness range by EBU Tech 3342
/// (windows of 3 s), at the recording's own rate, in memory that does not grow with the recording.
/// </summary>
internal sealed class LoudnessMeter
{
    /// <summary>In steps of 100 ms.</summary>
    private const int Momentary = 4, ShortTerm = 30;

    /// <summary>Of the relative gates, below the mean of what passes the absolute one, in LU.</summary>
    private const double IntegratedGate = -10, RangeGate = -20;

    private readonly int channels, framesInStep;
    private readonly double[] weights;
    private readonly KWeighting[] pairs;
    private readonly double[] steps = new double[ShortTerm];
    private readonly LoudnessHistogram momentary = new(), shortTerm = new();
    private double sum;
    private int framesSoFar;
    private long stepsSoFar;

    /// <param name="sampleRate">In hertz.</param>
    /// <param name="weights">What each channel counts: 1 for the front, 1.41 for surrounds, 0 for the bass effects.</param>
    public LoudnessMeter(int sampleRate, ReadOnlySpan<double> weights)
    {
        (channels, framesInStep) = (weights.Length, (sampleRate + 5) / 10);
        this.weights = [.. weights, 0];
        pairs = new KWeighting[(channels + 1) / 2];
        for (var i = 0; i < pairs.Length; i++) pairs[i] = new(sampleRate);
    }

    /// <summary>In LUFS; null for silence and for what is shorter than 400 ms.</summary>
    public double? Integrated => momentary.MeanAbove(IntegratedGate);

    /// <summary>In LU; null for silence and for what is shorter than 3 s.</summary>
    public double? Range => shortTerm.Spread(RangeGate, 0.10, 0.95);

    /// <param name="samples">Interleaved, whole frames, and one sample more that doesn't count.</param>
    public void Add(ReadOnlySpan<float> samples)
    {
        for (var frames = (samples.Length - 1) / channels; frames > 0;)
        {
            var some = Math.Min(frames, framesInStep - framesSoFar);
            for (var pair = 0; pair < pairs.Length; pair++)
            {
                var energy = pairs[pair].Energy(samples[(pair * 2)..], channels, some);
                sum += weights[pair * 2] * energy[0];
                if (weights[pair * 2 + 1] > 0) sum += weights[pair * 2 + 1] * energy[1]; // what is no channel may be no number
            }
            samples = samples[(some * channels)..];
            frames -= some;
            framesSoFar += some;
            if (framesSoFar == framesInStep) EndStep();
        }
    }

    private void EndStep()
    {
        steps[stepsSoFar++ % ShortTerm] = sum / framesInStep;
        (sum, framesSoFar) = (0, 0);
        if (stepsSoFar >= Momentary) momentary.Add(Mean(Momentary));
        if (stepsSoFar >= ShortTerm) shortTerm.Add(Mean(ShortTerm));
    }

    private double Mean(int last)
    {
        var total = 0.0;
        for (var i = 1; i <= last; i++) total += steps[(stepsSoFar - i) % ShortTerm];
        return total / last;
    }
}

/// <summary>
/// The windows of a recording by their loudness, those above BS.1770's absolute gate of −70 LUFS, sorted into steps of 0.01 LU. The means are
/// exact; only where a relative gate or a percentile falls is rounded to a step. A recording of four hours takes what one of a minute takes.
/// </summary>
internal sealed class LoudnessHistogram
{
    private const double AbsoluteGate = -70, Loudest = 70, StepsPerLu = 100;

    private readonly int[] counts = new int[(int)((Loudest - AbsoluteGate) * StepsPerLu) + 1];
    private readonly double[] energies = new double[(int)((Loudest - AbsoluteGate) * StepsPerLu) + 1];

    /// <param name="energy">The weighted mean square of a window.</param>
    public void Add(double energy)
    {
        var lufs = Lufs(energy);
        if (!(lufs > AbsoluteGate)) return;
        var step = StepOf(lufs);
        counts[step]++;
        energies[step] += energy;
    }

    /// <summary>In LUFS, of the windows that are above the mean of all plus <paramref name="gate"/> LU; null when there are none.</summary>
    public double? MeanAbove(double gate) => From(gate) is { } from ? Mean(from) : null;

    /// <summary>In LU, between two percentiles of the windows that are above the mean of all plus <paramref name="gate"/> LU; null when there are none.</summary>
    public double? Spread(double gate, double low, double high)
    {
        if (From(gate) is not { } from) return null;
        var above = counts.AsSpan(from).ToArray();
        var last = above.Sum() - 1;
        return (Percentile(high) - Percentile(low)) / StepsPerLu;

        int Percentile(double share)
        {
            var (step, passed) = (0, above[0]);
            for (var rank = (int)Math.Round(last * share); passed <= rank;) passed += above[++step];
            return step;
        }
    }

    private int? From(double gate) => Mean(0) is { } mean ? StepOf(Math.Max(AbsoluteGate, mean + gate)) : null;

    private double? Mean(int from)
    {
        var count = 0;
        var energy = 0.0;
        for (var step = from; step < counts.Length; step++) (count, energy) = (count + counts[step], energy + energies[step]);
        return count == 0 ? null : Lufs(energy / count);
    }

    private static double Lufs(double energy) => -0.691 + 10 * Math.Log10(energy);

    private static int StepOf(double lufs) => (int)((Math.Min(lufs, Loudest) - AbsoluteGate) * StepsPerLu);
}
