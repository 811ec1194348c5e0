using static Concerto.Web.Features.Demo.Oscillators;

namespace Concerto.Web.Features.Demo;

/// <summary>The band. A note is a stream of samples, about ±1 at full strength, that ends when it has died away; lengths are in seconds.</summary>
internal static class Instruments
{
    public static IEnumerable<float> Kick()
    {
        var phase = 0f;
        foreach (var t in Seconds(0.38f))
        {
            phase += (46 + 120 * Decay(t, 0.11f) + 900 * Decay(t, 0.012f)) / Rate;
            yield return MathF.Sin(MathF.Tau * phase) * Decay(t, 0.42f);
        }
    }

    public static IEnumerable<float> Snare(Random random)
    {
        var (wires, body) = (new Filter(1900, 0.6f), new Filter(5200, 0.7f));
        foreach (var t in Seconds(0.3f))
        {
            var noise = random.Noise();
            var drum = MathF.Sin(MathF.Tau * (186 * t + 2.2f * (1 - Decay(t, 0.05f)))) * Decay(t, 0.14f) + 0.5f * MathF.Sin(MathF.Tau * 331 * t) * Decay(t, 0.09f);
            yield return 0.55f * drum + (0.6f * wires.Band(noise) + 0.35f * body.High(noise)) * Decay(t, 0.26f);
        }
    }

    /// <param name="length">0.06 is closed, 0.4 open, 2.5 a crash.</param>
    public static IEnumerable<float> Cymbal(Random random, float length)
    {
        var (air, ring) = (new Filter(length > 1 ? 4200 : 7400, 0.8f), new Filter(9300, 2.5f));
        foreach (var t in Seconds(length))
        {
            var noise = random.Noise();
            yield return (0.5f * air.High(noise) + 0.5f * ring.Band(noise)) * Decay(t, length);
        }
    }

    /// <summary>Swells before it falls, as the beads do.</summary>
    public static IEnumerable<float> Shaker(Random random)
    {
        var beads = new Filter(6100, 1.4f);
        foreach (var t in Seconds(0.11f))
            yield return beads.Band(random.Noise()) * MathF.Min(1, t / 0.03f) * Decay(t, 0.12f);
    }

    public static IEnumerable<float> Bass(float hertz, float length)
    {
        var (saw, tone, phase) = (new Saw(0), new Filter(400, 0.9f), 0f);
        foreach (var (t, loud, i) in Held(length, 0.006f, 0.06f))
        {
            if (i % 32 == 0) tone.Tune(260 + 900 * Decay(t, 0.5f) + hertz);
            phase += hertz / Rate;
            yield return loud * (0.7f * MathF.Sin(MathF.Tau * phase) + 0.6f * tone.Low(saw.Next(hertz))) * (0.6f + 0.4f * Decay(t, 1.6f));
        }
    }

    /// <summary>Three saws out of tune with one another, behind a filter that opens slowly.</summary>
    /// <param name="brightness">In hertz.</param>
    public static IEnumerable<float> Pad(float hertz, float length, float brightness, float phase)
    {
        var (a, b, c, tone) = (new Saw(phase), new Saw(phase / 2), new Saw(phase / 3), new Filter(brightness, 0.7f));
        foreach (var (t, loud, i) in Held(length, 0.35f, 0.7f))
        {
            if (i % 64 == 0) tone.Tune(brightness * (0.5f + 0.5f * MathF.Min(1, t / length)) * (1 + 0.12f * MathF.Sin(1.3f * t + 6 * phase)));
            yield return 0.4f * loud * tone.Low(a.Next(hertz) + b.Next(hertz * 1.0046f) + c.Next(hertz * 0.9957f));
        }
    }

    /// <summary>A plucked string (Karplus–Strong): a burst of noise that runs round in a loop and loses its edge on the way.</summary>
    /// <param name="warmth">0 is a bright steel string, 1 a soft thumb on nylon.</param>
    /// <param name="length">After it, a finger damps the string.</param>
    public static IEnumerable<float> String(float hertz, float length, float warmth, Random random)
    {
        var period = Rate / hertz - 0.5f; // the averaging below is half a sample of it
        var loop = new float[(int)period];
        var allpass = period - loop.Length;
        allpass = (1 - allpass) / (1 + allpass);
        var (pick, pluck) = (new Filter(5200 - 3600 * warmth, 0.6f), loop.Length / 5);
        for (var i = 0; i < loop.Length; i++) loop[i] = pick.Low(random.Noise());
        for (var i = loop.Length - 1; i >= pluck; i--) loop[i] -= 0.8f * loop[i - pluck]; // picked a fifth from the bridge
        float before = 0, lastIn = 0, lastOut = 0;
        var loss = MathF.Pow(0.001f, 1 / (hertz * (4.2f - 1.6f * warmth)));
        var damped = MathF.Pow(0.001f, 1 / (hertz * 0.16f));
        var (end, at) = ((int)((length + 0.15f) * Rate), 0);
        for (var i = 0; i < end; i++)
        {
            var now = loop[at];
            var averaged = 0.5f * (now + before) * (i < length * Rate ? loss : damped);
            before = now;
            lastOut = allpass * (averaged - lastOut) + lastIn;
            lastIn = averaged;
            loop[at] = lastOut;
            at = at + 1 == loop.Length ? 0 : at + 1;
            yield return 3 * now;
        }
    }

