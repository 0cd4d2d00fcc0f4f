using System.Text.Json.Serialization;

namespace Pipelines.Tests;

/// <summary>Adds a number to a column of integers.</summary>
public sealed record AddTransformer(string Column, int Amount) : RowToRowTransformer
{
    public string OutputColumn { get; init; } = "Sum";

    protected override void Map(RowMapperBuilder map) => map.Add(
        OutputColumn, NumberDataViewType.Int32, map.Require<int>(Column), (in int value, ref int sum) => sum = value + Amount);
}

public sealed class AddOptions
{
    public string Column { get; set; } = "N";

    [System.ComponentModel.DataAnnotations.Range(0, 100)]
    public int Amount { get; set; } = 1;

    public string OutputColumn { get; set; } = "Sum";
}

public sealed class AddEstimator(AddOptions options) : TrivialEstimator<AddTransformer>(
    new AddTransformer(options.Column, options.Amount) { OutputColumn = options.OutputColumn });

/// <summary>Keeps the rows whose number is below a limit learned as the mean.</summary>
public sealed record BelowMeanTransformer(string Column, double Mean) : RowFilterTransformer
{
    protected override RowFilter Filter(DataViewSchema input) => RowFilter.On(input, Column, (in int value) => value <= Mean);
}

public sealed class BelowMeanEstimator(string column) : Estimator<BelowMeanTransformer>
{
    protected override BelowMeanTransformer FitCore(FitContext context)
    {
        var input = context.Data.Schema[column];
        using var cursor = context.Data.GetRowCursor([input]);
        var get = cursor.GetGetter<int>(input);
        var (sum, count, value) = (0.0, 0, 0);
        while (cursor.MoveNext())
        {
            get(ref value);
            sum += value;
            context.Report(++count);
        }

        return new BelowMeanTransformer(column, sum / Math.Max(1, count));
    }

    protected override DataViewSchema GetOutputSchemaCore(DataViewSchema input) => input.Require<int>(column);
}

/// <summary>Repeats every number as often as it says: other rows out than in.</summary>
public sealed record RepeatTransformer(string Column) : RowsTransformer<int>
{
    protected override void Declare(RowsBuilder<int> rows)
    {
        rows.Input.Require<int>(Column);
        rows.Add<int>("Number", NumberDataViewType.Int32, (int row, ref int value) => value = row);
        rows.Add<VBuffer<int>>("Ones", new VectorDataViewType(NumberDataViewType.Int32), (int row, ref VBuffer<int> value) =>
        {
            var editor = VBufferEditor.Create(ref value, row);
            editor.Values.Fill(1);
            value = editor.Commit();
        });
    }

    protected override IEnumerator<int> Read(IDataView input, ActiveColumns active)
    {
        var column = input.Schema[Column];
        using var cursor = input.GetRowCursor([column]);
        var get = cursor.GetGetter<int>(column);
        var value = 0;
        while (cursor.MoveNext())
        {
            get(ref value);
            for (var i = 0; i < value; i++)
                yield return value;
        }
    }
}

/// <summary>Writes files of its own, with a stage inside.</summary>
public sealed record FilesTransformer(byte[] Weights, ITransformer Inner) : ISavableTransformer
{
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Inner.GetOutputSchema(inputSchema);

    public IDataView Transform(IDataView input) => Inner.Transform(input);

    public void Save(ModelSaveContext context)
    {
        using (var file = context.CreateFile("weights.bin"))
            file.Write(Weights);
        context.SaveChild("inner", Inner);
    }

    public static FilesTransformer Load(ModelLoadContext context)
    {
        var path = context.ExtractFile("weights.bin");
        using var stream = context.OpenFile("weights.bin");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        if (!copy.ToArray().AsSpan().SequenceEqual(File.ReadAllBytes(path)))
            throw new InvalidDataException("extracted and opened differ");
        return new FilesTransformer(copy.ToArray(), context.LoadChild("inner"));
    }
}

/// <summary>Keeps something that JSON of its properties would lose.</summary>
public sealed class ForgetfulTransformer(string column) : ITransformer
{
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema.Require<int>(column);

    public IDataView Transform(IDataView input) => input;
}

/// <summary>State of many kinds; the cache is made anew.</summary>
public sealed record RichTransformer(
    string Name, IReadOnlyList<int> Items, Dictionary<string, double> Map, DayOfWeek Day, double? Maybe, float[] Numbers)
    : ITransformer
{
    [JsonIgnore]
    private readonly Lazy<int> _sum = new(() => Items.Sum());

    public TimeSpan Wait { get; set; }

    public int Sum => _sum.Value;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

    public IDataView Transform(IDataView input) => input;
}

public static class TestStages
{
    public static IPipelinesBuilder AddTestStages(this IPipelinesBuilder builder) => builder
        .AddStage<AddEstimator, AddOptions, AddTransformer>("tests.add", version: 2)
        .AddTransformer<BelowMeanTransformer>("tests.below-mean")
        .AddTransformer<RepeatTransformer>("tests.repeat")
        .AddTransformer("tests.files", load: FilesTransformer.Load)
        .AddTransformer<ForgetfulTransformer>("tests.forgetful")
        .AddTransformer<RichTransformer>("tests.rich");

    public static AddEstimator Add(this TransformsCatalog catalog, Action<AddOptions>? configure = null) =>
        catalog.Create<AddEstimator, AddOptions>(configure);
}
