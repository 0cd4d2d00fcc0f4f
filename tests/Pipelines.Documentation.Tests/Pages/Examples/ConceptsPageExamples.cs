using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pipelines.Gpt;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Documentation.Tests.Examples;

/// <summary>The code of docs/concepts.md, compiled; what needs no model of somebody's is run by <see cref="NewcomersPagesTests"/>.</summary>
internal static class ConceptsPageExamples
{
    public static IDataView View(PipelineContext context)
    {
        var lines = context.Data.LoadFromEnumerable(
        [
            new Line("Plants breathe carbon dioxide.", 1),
            new Line("Fish breathe water.", 2),
        ]);
        Console.WriteLine(lines.Schema);                                     // Text: Text, Chapter: Int32
        foreach (var text in lines.GetColumn<string>("Text"))
            Console.WriteLine(text);
        return lines;
    }

    public static int Read(IDataView lines)
    {
        var column = lines.Schema.RequireColumn<ReadOnlyMemory<char>>("Text"); // a SchemaException where it is not there or is no text
        using var cursor = lines.GetRowCursor([column]);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        var characters = 0;
        while (cursor.MoveNext())
        {
            getText(ref text);
            characters += text.Length;
        }

        return characters;
    }

    public static IDataView Stage(PipelineContext context, IDataView lines)
    {
        TokenizeEstimator estimator = context.Transforms.Tokenize(o => o.Kind = TokenizerKind.Characters);
        TokenizeTransformer transformer = estimator.Fit(lines);              // reads the texts, learns the characters
        IDataView tokens = transformer.Transform(lines);                     // reads nothing yet
        foreach (var ids in tokens.GetColumn<VBuffer<int>>(ColumnNames.Tokens))
            Console.WriteLine($"{ids.Length} tokens");
        return tokens;
    }

    public static TransformerChain<PretrainTransformer> Chain(PipelineContext context, GptConfig config, IDataView lines)
    {
        var pipeline = context.Transforms.Tokenize(o => o.Kind = TokenizerKind.Characters)
            .Append(context.Transforms.Pack(o => (o.BlockSize, o.Stride) = (config.BlockSize, 1)), TransformerScope.Training)
            .Append(context.Trainers.Pretrain(config, o => o.Steps = 2));
        var fitted = pipeline.Fit(lines);                                    // tokenize and pretrain; pack was for training only
        Console.WriteLine($"{pipeline.Count} stages fitted, {fitted.Count} kept");
        return fitted;
    }

    public static PipelineContext Create()
    {
        var context = PipelineContext.Create(pipelines => pipelines.AddGpt().AddPeft().AddRetrieval(), seed: 7);
        return context;
    }

    public static PipelineContext Host()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Services.AddPipelines().AddGpt()
            .ConfigureContext(o => o.Seed = 7)
            .ConfigureEngine(o => o.ThreadCount = 2)
            .ConfigureStage<PretrainOptions>(builder.Configuration.GetSection("Pretrain"));
        var host = builder.Build();
        var context = host.Services.GetRequiredService<PipelineContext>();
        return context;
    }

    public static SupervisedFineTuningEstimator Model(PipelineContext context)
    {
        PretrainedGpt decoder = context.Model.LoadGpt("models/small");       // weights, tokenizer, settings for generation
        var scorer = decoder.ToTransformer();                                // in a pipeline as it is: adds Loss and TokenCount
        var trainer = context.Trainers.SupervisedFineTune(decoder);          // or trained on: the fitted stage carries the same model
        Console.WriteLine(scorer.Model == decoder.Model);
        return trainer;
    }

    public static EstimatorChain<ITransformer> Configured(PipelineContext context)
    {
        var pipeline = context.Model.CreatePipelineFromJson(
            """
            { "Stages": [
                { "Stage": "pipelines.tokenize", "Options": { "Kind": "Characters" } },
                { "Stage": "cache" },
                { "Stage": "pipelines.select-columns", "Options": { "Columns": ["Text", "Tokens"] } } ] }
            """);
        return pipeline;
    }

    public static void File(PipelineContext context, ITransformer fitted, IDataView lines, string path)
    {
        context.Model.Save(fitted, lines.Schema, path);                      // with the columns that it was saved for
        ITransformer opened = context.Model.Load(path, out DataViewSchema? saved);
        Console.WriteLine(saved);
        using var predictor = context.Model.CreatePredictor<Line, Scored>(opened);
        Console.WriteLine(predictor.Predict(new Line("Plants breathe water.", 3)).Loss);
    }

    public static IDataView Cached(PipelineContext context, IDataView tokens)
    {
        IDataView kept = context.Data.Cache(tokens);                         // computed in the first pass, in memory from then on
        return kept;
    }

    public static void Errors(PipelineContext context, IDataView lines)
    {
        try
        {
            context.Transforms.Tokenize(o => o.InputColumn = "Txt").Fit(lines);
        }
        catch (SchemaException e)
        {
            Console.WriteLine(e.Message);                                    // the stage, the column it needs, those there are, the nearest
        }
    }

    public static void Dispose(PipelineContext context, EstimatorChain<PretrainTransformer> pipeline, IDataView lines)
    {
        using var fitted = pipeline.Fit(lines);                              // with the models that its stages carry, also those you gave
        using var decoder = context.Model.LoadGpt("models/small");           // what you load is yours
        Console.WriteLine(decoder.Model.Backend.Memory.BytesInUse);
    }

    public sealed record Line(string Text, int Chapter);

    public sealed class Scored
    {
        public float Loss { get; set; }
    }
}
