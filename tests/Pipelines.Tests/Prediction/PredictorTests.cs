namespace Pipelines.Tests;

[TestFixture]
public class PredictorTests
{
    private PipelineContext _context = null!;
    private TransformerChain<AddTransformer> _model = null!;

    [SetUp]
    public void SetUp()
    {
        _context = PipelineContext.Create(p => p.AddTestStages());
        _model = new AddTransformer("N", 1).Append(new AddTransformer("Sum", 10) { OutputColumn = "Total" });
    }

    [TearDown]
    public void TearDown()
    {
        _model.Dispose();
        _context.Dispose();
    }

    [Test]
    public void Predicts_through_a_chain()
    {
        using var predictor = _context.Model.CreatePredictor<Input, Output>(_model);

        Assert.That(predictor.Predict(new Input { N = 5, Text = "five" }), Is.EqualTo(new Output(16, "five")));
        Assert.That(predictor.Predict(new Input { N = 6 }), Is.EqualTo(new Output(17, "")));
        Assert.That(predictor.OutputSchema.ToString(), Is.EqualTo("N: Int32, Text: Text, Sum: Int32, Total: Int32"));
    }

    [Test]
    public void Fills_an_object_that_is_there()
    {
        using var predictor = _context.Model.CreatePredictor<Input, MutableOutput>(_model);
        var output = new MutableOutput();
        var same = output;

        predictor.Predict(new Input { N = 5 }, ref output);

        Assert.That(output, Is.SameAs(same));
        Assert.That(output.Total, Is.EqualTo(16));
    }

    [Test]
    public void Predicts_the_same_as_transform()
    {
        var rows = Enumerable.Range(-50, 100).Select(n => new Input { N = n, Text = $"{n}" }).ToList();
        using var predictor = _context.Model.CreatePredictor<Input, Output>(_model);

        var expected = _context.Data.CreateEnumerable<Output>(_model.Transform(_context.Data.LoadFromEnumerable(rows)));

        Assert.That(rows.Select(predictor.Predict), Is.EqualTo(expected));
    }

    [Test]
    public void Many_threads_share_it()
    {
        using var predictor = _context.Model.CreatePredictor<Input, Output>(_model);
        var wrong = 0;

        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, n =>
        {
            if (predictor.Predict(new Input { N = n, Text = "t" }) != new Output(n + 11, "t"))
                Interlocked.Increment(ref wrong);
        });

        Assert.That(wrong, Is.Zero);
    }

    [Test]
    public void A_column_that_the_input_lacks_is_named_at_once() =>
        Assert.That(() => _context.Model.CreatePredictor<Output, Output>(new AddTransformer("N", 1)),
            Throws.TypeOf<SchemaException>().With.Message.StartsWith("AddTransformer: Column 'N' of type Int32 is not in the input."));

    [Test]
    public void A_member_that_the_pipeline_does_not_give_is_named_at_once() =>
        Assert.That(() => _context.Model.CreatePredictor<Input, Output>(new AddTransformer("N", 1)),
            Throws.TypeOf<SchemaException>().With.Message.Contains("'Total'"));

    [Test]
    public void A_stage_that_does_not_map_row_by_row_is_refused_with_what_to_do() =>
        Assert.That(
            () => _context.Model.CreatePredictor<Input, Output>(new AddTransformer("N", 1).Append(new BelowMeanTransformer("Sum", 1))),
            Throws.InvalidOperationException.With.Message.StartsWith("Stage 2 of 2, BelowMeanTransformer, does not map row by row"));

    [Test]
    public void After_an_error_it_goes_on()
    {
        var model = new FailingTransformer("N", "Total");
        using var predictor = _context.Model.CreatePredictor<Input, MutableOutput>(model);

        Assert.That(() => predictor.Predict(new Input { N = -1 }), Throws.TypeOf<CellException>());
        Assert.That(predictor.Predict(new Input { N = 3 }).Total, Is.EqualTo(3));
    }

    [Test]
    public void Allocates_little_more_than_the_output()
    {
        using var predictor = _context.Model.CreatePredictor<Input, MutableOutput>(_model);
        var (input, output) = (new Input { N = 1 }, new MutableOutput());
        for (var i = 0; i < 100; i++)
            predictor.Predict(input, ref output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            predictor.Predict(input, ref output);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1000));
    }

    [Test]
    public void Disposed_it_refuses()
    {
        var predictor = _context.Model.CreatePredictor<Input, Output>(_model);
        predictor.Dispose();

        Assert.That(() => predictor.Predict(new Input()), Throws.TypeOf<ObjectDisposedException>());
    }

    public sealed class Input
    {
        public int N { get; set; }

        public string? Text { get; set; }
    }

    public sealed record Output(int Total, string Text);

    public sealed class MutableOutput
    {
        public int Total { get; set; }
    }

    private sealed record FailingTransformer(string InputColumn, string OutputColumn)
        : ColumnTransformer<int, int>(InputColumn, OutputColumn)
    {
        protected override void Map(in int source, ref int value) =>
            value = source >= 0 ? source : throw new CellException(0, InputColumn, "it is negative.");
    }
}
