using static Concerto.Web.Features.Demo.Oscillators;

namespace Concerto.Web.Features.Demo;

/// <summary>A room: what is sent into it comes back as its reverberation alone, different in each ear (Schroeder: combs side by side, then allpasses in a row).</summary>
internal sealed class Room
{
    private const float Feedback = 0.84f, Damping = 0.32f;

    private readonly Ear _left = new(0), _right = new(23);

    public (float Left, float Right) Next(float sample) => (_left.Next(sample), _right.Next(sample));

    private sealed class Ear(int spread)
    {
        private readonly Loop[] _combs = [.. new[] { 1214, 1293, 1390, 1476, 1548, 1623, 1695, 1760 }.Select(length => new Loop(length + spread))];
        private readonly Loop[] _allpasses = [.. new[] { 605, 480, 371, 245 }.Select(length => new Loop(length + spread))];
        private readonly Loop _before = new(Rate * 24 / 1000); // the walls are some metres away

        public float Next(float sample)
        {
            var sum = 0f;
            var late = _before.Swap(sample * 0.06f);
            foreach (var comb in _combs)
            {
                comb.Memory = comb.Now * (1 - Damping) + comb.Memory * Damping;
                sum += comb.Swap(late + comb.Memory * Feedback);
            }
            foreach (var allpass in _allpasses)
            {
                var now = allpass.Now;
                allpass.Swap(sum + now * 0.5f);
                sum = now - sum;
            }
            return sum;
        }
    }

    private sealed class Loop(int length)
    {
        private readonly float[] _samples = new float[length];
        private int _at;

        public float Memory;

        public float Now => _samples[_at];

        public float Swap(float sample)
        {
            var now = _samples[_at];
            _samples[_at] = sample;
            if (++_at == _samples.Length) _at = 0;
            return now;
        }
    }
}
