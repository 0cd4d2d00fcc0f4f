namespace Pipelines.Evaluation.Tests;

internal sealed class EquationSystemTests
{
    [TestCase("2.0*m+3.0*n=6.25 ; m-n=0.25", 1.4, 1.15)]
    [TestCase("m=4.0+11.0 ; m+n=53.0", 15, 38)]
    [TestCase("2(m + n) = 20, m − n = 4", 7, 3)]
    [TestCase("m/2 + n/4 = 3\nm = n", 4, 4)]
    [TestCase("m + n = 3; m - n = 1; 2m = 4", 2, 1)]
    public void SolvesTwoUnknowns(string text, double m, double n)
    {
        var solution = EquationSystem.Parse(text).Solve();
        Assert.That(solution["m"], Is.EqualTo(m).Within(1e-9));
        Assert.That(solution["n"], Is.EqualTo(n).Within(1e-9));
    }

    [TestCase("1/5.0*m+1/6.0*m=1", 30 / 11.0)]
    [TestCase("3*(x-2)^1 = 2^3 + 1", 5)]
    [TestCase("-(-x) = 50%", 0.5)]
    [TestCase("0.5x = 1,000", 2000)]
    public void SolvesOneUnknown(string text, double expected) =>
        Assert.That(EquationSystem.Parse(text).Solve().Values.Single(), Is.EqualTo(expected).Within(1e-9));

    [TestCase("x*y = 4", "product of unknowns")]
    [TestCase("1/x = 4", "quotient by an unknown")]
    [TestCase("x^2 = 4", "power of an unknown")]
    [TestCase("x = 4/0", "divides by zero")]
    [TestCase("x + = 4", "ends where")]
    [TestCase("(x = 4", "')' is missing")]
    [TestCase("x + 4", "one '='")]
    [TestCase("x = 4 = 4", "one '='")]
    [TestCase("x = 4 ?", "'?'")]
    [TestCase("", "no equation")]
    public void SaysWhatCannotBeRead(string text, string expected) =>
        Assert.That(() => EquationSystem.Parse(text), Throws.TypeOf<EquationException>().With.Message.Contains(expected));

    [TestCase("x + y = 3", "'y' open")]
    [TestCase("x + y = 3; 2x + 2y = 6", "'y' open")]
    [TestCase("x = 3; x = 4", "contradict")]
    public void SaysWhyThereIsNoOneSolution(string text, string expected) =>
        Assert.That(() => EquationSystem.Parse(text).Solve(), Throws.TypeOf<EquationException>().With.Message.Contains(expected));

    [Test]
    public void DeepParenthesesAreRefused() => Assert.That(
        () => EquationSystem.Parse(new string('(', 100_000) + "x=1"), Throws.TypeOf<EquationException>().With.Message.Contains("deep"));

    [Test]
    public void SolutionsOfRandomSystemsSolveThem()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var size = random.Next(1, 6);
            var values = Enumerable.Range(0, size).Select(_ => (double)random.Next(-50, 50)).ToArray();
            List<string> equations = [];
            for (var row = 0; row < size; row++)
            {
                var factors = Enumerable.Range(0, size).Select(column => random.Next(-9, 10) + (row == column ? 40 : 0)).ToArray();
                var left = string.Join(" + ", factors.Select((factor, column) => $"{factor}*v{(char)('a' + column)}"));
                equations.Add($"{left} = {factors.Select((factor, column) => factor * values[column]).Sum()}");
            }

            var solution = EquationSystem.Parse(string.Join(" ; ", equations)).Solve();
            Assert.That(solution.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Value), Is.EqualTo(values).Within(1e-6));
        }
    }
}
