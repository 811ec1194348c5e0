namespace Concerto.Web.Features.Demo;

/// <summary>What instruments are made of. All at <see cref="Rate"/>.</summary>
internal static class Oscillators
{
    /// <summary>Samples a second.</summary>
    public const int Rate = 48_000;

    public static float Hertz(double pitch) => (float)(440 * Math.Pow(2, (pitch - 69) / 12));

    /// <summary>Falls from 1 to a thousandth within the time.</summary>
    public static float Decay(float seconds, float within) => MathF.Exp(-6.9f * seconds / within);

    public static float Noise(this Random random) => 2 * random.NextSingle() - 1;
}

/// <summary>A sawtooth with its corners rounded off (PolyBLEP), so that high notes don't ring with frequencies that were never played.</summary>
internal struct Saw(float phase)
{
    private float _phase = phase;

    public float Next(float hertz)
    {
        var step = hertz / Oscillators.Rate;
        var sample = 2 * _phase - 1 - Corner(_phase, step);
        _phase += step;
        if (_phase >= 1) _phase--;
        return sample;
    }

    private static float Corner(float phase, float step)
    {
        if (phase < step)
        {
            phase /= step;
            return phase + phase - phase * phase - 1;
        }
        if (phase <= 1 - step) return 0;
        phase = (phase - 1) / step;
        return phase * phase + phase + phase + 1;
    }
}

/// <summary>A state-variable filter: one set of coefficients, three ways to listen.</summary>
internal struct Filter(float hertz, float q)
{
    private float _g = G(hertz), _low, _band;
    private readonly float _k = 1 / q;

    public void Tune(float hertz) => _g = G(hertz);

    public float Low(float sample)
    {
        Next(sample, out var low, out _);
        return low;
    }

    /// <summary>At its centre neither louder nor softer, whatever the Q.</summary>
    public float Band(float sample)
    {
        Next(sample, out _, out var band);
        return band * _k;
    }

    public float High(float sample)
    {
        Next(sample, out var low, out var band);
        return sample - _k * band - low;
    }

    private void Next(float sample, out float low, out float band)
    {
        var high = (sample - (_k + _g) * _band - _low) / (1 + _g * (_g + _k));
        band = _g * high + _band;
        low = _g * band + _low;
        _band = _g * high + band;
        _low = _g * band + low;
    }

    private static float G(float hertz) => MathF.Tan(MathF.PI * Math.Min(hertz, 0.45f * Oscillators.Rate) / Oscillators.Rate);
}
