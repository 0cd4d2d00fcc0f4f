using Pipelines.Testing;

namespace Pipelines.Tests;

public abstract class BuiltInConformanceTests<TEstimator, TTransformer> : StageConformanceTests<TEstimator, TTransformer>
    where TEstimator : class, IEstimator<TTransformer>
    where TTransformer : class, ITransformer
{
    protected override PipelineContext CreateContext() =>
        PipelineContext.Create(p => p.AddMapping<string, int>("tests.length", static text => text.Length));

    protected override TestView CreateData() => new TestView()
        .Add("N", 1, 2, 3, 4, 5)
        .Add("Text", "1", "22", "3.5", "-4", "")
        .Add("Vector", [1, 2], [3, 4], [5, 6], [7, 8], [9, 10])
        .Add<int>("Ragged", [1], [], [2, 3], [4], [5, 6, 7])
        .Add("Other", "a", "b", "c", "d", "e");
}

[TestFixture]
public class CopyColumnsConformanceTests : BuiltInConformanceTests<CopyColumnsEstimator, CopyColumnsTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["N", "Text"];

    protected override bool AcceptsAnyType => true;

    protected override IReadOnlyList<Func<CopyColumnsEstimator>> InvalidStages => [() => Context.Transforms.CopyColumns(_ => { })];

    protected override CopyColumnsEstimator CreateStage() =>
        Context.Transforms.CopyColumns(o => (o.Columns["M"], o.Columns["N"]) = ("N", "Text"));
}

[TestFixture]
public class RenameColumnsConformanceTests : BuiltInConformanceTests<RenameColumnsEstimator, RenameColumnsTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["N", "Text"];

    protected override bool AcceptsAnyType => true;

    protected override IReadOnlyList<Func<RenameColumnsEstimator>> InvalidStages => [() => Context.Transforms.RenameColumns(_ => { })];

    protected override RenameColumnsEstimator CreateStage() =>
        Context.Transforms.RenameColumns(o => (o.Columns["Text"], o.Columns["N"]) = ("N", "Text"));
}

[TestFixture]
public class SelectColumnsConformanceTests : BuiltInConformanceTests<SelectColumnsEstimator, SelectColumnsTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["Vector", "N"];

    protected override bool AcceptsAnyType => true;

    protected override IReadOnlyList<Func<SelectColumnsEstimator>> InvalidStages => [() => Context.Transforms.SelectColumns()];

    protected override SelectColumnsEstimator CreateStage() => Context.Transforms.SelectColumns("Vector", "N");
}

[TestFixture]
public class DropColumnsConformanceTests : BuiltInConformanceTests<DropColumnsEstimator, DropColumnsTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["Vector", "N"];

    protected override bool AcceptsAnyType => true;

    protected override IReadOnlyList<Func<DropColumnsEstimator>> InvalidStages => [() => Context.Transforms.DropColumns()];

    protected override DropColumnsEstimator CreateStage() => Context.Transforms.DropColumns("Vector", "N");
}

[TestFixture]
public class ConvertTypeConformanceTests : BuiltInConformanceTests<ConvertTypeEstimator, ConvertTypeTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["Text"];

    protected override IReadOnlyList<Func<ConvertTypeEstimator>> InvalidStages =>
        [() => Context.Transforms.ConvertType(""), () => Context.Transforms.ConvertType("Text", null, (DataKind)99)];

    protected override ConvertTypeEstimator CreateStage() => Context.Transforms.ConvertType("Number", "Text", DataKind.Double);
}

[TestFixture]
public class ConcatenateConformanceTests : BuiltInConformanceTests<ConcatenateEstimator, ConcatenateTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["Vector", "N", "Ragged"];

    protected override IReadOnlyList<Func<ConcatenateEstimator>> InvalidStages =>
        [() => Context.Transforms.Concatenate("All"), () => Context.Transforms.Concatenate("", "N")];

    protected override ConcatenateEstimator CreateStage() => Context.Transforms.Concatenate("All", "Vector", "N", "Ragged", "N");
}

[TestFixture]
public class MapConformanceTests : BuiltInConformanceTests<MapEstimator, ITransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["Text"];

    protected override IReadOnlyList<Func<MapEstimator>> InvalidStages => [() => Context.Transforms.Map("", "B", "tests.length")];

    protected override MapEstimator CreateStage() => Context.Transforms.Map("Text", "Length", "tests.length");
}

[TestFixture]
public class MapFunctionConformanceTests : TransformerConformanceTests<MapTransformer<int[], string[]>>
{
    protected override IReadOnlyList<string> InputColumns => ["Ragged"];

    protected override bool IsSavable => false;

    protected override PipelineContext CreateContext() => PipelineContext.Create();

    protected override MapTransformer<int[], string[]> CreateTransformer() =>
        Context.Transforms.Map<int[], string[]>("Ragged", "Texts", items => [.. items.Select(i => $"<{i}>")]).Fit(CreateData());

    protected override TestView CreateData() => new TestView().Add<int>("Ragged", [1], [], [2, 3], [4], [5, 6, 7]);
}
