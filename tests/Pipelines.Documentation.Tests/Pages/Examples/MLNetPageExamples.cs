using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Pipelines.Gpt;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Documentation.Tests.Examples;

/// <summary>The code of docs/coming-from-ml-net.md, compiled; the stage of words is run by <see cref="NewcomersPagesTests"/>.</summary>
internal static class MLNetPageExamples
{
    public static PipelineContext Create()
    {
        var context = PipelineContext.Create(pipelines => pipelines.AddGpt(), seed: 1);
        return context;
    }

    public static IDataView Load(PipelineContext context)
    {
        IDataView data = context.Data.LoadFromCsv<Review>("reviews.csv");
        IDataView lines = context.Data.LoadFromJsonLines<Review>("reviews.jsonl");
        var split = context.Data.TrainTestSplit(data, testFraction: 0.2, seed: 1);
        Console.WriteLine(split.TrainSet.Preview(3));
        return lines;
    }

    public static void Fit(PipelineContext context, IDataView train, IDataView test, CancellationToken cancellationToken)
    {
        var pipeline = context.Transforms.Tokenize(o => (o.InputColumn, o.BytePair.VocabularySize) = ("Text", 4096))
            .Append(context.Transforms.Pack(o => o.BlockSize = 128), TransformerScope.TrainTest)
            .AppendCacheCheckpoint(context)
            .Append(context.Trainers.Pretrain(GptConfig.Nano with { BlockSize = 128 }, o => o.Steps = 1000));
        var progress = new Progress<FitProgress>(p => Console.WriteLine($"{p.Stage}: {p.Step} of {p.TotalSteps}"));
        using var model = pipeline.Fit(train, test, progress, cancellationToken);
        IDataView scored = model.Transform(test);
        Console.WriteLine(context.Evaluation.Perplexity(scored, text: "Text"));
    }

    public static void Register(IServiceCollection services)
    {
        services.AddPipelines().AddMapping<string, int>("contoso.word-count", text => text.Split(' ').Length);
    }

    public static IDataView Map(PipelineContext context, IDataView data)
    {
        var counted = context.Transforms.Map("Text", "Words", "contoso.word-count"); // saved by its name
        var local = context.Transforms.Map<string, int>("Text", "Words", text => text.Split(' ').Length); // cannot be saved
        Console.WriteLine(local.GetType());
        return counted.Fit(data).Transform(data);
    }

    public static void Persist(PipelineContext context, ITransformer model, IDataView train)
    {
        context.Model.Save(model, train.Schema, "reviews.pipeline");
        ITransformer opened = context.Model.Load("reviews.pipeline", out DataViewSchema? inputSchema);
        Console.WriteLine($"{opened} {inputSchema}");
    }

    public static float Predict(PipelineContext context, ITransformer model)
    {
        using var predictor = context.Model.CreatePredictor<Review, ReviewLoss>(model);
        return predictor.Predict(new Review { Text = "A quiet room with a view." }).Loss;
    }

    public static float Pool(IServiceCollection services)
    {
        services.AddPipelines().AddGpt().AddPredictorPool<Review, ReviewLoss>("reviews.pipeline");
        using var provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<IPredictorPool<Review, ReviewLoss>>();
        return pool.Predict(new Review { Text = "A quiet room with a view." }).Loss;
    }

    public sealed class Review
    {
        public string Text { get; set; } = "";

        public int Stars { get; set; }
    }

    public sealed class ReviewLoss
    {
        public float Loss { get; set; }
    }
}

/// <summary>What the page's stage is told.</summary>
public sealed class WordCountOptions
{
    [Required] public string InputColumn { get; set; } = ColumnNames.Text;
    [Required] public string OutputColumn { get; set; } = "Words";
}

/// <summary>The page's stage, fitted.</summary>
public sealed record WordCountTransformer(string InputColumn, string OutputColumn)
    : ColumnTransformer<ReadOnlyMemory<char>, int>(InputColumn, OutputColumn)
{
    protected override void Map(in ReadOnlyMemory<char> source, ref int value)
    {
        value = 0;
        foreach (var word in source.Span.Split(' '))
            value += word.Start.Value < word.End.Value ? 1 : 0;
    }
}

/// <summary>The page's stage.</summary>
public sealed class WordCountEstimator(WordCountOptions options)
    : TrivialEstimator<WordCountTransformer>(new(options.InputColumn, options.OutputColumn));

/// <summary>How the page's stage is registered and called.</summary>
public static class WordCountExtensions
{
    public static IPipelinesBuilder AddWordCount(this IPipelinesBuilder builder) =>
        builder.AddStage<WordCountEstimator, WordCountOptions, WordCountTransformer>("contoso.word-count");

    public static WordCountEstimator CountWords(this TransformsCatalog catalog, Action<WordCountOptions>? configure = null) =>
        catalog.Create<WordCountEstimator, WordCountOptions>(configure);
}
