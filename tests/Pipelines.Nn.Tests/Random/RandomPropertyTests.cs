using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Nn.Tests;

internal sealed class RandomPropertyTests
{
    [Test]
    public void StatesSurviveTheirText() => Prop.ForAll(
        ArbMap.Default.ArbFor<ulong>(),
        seed =>
        {
            var random = new RandomGenerator(seed);
            var resumed = new RandomGenerator(RandomState.Parse(random.State.ToString()));
            return resumed.NextUInt64() == random.NextUInt64() && resumed.State == random.State;
        }).QuickCheckThrowOnFailure();

    [Test]
    public void NumbersStayBelowTheirLimit() => Prop.ForAll(
        ArbMap.Default.ArbFor<ulong>(), ArbMap.Default.ArbFor<PositiveInt>(),
        (seed, limit) =>
        {
            var random = new RandomGenerator(seed);
            var wide = (long)limit.Get << 31;
            return random.NextInt32(limit.Get) is var a && a >= 0 && a < limit.Get && random.NextInt64(wide) is var b && b >= 0 && b < wide;
        }).QuickCheckThrowOnFailure();
}
