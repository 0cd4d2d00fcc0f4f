using System.ComponentModel.DataAnnotations;
using System.Reflection;
using NUnit.Framework;

namespace Pipelines.Testing;

/// <summary>
/// The promises of a stage as tests: those of its transformer, and that its estimator promises the columns its transformer gives, checks
/// before it reads, stops when asked to, and refuses options out of range. Inherit it, say how the stage is made and what it reads.
/// </summary>
/// <typeparam name="TEstimator">The estimator.</typeparam>
/// <typeparam name="TTransformer">What fitting gives.</typeparam>
public abstract class StageConformanceTests<TEstimator, TTransformer> : TransformerConformanceTests<TTransformer>
    where TEstimator : class, IEstimator<TTransformer>
    where TTransformer : class, ITransformer
{
    /// <summary>The columns that fitting cannot do without: those of the transformer unless said otherwise.</summary>
    protected virtual IReadOnlyList<string> TrainingColumns => InputColumns;

    /// <summary>
    /// Ways to make the stage with options out of range, each of which must be refused: <c>[() =&gt; Context.Transforms.MyStage(o =&gt;
    /// o.Size = -1)]</c>. A stage whose options have rules must give some.
    /// </summary>
    protected virtual IReadOnlyList<Func<TEstimator>> InvalidStages => [];

    /// <summary>Makes the stage in <see cref="TransformerConformanceTests{TTransformer}.Context"/>, through its catalog method.</summary>
    protected abstract TEstimator CreateStage();

    /// <summary>A small view that the stage is fitted on: what the transformer is applied to, unless said otherwise.</summary>
    protected virtual TestView CreateTrainingData() => CreateData();

    /// <inheritdoc/>
    protected override TTransformer CreateTransformer() => CreateStage().Fit(CreateTrainingData());

    /// <summary>The fitted transformer gives the columns that the estimator promised.</summary>
    [Test]
    public void Promised_columns_come()
    {
        var schema = CreateData().Schema;
        DataViewAssert.SchemaKeepsPromise(CreateStage().GetScoringSchema(schema), Transformer.GetOutputSchema(schema));
    }

    /// <summary>Asking for the schema reads nothing.</summary>
    [Test]
    public void Output_schema_reads_nothing()
    {
        var data = CreateTrainingData();
        CreateStage().GetOutputSchema(data.Schema);
        Assert.That(data.CursorsOpened, Is.Zero);
    }

    /// <summary>Fitting again, by the form with progress, gives a transformer that does the same.</summary>
    [Test]
    public void Fitting_repeats()
    {
        var again = CreateStage().Fit(CreateTrainingData(), new IgnoredProgress(), CancellationToken.None);
        try
        {
            DataViewAssert.AreEqual(
                Transformer.Transform(CreateData()), again.Transform(CreateData()), "Fitted again, the transformer does something else.");
        }
        finally
        {
            if (!ReferenceEquals(again, Transformer))
                (again as IDisposable)?.Dispose();
        }
    }

    /// <summary>A stage that was told to stop does not begin.</summary>
    [Test]
    public void Cancelled_before_it_starts_it_reads_nothing()
    {
        var data = CreateTrainingData();
        Assert.Multiple(() =>
        {
            Assert.That(() => CreateStage().Fit(data, new CancellationToken(canceled: true)),
                Throws.InstanceOf<OperationCanceledException>());
            Assert.That(() => CreateStage().Fit(data, null, new CancellationToken(canceled: true)),
                Throws.InstanceOf<OperationCanceledException>());
            Assert.That(data.RowsRead, Is.Zero, "Rows were read after cancellation.");
        });
    }

    /// <summary>In a chain, a column missing for fitting is named with the stage and its place before anything is read.</summary>
    [Test]
    public void Missing_column_names_the_stage() => RefusesColumns(
        CreateTrainingData,
        TrainingColumns,
        (data, column) => data.Without(column),
        data => Chain().Fit(data),
        $"Stage 1 of 1, {typeof(TEstimator).Name}");

    /// <summary>In a chain, a column of a wrong type is named with the stage and its place before anything is read.</summary>
    [Test]
    public void Wrong_type_names_the_stage() => RefusesColumns(
        CreateTrainingData,
        AcceptsAnyType ? [] : TrainingColumns,
        (data, column) => data.WithWrongType(column),
        data => Chain().Fit(data),
        $"Stage 1 of 1, {typeof(TEstimator).Name}");

    /// <summary>Options out of range are refused when the stage is made.</summary>
    [Test]
    public void Invalid_options_are_refused()
    {
        var options = Context.Stages.Stages.FirstOrDefault(stage => stage.EstimatorType == typeof(TEstimator))?.OptionsType;
        if (options is not null && InvalidStages.Count == 0)
            Assert.That(HasRules(options), Is.False, $"{options.Name} has rules: override InvalidStages with stages that break them.");
        Assert.Multiple(() =>
        {
            for (var i = 0; i < InvalidStages.Count; i++)
                Assert.That(InvalidStages[i], Throws.TypeOf<OptionsException>(), $"InvalidStages[{i}] was accepted.");
        });
    }

    /// <summary>The stage can be made from configuration by the id it is registered under.</summary>
    [Test]
    public void Stage_is_registered()
    {
        var stage = Context.Stages.Stages.FirstOrDefault(registered => registered.EstimatorType == typeof(TEstimator));
        Assert.That(stage, Is.Not.Null, $"{typeof(TEstimator).Name} is not registered in the context: call AddStage for it in the "
            + "package's Add method.");
        Assert.That(typeof(TTransformer).IsAssignableTo(stage!.TransformerType) || stage.TransformerType.IsGenericTypeDefinition, Is.True,
            $"'{stage.Id}' is registered with {stage.TransformerType}, but fitting gives {typeof(TTransformer)}.");
    }

    private EstimatorChain<TTransformer> Chain() => new EstimatorChain<ITransformer>().Append(CreateStage());

    private static bool HasRules(Type options) =>
        options.IsAssignableTo(typeof(IValidatableObject))
        || options.GetProperties().Any(property => property.PropertyType == typeof(double) || property.PropertyType == typeof(float)
            || property.GetCustomAttributes<ValidationAttribute>(inherit: true).Any());

    private sealed class IgnoredProgress : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
        }
    }
}
