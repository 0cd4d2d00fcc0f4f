namespace Pipelines.Gpt.Tests;

/// <summary>The figures of Hoffmann et al. (2022), table 3 (approach 1) and table A3 (approaches 2 and 3).</summary>
internal sealed class ScalingLawsTests
{
    // Half a unit of the last digit printed: of operations 0.005 of the mantissa, of tokens 0.05 billion or trillion.
    private static readonly (double Parameters, double Flops, double Tokens)[] Table3 =
    [
        (400e6, 1.92e19, 8.0e9), (1e9, 1.21e20, 20.2e9), (10e9, 1.23e22, 205.1e9), (175e9, 3.85e24, 3.7e12), (280e9, 9.90e24, 5.9e12),
        (520e9, 3.43e25, 11.0e12), (1e12, 1.27e26, 21.2e12), (10e12, 1.30e28, 216.2e12),
    ];

    private static readonly (double Parameters, double Flops, double Tokens)[] TableA3Approach2 =
    [
        (400e6, 1.84e19, 7.7e9), (1e9, 1.20e20, 20.0e9), (10e9, 1.32e22, 219.5e9), (175e9, 4.54e24, 4.3e12), (280e9, 1.18e25, 7.1e12),
        (520e9, 4.19e25, 13.4e12), (1e12, 1.59e26, 26.5e12), (10e12, 1.75e28, 292.0e12),
    ];

    // Its 280-billion row prints 20.1 trillion tokens, which its own operations contradict: 3.52e25 / (6 · 280e9) is 20.95.
    private static readonly (double Parameters, double Flops, double Tokens)[] TableA3Approach3 =
    [
        (400e6, 2.21e19, 9.2e9), (1e9, 1.62e20, 27.1e9), (10e9, 2.46e22, 410.1e9), (175e9, 1.26e25, 12.0e12),
        (520e9, 1.36e26, 43.5e12), (1e12, 5.65e26, 94.1e12), (10e12, 8.55e28, 1425.5e12),
    ];

    [TestCaseSource(nameof(Table3))]
    public void Approach1IsTable3((double Parameters, double Flops, double Tokens) row) =>
        AssertRow(ScalingLaws.ChinchillaTrainingCurves, row);

    [TestCaseSource(nameof(TableA3Approach2))]
    public void Approach2IsTableA3((double Parameters, double Flops, double Tokens) row) =>
        AssertRow(ScalingLaws.ChinchillaEqualFlops, row);

    [TestCaseSource(nameof(TableA3Approach3))]
    public void Approach3IsTableA3((double Parameters, double Flops, double Tokens) row)
    {
        var optimum = ScalingLaws.ChinchillaLossFunction.ForParameters(row.Parameters);
        Assert.That(optimum.Flops, Is.EqualTo(row.Flops).Within(0.4).Percent);
        Assert.That(optimum.Tokens, Is.EqualTo(row.Tokens).Within(0.4).Percent);
    }

    /// <summary>
    /// The tables' row of 67 billion is of Gopher's computation and a rounded size: 6 · 67e9 · 1.5e12 is not the 5.76e23 it prints.
    /// </summary>
    [Test]
    public void TheRowOfGophersComputationIsNear()
    {
        var optimum = ScalingLaws.ChinchillaTrainingCurves.ForFlops(5.76e23);
        Assert.That(optimum.Parameters, Is.EqualTo(67e9).Within(1.5).Percent);
        Assert.That(optimum.Tokens, Is.EqualTo(1.5e12).Within(6).Percent);
    }

    [Test]
    public void ExponentsRoundToThePrinted()
    {
        Assert.That(ScalingLaws.All.Select(law => Math.Round(law.ParameterExponent, 2)), Is.EqualTo([0.50, 0.49, 0.46, 0.73]));
        Assert.That(ScalingLaws.All.Select(law => Math.Round(law.TokenExponent, 2)), Is.EqualTo([0.50, 0.51, 0.54, 0.27]));
    }

    /// <summary>Section D.4: approach 1 finds 2.86 billion parameters optimal for 1e21 operations.</summary>
    [Test]
    public void Approach1AtSectionD4() =>
        Assert.That(ScalingLaws.ChinchillaTrainingCurves.ForFlops(1e21).Parameters, Is.EqualTo(2.86e9).Within(0.5).Percent);

    [Test]
    public void ParametersAndFlopsAreInverse([ValueSource(typeof(ScalingLaws), nameof(ScalingLaws.All))] ScalingLaw law)
    {
        var optimum = law.ForParameters(3e9);
        var back = law.ForFlops(optimum.Flops);
        Assert.That(back.Parameters, Is.EqualTo(3e9).Within(1e-9).Percent);
        Assert.That(back.Tokens, Is.EqualTo(optimum.Tokens).Within(1e-9).Percent);
    }

    [Test]
    public void KaplansIsThatOfTheirTable()
    {
        var day = ScalingLaws.Kaplan.ForFlops(8.64e19);
        Assert.That((day.Parameters, day.Tokens), Is.EqualTo((1.3e9, 2e10)));
        var ten = ScalingLaws.Kaplan.ForFlops(8.64e20);
        Assert.That(ten.Parameters / day.Parameters, Is.EqualTo(5.37).Within(0.01));
        Assert.That(ten.Tokens / day.Tokens, Is.EqualTo(1.86).Within(0.01));
    }

    [Test]
    public void LossesAreThoseOfTheFits()
    {
        // Gopher: 280 billion parameters, 300 billion tokens; Chinchilla: 70 billion, 1.4 trillion.
        Assert.That(ScalingLaws.ChinchillaLoss(280e9, 300e9), Is.EqualTo(1.993).Within(0.001));
        Assert.That(ScalingLaws.ChinchillaLoss(70e9, 1.4e12), Is.EqualTo(1.936).Within(0.001));
        Assert.That(ScalingLaws.KaplanLoss(6.4e13, 1e30), Is.EqualTo(1.0).Within(1e-9), "at the parameters' scale, with endless data");
        Assert.That(ScalingLaws.KaplanLoss(1e9, 1e30), Is.EqualTo(Math.Pow(6.4e13 / 1e9, 0.076)).Within(1e-9));
    }

    private static void AssertRow(ScalingLaw law, (double Parameters, double Flops, double Tokens) row)
    {
        var optimum = law.ForParameters(row.Parameters);
        var flopUnit = Math.Pow(10, Math.Floor(Math.Log10(row.Flops)) - 2);
        var tokenUnit = row.Tokens < 1e12 ? 0.1e9 : 0.1e12;
        Assert.That(optimum.Flops, Is.EqualTo(row.Flops).Within(flopUnit / 2));
        Assert.That(optimum.Tokens, Is.EqualTo(row.Tokens).Within(tokenUnit / 2));
    }
}