    /// <summary>An electric piano: one sine bends another, and a tine rings above.</summary>
    public static IEnumerable<float> Keys(float hertz, float length, float strength)
    {
        foreach (var (t, loud, _) in Held(length, 0.003f, 0.18f))
        {
            var bend = (0.4f + 1.1f * strength) * Decay(t, 1.7f) * MathF.Sin(MathF.Tau * hertz * t);
            var tine = 0.16f * strength * Decay(t, 0.35f) * MathF.Sin(MathF.Tau * 14 * hertz * t);
            yield return loud * Decay(t, 4.5f) * (0.75f * MathF.Sin(MathF.Tau * hertz * t + bend) + (14 * hertz < 18_000 ? tine : 0));
        }
    }

    /// <summary>A note of a tune, in seconds from the start of its phrase.</summary>
    /// <param name="Vowel">Into <see cref="Vowels"/>.</param>
    public readonly record struct Sung(float At, float Length, float Hertz, int Vowel);

    /// <summary>Resonances of the throat in hertz, and how loud each is: ah, oh, eh, oo.</summary>
    public static readonly IReadOnlyList<(float[] Hertz, float[] Gain)> Vowels =
    [
        ([760, 1180, 2800, 3600], [1, 0.55f, 0.16f, 0.06f]),
        ([470, 830, 2750, 3500], [1, 0.5f, 0.1f, 0.05f]),
        ([480, 1750, 2600, 3600], [1, 0.4f, 0.2f, 0.06f]),
        ([350, 680, 2600, 3400], [1, 0.35f, 0.06f, 0.03f]),
    ];

    /// <summary>Somebody who sings on vowels: a buzzing voice through the resonances of a throat that moves from one vowel to the next.</summary>
    public static IEnumerable<float> Voice(IReadOnlyList<Sung> phrase, Random random)
    {
        var throat = new Filter[4];
        for (var f = 0; f < 4; f++) throat[f] = new(Vowels[0].Hertz[f], f == 0 ? 3 : 5 + 2 * f);
        var (centre, gain) = ((float[])Vowels[phrase[0].Vowel].Hertz.Clone(), (float[])Vowels[phrase[0].Vowel].Gain.Clone());
        var (cords, breath, tone) = (new Saw(0), new Filter(4200, 0.7f), new Filter(1500, 0.6f));
        var (hertz, loud, n) = (phrase[0].Hertz * 0.97f, 0f, 0);
        foreach (var t in Seconds(phrase[^1].At + phrase[^1].Length + 0.3f))
        {
            while (n + 1 < phrase.Count && t >= phrase[n + 1].At) n++;
            var (into, note) = (t - phrase[n].At, phrase[n]);
            var singing = into < note.Length - 0.04f;
            hertz += (note.Hertz - hertz) * 0.0007f; // glides within some 30 ms
            loud += ((singing ? 0.85f + 0.15f * MathF.Min(1, into * 3) : 0) - loud) * (singing ? 0.0012f : 0.0006f);
            if ((int)(t * Rate) % 48 == 0)
                for (var f = 0; f < 4; f++)
                {
                    centre[f] += (Vowels[note.Vowel].Hertz[f] - centre[f]) * 0.03f;
                    gain[f] += (Vowels[note.Vowel].Gain[f] - gain[f]) * 0.03f;
                    throat[f].Tune(MathF.Max(centre[f], f == 0 ? hertz : 0)); // singers open up when the note is above the vowel
                }
            var vibrato = 1 + 0.007f * MathF.Min(1, MathF.Max(0, into - 0.25f) * 3) * MathF.Sin(MathF.Tau * 5.3f * t);
            var source = tone.Low(cords.Next(hertz * vibrato)) * 2.2f + 0.05f * breath.High(random.Noise());
            var sample = 0f;
            for (var f = 0; f < 4; f++) sample += gain[f] * throat[f].Band(source);
            yield return 1.6f * loud * (sample + 0.04f * source);
        }
    }

    private static IEnumerable<float> Seconds(float length)
    {
        for (var i = 0; i < length * Rate; i++) yield return (float)i / Rate;
    }

    /// <summary>A note that is held: how loud it is at each moment, with its fade after the length.</summary>
    private static IEnumerable<(float T, float Loud, int Index)> Held(float length, float attack, float release)
    {
        for (var i = 0; i < (length + release) * Rate; i++)
        {
            var t = (float)i / Rate;
            yield return (t, MathF.Min(1, t / attack) * MathF.Min(1, (length + release - t) / release), i);
        }
    }
}
