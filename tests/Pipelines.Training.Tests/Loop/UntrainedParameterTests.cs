using Microsoft.Extensions.Logging.Abstractions;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;

namespace Pipelines.Training.Tests;

/// <summary>A run stops where a trainable parameter is not trained, and goes on where that is meant.</summary>
internal sealed class UntrainedParameterTests
{
    private CpuBackend _backend = null!;
    private Bigrams _model = null!;
    private string _folder = null!;

    [SetUp]
    public void Create()
    {
        _backend = new CpuBackend(1);
        _model = new Bigrams(_backend);
        _folder = Directory.CreateTempSubdirectory("untrained").FullName;
    }

    [TearDown]
    public void Delete()
    {
        _model.Dispose();
        _backend.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void TheRunStopsInItsSecondStepAndKeepsTheCheckpoint()
    {
        var error = Assert.Throws<TrainingException>(() => Run(o => (o.CheckpointFolder, o.CheckpointEvery) = (_folder, 1)));
        Assert.That(error!.Message, Does.Contain("unused.weight, unused.bias"));
        Assert.That(error.Step, Is.EqualTo(2));
        Assert.That(error.Checkpoint, Is.Not.Null.And.Contain("1"));
    }

    [Test]
    public void WhatIsFrozenIsNotMissed()
    {
        var result = Run(o => o.Trainable = new TrainableParameters { Freeze = ["unused.*"] });
        Assert.That(result.Steps, Is.EqualTo(5));
        Assert.That(result.Parameters, Is.EqualTo(new ParameterCount(44, 50)));
    }

    [Test]
    public void OneStepOrNoLearningRateRaisesNoAlarm()
    {
        Assert.That(Run(o => o.Steps = 1).Steps, Is.EqualTo(1));
        Assert.That(Run(o => o.LearningRate = 0).Steps, Is.EqualTo(5));
    }

    [Test]
    public void AModelWithoutBlocksCannotBeCheckpointed() => Assert.That(
        () => Run(o => o.GradientCheckpointing = true), Throws.TypeOf<OptionsException>().With.Message.Contains("Bigrams"));

    private TrainingResult Run(Action<TrainerOptions> configure)
    {
        var options = new TrainerOptions { Steps = 5, BatchSize = 2 };
        configure(options);
        var rows = Enumerable.Range(0, 6).Select(i => new[] { i, i + 1, i + 2, i + 3 }).ToArray();
        var data = new TestView().Add(ColumnNames.InputIds, rows).Add(ColumnNames.Labels, rows);
        var loop = new TrainingLoop(_model, options, new TrainingColumns(), "Test", 1, NullLogger.Instance);
        return loop.Run(data, null, null, CancellationToken.None);
    }

    private sealed class Bigrams : Module, ITrainableModel
    {
        private readonly ModuleSlot<Embedding> _table;

        public Bigrams(ITensorBackend backend)
        {
            Backend = backend;
            _table = AddModule("table", new Embedding(backend, 11, 4, Random));
            AddModule("unused", new Linear(backend, 2, 2, random: Random));
        }

        public Module Module => this;

        public ITensorBackend Backend { get; }

        public RandomGenerator Random { get; } = new(1);

        public int BlockSize => 8;

        public int VocabularySize => 11;

        public Tensor Loss(TokenBatch batch, float normalizer)
        {
            var shape = new Shape(batch.RowCount, batch.Length);
            var x = _table.Module.Forward(Backend.FromArray(batch.InputIds, shape));
            return Functional.LinearCrossEntropy(x, _table.Module.Weight, Backend.FromArray(batch.Labels, shape), normalizer);
        }

        public Tensor TokenLosses(TokenBatch batch) => throw new NotSupportedException();
    }
}
