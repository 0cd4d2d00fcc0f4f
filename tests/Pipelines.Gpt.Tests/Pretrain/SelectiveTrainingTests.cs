using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>Some parameters are trained, the others stay as they are to the bit and cost nothing.</summary>
[NonParallelizable]
internal sealed class SelectiveTrainingTests
{
    private static readonly (string Name, TrainableParameters Choice, Func<string, bool> Expected)[] Choices =
    [
        ("pattern", new() { Train = ["*.h.1.mlp.*"] }, name => Holds(name, ".h.1.mlp.")),
        ("all but a pattern", new() { Freeze = ["*.wpe.*", "*.h.0.*"] }, name => !Holds(name, ".wpe.") && !Holds(name, ".h.0.")),
        ("last layer", new() { Scope = TrainableScope.LastLayer }, name => Holds(name, ".h.1.") || Holds(name, ".ln_f.")),
        ("embeddings", new() { Scope = TrainableScope.Embeddings }, name => Holds(name, ".wte.") || Holds(name, ".wpe.")),
        ("biases", new() { Scope = TrainableScope.Biases }, name => Holds(name, ".bias")),
        (
            "biases and a norm",
            new() { Scope = TrainableScope.Biases, Train = ["*.ln_f.weight"], Freeze = ["*.ln_1.bias"] },
            name => (Holds(name, ".bias") && !Holds(name, "ln_1.bias")) || Holds(name, "ln_f.weight")),
    ];

    private static IEnumerable<string> Names => Choices.Select(choice => choice.Name);

    [TestCaseSource(nameof(Names))]
    public void OnlyWhatIsChosenChangesAndCosts(string name)
    {
        var (_, choice, expected) = Choices.Single(c => c.Name == name);
        using var context = PretrainTestBed.CreateContext();
        using var start = PretrainTestBed.Fit(context, o => (o.Steps, o.LearningRate) = (1, 0));
        using var trained = PretrainTestBed.Fit(context, o => (o.Steps, o.Trainable) = (3, choice));
        var before = start.LastTransformer.Model.GetState();
        var elements = 0L;
        foreach (var (parameter, value) in trained.LastTransformer.Model.NamedParameters())
        {
            var isChosen = expected(parameter);
            var isSame = value.Value.ToArray<float>().AsSpan().SequenceEqual(before[parameter].ToArray<float>());
            Assert.That(isSame, Is.EqualTo(!isChosen), parameter);
            Assert.That(value.RequiresGradient, Is.EqualTo(isChosen), parameter);
            Assert.That(value.Value.GradientByteCount > 0, Is.EqualTo(isChosen), parameter);
            elements += isChosen ? value.Value.ElementCount : 0;
        }

        var result = trained.LastTransformer.Result!;
        Assert.That(result.Parameters, Is.EqualTo(new ParameterCount(elements, trained.LastTransformer.Model.CountParameters())));
        Assert.That(result.GradientBytes, Is.EqualTo(4 * elements));
        Assert.That(result.OptimizerBytes, Is.EqualTo(8 * elements));
    }

    [Test]
    public void TheChoiceUnfreezesAndIsLogged()
    {
        using var logs = new LogLines();
        using var context = PipelineContext.Create(
            p => p.AddGpt().ConfigureEngine(o => o.ThreadCount = 1).Services.AddSingleton<ILoggerFactory>(logs), seed: 1);
        using var trained = PretrainTestBed.Fit(
            context, o => (o.Steps, o.Trainable) = (1, new TrainableParameters { Scope = TrainableScope.Biases }));
        var count = trained.LastTransformer.Result!.Parameters;
        Assert.That(logs.Lines, Has.Some.Contain($"{count}"));
        Assert.That(count.Trainable, Is.LessThan(count.All / 10));
        new TrainableParameters { Scope = TrainableScope.All, Freeze = ["*.wpe.weight"] }.Apply(trained.LastTransformer.Model);
        var frozen = trained.LastTransformer.Model.NamedParameters().Where(p => !p.Parameter.RequiresGradient).Select(p => p.Name);
        Assert.That(frozen, Is.EqualTo(new[] { "transformer.wpe.weight" }));
    }

