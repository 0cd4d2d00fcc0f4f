using System.Globalization;
using Pipelines.Testing.Goldens;

namespace Pipelines.Nn.Tests;

/// <summary>Every optimizer of the golden case, its kind and settings read from its name.</summary>
[Category("Golden")]
internal sealed class OptimizerGoldenTests : NnTests
{
    private static IEnumerable<TestCaseData> Cases => GoldenCase.Find("optimizers").SelectMany(data =>
        data.Arguments[0] is not GoldenCase golden
            ? [new TestCaseData(null, "").Ignore("There is no golden case of optimizers.")]
            : golden.Get("after_each_step").EnumerateObject().Select(
                run => new TestCaseData(golden, run.Name).SetArgDisplayNames(golden.Name, run.Name)));

    [TestCaseSource(nameof(Cases))]
    public void StepsAreTheReferences(GoldenCase golden, string name)
    {
        var parameters = golden.Get("initial").EnumerateArray()
            .Select((tensor, i) => new NamedParameter($"p{i}", Parameter(GoldenCase.Floats(tensor), GoldenCase.Extents(tensor)))).ToArray();
        var optimizer = Own(Parse(name, [new ParameterGroup(parameters)]));
        var gradients = golden.Get("gradients_per_step").EnumerateArray().ToArray();
        var expected = golden.Get("after_each_step").GetProperty(name).EnumerateArray().ToArray();
        Assert.That(expected, Has.Length.EqualTo(gradients.Length));
        for (var step = 0; step < gradients.Length; step++)
        {
            optimizer.ZeroGradients();
            for (var i = 0; i < parameters.Length; i++)
                Flow(parameters[i].Parameter, GoldenCase.Floats(gradients[step][i]));
            optimizer.Step();
            for (var i = 0; i < parameters.Length; i++)
            {
                Assert.That(
                    parameters[i].Parameter.Value.ToArray<float>(), Is.EqualTo(GoldenCase.Floats(expected[step][i])).Within(2e-6f),
                    $"p{i} after step {step + 1}");
            }
        }

        Assert.That(optimizer.StepCount, Is.EqualTo(gradients.Length));
    }

    private static Optimizer Parse(string text, ParameterGroup[] groups)
    {
        var settings = new OptimizerWords(text);
        double Number(string name, double otherwise) => settings.Number(name) ?? otherwise;
        var (beta1, beta2) = settings.Pair("betas") ?? (0.9, settings.Kind == "Lion" ? 0.99 : 0.999);
        var maximizes = settings.Flag("maximize");
        var wd = settings.Number("wd") ?? settings.Number("weight_decay");
        Optimizer optimizer = settings.Kind switch
        {
            "SGD" => new Sgd(
                groups, Number("lr", 1e-3), Number("momentum", 0), Number("dampening", 0), settings.Flag("nesterov"),
                wd ?? 0)
            {
                Maximizes = maximizes,
            },
            "Adam" => new Adam(groups, Number("lr", 1e-3), beta1, beta2, Number("eps", 1e-8), wd ?? 0)
            {
                AmsGrad = settings.Flag("amsgrad"),
                Maximizes = maximizes,
            },
            "AdamW" => new AdamW(groups, Number("lr", 1e-3), beta1, beta2, Number("eps", 1e-8), wd ?? 0.01)
            {
                AmsGrad = settings.Flag("amsgrad"),
                Maximizes = maximizes,
            },
            "RMSprop" => new RmsProp(
                groups, Number("lr", 1e-2), Number("alpha", 0.99), Number("eps", 1e-8), Number("momentum", 0), settings.Flag("centered"),
                wd ?? 0)
            {
                Maximizes = maximizes,
            },
            "Adagrad" => new Adagrad(
                groups, Number("lr", 1e-2), Number("lr_decay", 0), Number("eps", 1e-10), Number("initial_accumulator_value", 0), wd ?? 0)
            {
                Maximizes = maximizes,
            },
            "Lion" => new Lion(groups, Number("lr", 1e-4), beta1, beta2, wd ?? 0) { Maximizes = maximizes },
            "Adafactor" => Adafactor(groups, settings, wd ?? 0),
            _ => throw new InvalidOperationException($"'{text}' names no optimizer."),
        };
        settings.AssertAllUsed();
        return optimizer;
    }

    private static Adafactor Adafactor(ParameterGroup[] groups, OptimizerWords settings, double weightDecay)
    {
        var (squareEpsilon, scaleEpsilon) = settings.Pair("eps") ?? (1e-30, 1e-3);
        return new Adafactor(
            groups, settings.Number("lr") ?? 0, settings.Number("beta1"), settings.Number("decay_rate") ?? -0.8, squareEpsilon,
            scaleEpsilon,
            settings.Number("clip_threshold") ?? 1, settings.Flag("scale_parameter", true), settings.Flag("relative_step", true),
            settings.Flag("warmup_init"), weightDecay);
    }

    /// <summary>
    /// A name like <c>SGD lr=.1 momentum=.9 nesterov</c>; <c>no x</c> switches x off, <c>(L2)</c> says what follows from the kind.
    /// </summary>
    private sealed class OptimizerWords
    {
        private static readonly string[] Remarks = ["L2", "default"];
        private readonly string _text;
        private readonly Dictionary<string, string> _values = [];

        public OptimizerWords(string text)
        {
            _text = text;
            var words = text.Split([' ', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim(',')).ToArray();
            Kind = words[0];
            for (var i = 1; i < words.Length; i++)
            {
                if (Remarks.Contains(words[i]))
                    continue;
                if (words[i] == "no")
                    _values[words[++i]] = "false";
                else
                    _values[words[i].Split('=')[0]] = words[i].Contains('=') ? words[i].Split('=')[1] : "true";
            }
        }

        public string Kind { get; }

        public double? Number(string name) =>
            _values.Remove(name, out var value) ? double.Parse(value, CultureInfo.InvariantCulture) : null;

        public (double, double)? Pair(string name)
        {
            if (!_values.Remove(name, out var value))
                return null;
            var numbers = value.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            return (numbers[0], numbers[1]);
        }

        public bool Flag(string name, bool otherwise = false) =>
            _values.Remove(name, out var value) ? value.Equals("true", StringComparison.OrdinalIgnoreCase) : otherwise;

        public void AssertAllUsed() => Assert.That(_values.Keys, Is.Empty, $"settings of '{_text}' that are not understood");
    }
}
