namespace Pipelines.Peft.Tests;

public class RankBudgetTests
{
    // Computed by hand from (24 − 8)·(1 − (t − 2)/8)³ + 8, cut down to whole numbers.
    [TestCase(1, 24)]
    [TestCase(2, 24)]
    [TestCase(3, 18)]
    [TestCase(4, 14)]
    [TestCase(6, 10)]
    [TestCase(9, 8)]
    [TestCase(10, 8)]
    [TestCase(12, 8)]
    public void TheBudgetFallsByACubic(int step, int expected) =>
        Assert.That(new RankBudget(Initial: 24, Target: 8, WarmupSteps: 2, LastStep: 10, Interval: 1).After(step), Is.EqualTo(expected));

    [Test]
    public void CutsAreDueAtIntervalsAndAtTheLastStep()
    {
        var budget = new RankBudget(Initial: 24, Target: 8, WarmupSteps: 3, LastStep: 11, Interval: 4);
        Assert.That(Enumerable.Range(1, 14).Where(budget.IsDue), Is.EqualTo(new[] { 4, 8, 11 }));
    }
}
