using Concerto.Domain.Storage;
using CsCheck;

namespace Concerto.Tests.Uploads;

public class PartPlanTests
{
    [Fact]
    public void Parts_add_up_to_the_file_and_fit_every_store() => Gen.Long[1, 4L << 30].Sample(size =>
    {
        var plan = PartPlan.For(size);
        var lengths = Enumerable.Range(1, plan.Count).Select(plan.LengthOf).ToList();
        return lengths.Sum() == size
            && plan.Count <= 10_000
            && lengths.SkipLast(1).All(length => length == plan.PartSize && length is >= 5 << 20 and <= 64 << 20)
            && lengths[^1] > 0;
    });
}