    [TestCase("*.h.1.mlp.c_fcc.*", "mlp.c_fc")]
    [TestCase("h.0.attn", "*h.0.attn*")]
    [TestCase("*.q_proj.*", "c_proj")]
    [TestCase("*experts*", "transformer.wte.weight")]
    public void APatternThatMatchesNothingIsAnErrorWithWhatWasMeant(string pattern, string hint)
    {
        using var context = PretrainTestBed.CreateContext();
        Assert.That(
            () => PretrainTestBed.Fit(context, o => (o.Steps, o.Trainable) = (1, new TrainableParameters { Freeze = [pattern] })),
            Throws.TypeOf<OptionsException>().With.Message.Contains($"'{pattern}'").And.Message.Contains(hint));
    }

    [Test]
    public void WhatLeavesNothingToTrainIsAnErrorAndChangesNothing()
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, PretrainTestBed.LlamaConfig, new RandomGenerator(1));
        Assert.That(
            () => new TrainableParameters { Freeze = ["*"] }.Apply(model),
            Throws.TypeOf<OptionsException>().With.Message.Contains("left to train"));
        Assert.That(
            () => new TrainableParameters { Scope = TrainableScope.Biases }.Apply(model),
            Throws.TypeOf<OptionsException>().With.Message.Contains("Biases"));
        Assert.That(model.Parameters().Select(p => p.RequiresGradient), Is.All.True);
    }

    [Test]
    public void TheLastLayerHasAHeadOfItsOwn()
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(
            backend, PretrainTestBed.LlamaConfig with { LayerCount = 11, TieEmbeddings = false }, new RandomGenerator(1));
        new TrainableParameters { Scope = TrainableScope.LastLayer }.Apply(model);
        var trained = model.NamedParameters().Where(p => p.Parameter.RequiresGradient).Select(p => p.Name).ToArray();
        foreach (var name in trained)
            Assert.That(name, Does.Contain(".layers.10.").Or.EqualTo("model.norm.weight").Or.EqualTo("lm_head.weight"));
        Assert.That(trained, Does.Contain("lm_head.weight").And.Contain("model.norm.weight").And.Length.EqualTo(11));
    }

    [Test]
    public void TiedWeightsCountOnceAndTheLineIsPeftS()
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, PretrainTestBed.Config, new RandomGenerator(1));
        Assert.That(ParameterCount.Of(model).All, Is.EqualTo(model.Config.CountParameters()));
        Assert.That(
            new ParameterCount(1234, 5678).ToString(),
            Is.EqualTo("trainable params: 1,234 || all params: 5,678 || trainable%: 21.73"));
        Assert.That(
            new ParameterCount(4_194_304, 6_742_609_920).ToString(),
            Is.EqualTo("trainable params: 4,194,304 || all params: 6,742,609,920 || trainable%: 0.0622"));
    }

    [Test]
    public void ConfigurationChooses()
    {
        using var context = PretrainTestBed.CreateContext();
        var trainer = context.Model.CreatePipelineFromJson("""
            { "Stages": [
                { "Stage": "pipelines.pack", "Options": { "BlockSize": 16, "Stride": 1 } },
                { "Stage": "pipelines.pretrain", "Options": {
                    "Steps": 3, "Config": { "VocabularySize": 17, "BlockSize": 16, "LayerCount": 2, "HeadCount": 2, "EmbeddingSize": 32 },
                    "Trainable": { "Scope": "LastLayer", "Freeze": ["*.ln_f.*"] }, "GradientCheckpointing": true, "WeightStorage": "BFloat16" } } ] }
            """);
        using var fitted = trainer.Fit(PretrainTestBed.Tokens());
        var model = ((PretrainTransformer)fitted.LastTransformer).Model;
        Assert.That(model.NamedParameters().Where(p => p.Parameter.RequiresGradient).Select(p => p.Name), Has.All.Contain(".h.1."));
        Assert.That(model.WeightStorage, Is.EqualTo(WeightStorage.BFloat16));
        Assert.That(model.GradientCheckpointing, Is.False, "for the run only");
    }

    private static bool Holds(string name, string part) => name.Contains(part, StringComparison.Ordinal);

    private sealed class LogLines : ILoggerFactory, ILogger
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
