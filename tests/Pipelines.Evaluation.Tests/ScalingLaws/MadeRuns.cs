namespace Pipelines.Evaluation.Tests;

/// <summary>Runs whose law is known, and runs that were measured.</summary>
internal static class MadeRuns
{
    /// <summary>The law that Hoffmann et al. (2022) print.</summary>
    public static double Chinchilla(double parameters, double tokens) =>
        1.69 + 406.4 / Math.Pow(parameters, 0.34) + 410.7 / Math.Pow(tokens, 0.28);

    /// <summary>Runs of sizes from 70 million to 10 billion and of 5 to 100 tokens a parameter.</summary>
    public static ScalingRun[] OfChinchilla(double noise = 0, int seed = 0, double parameterUnit = 1, double tokenUnit = 1)
    {
        var random = new Random(seed);
        return
        [
            .. from size in new[] { 7e7, 2e8, 5e8, 1.4e9, 4e9, 1e10 }
               from ratio in new[] { 5.0, 12, 20, 45, 100 }
               select new ScalingRun(
                   size * parameterUnit, size * ratio * tokenUnit, Chinchilla(size, size * ratio) * Math.Exp(noise * Normal(random))),
        ];
    }

    /// <summary>Series of equal computation, C = 6 N D, of Chinchilla's law.</summary>
    public static EqualFlopsSeries[] SeriesOfChinchilla(double noise = 0, int seed = 0)
    {
        var random = new Random(seed);
        return
        [
            .. new[] { 6e18, 6e19, 6e20, 3e21 }.Select(flops => new EqualFlopsSeries(
                flops,
                [
                    .. Enumerable.Range(-3, 7).Select(i => Math.Sqrt(flops / 120) * Math.Pow(1.5, i)).Select(size => new ScalingRun(
                        size, flops / 6 / size, Chinchilla(size, flops / 6 / size) * Math.Exp(noise * Normal(random)))),
                ])),
        ];
    }

    /// <summary>The runs of docs/tutorials/scaling-laws.md, four computations on Tiny Shakespeare.</summary>
    public static EqualFlopsSeries[] Measured { get; } =
    [
        new(5e10,
        [
            new(3632, 857856, 2.5843), new(13344, 347136, 2.5536), new(29424, 186624, 2.6324), new(51392, 116736, 2.6470),
            new(114144, 57600, 2.7384), new(200832, 34560, 2.7868),
        ]),
        new(1e11,
        [
            new(3632, 1715712, 2.4758), new(13344, 695040, 2.3604), new(29424, 373248, 2.3754), new(51392, 234240, 2.3726),
            new(114144, 115968, 2.4412), new(200832, 69120, 2.5494),
        ]),
        new(2e11,
        [
            new(13344, 1390080, 2.1713), new(29424, 747264, 2.1434), new(51392, 468480, 2.1599), new(114144, 232704, 2.2100),
            new(200832, 139008, 2.2885), new(449472, 65280, 2.4016), new(795392, 37632, 2.4860),
        ]),
        new(4e11,
        [
            new(13344, 2780928, 2.0438), new(29424, 1494528, 1.9758), new(51392, 936960, 1.9728), new(114144, 466176, 2.0129),
            new(200832, 278784, 2.0541), new(449472, 131328, 2.1702),
        ]),
    ];

    // Box and Muller's.
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
