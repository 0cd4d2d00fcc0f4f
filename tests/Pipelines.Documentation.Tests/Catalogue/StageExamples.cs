using Microsoft.Extensions.DependencyInjection;
using Pipelines.Encoders;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Peft;
using Pipelines.Retrieval;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Documentation.Tests;

/// <summary>Stages that are asked for their columns: with their defaults, and what has none from here.</summary>
internal static class StageExamples
{
    /// <summary>Stages whose columns are those that their options name, so that there is nothing to show.</summary>
    public static IReadOnlySet<string> OfTheirOptions { get; } = new HashSet<string>
    {
        "pipelines.copy-columns", "pipelines.rename-columns", "pipelines.select-columns", "pipelines.drop-columns",
        "pipelines.convert-type", "pipelines.concatenate", "pipelines.map",
    };

    /// <summary>What an option is given that has no default, with the note that the page has on it.</summary>
    private static readonly Dictionary<string, (string Note, Action<object> Set)> Given = new()
    {
        ["pipelines.render-prompt"] = ("where `Template` is `{Question}`", o => ((RenderPromptOptions)o).Template = "{Question}"),
        ["pipelines.render-completion"] = ("where `SourceColumn` is `Text`", o => ((RenderCompletionOptions)o).SourceColumn = "Text"),
        ["pipelines.corrupt-spans"] = ("", o =>
            (((CorruptSpansOptions)o).FirstSentinelId, ((CorruptSpansOptions)o).EndOfTextId) = (199, 1)),
        ["pipelines.format-multiple-choice"] = ("where `OptionColumns` is `A`, `B`", o =>
        {
            var options = (FormatMultipleChoiceOptions)o;
            options.OptionColumns = ["A", "B"];
            options.Tokenizer = new WordPieceTrainer(new WordPieceTrainerOptions { VocabularySize = 40 })
                .Train([.. Enumerable.Repeat("a b".AsMemory(), 20)]);
        }
        ),
        ["pipelines.selective"] = ("", o => ((SelectiveTrainerOptions)o).Train = ["*.bias"]),
        ["pipelines.masked-language-model"] = ("", o => ((MaskedLanguageModelOptions)o).Bert = new BertConfig()),
        ["pipelines.multiple-choice"] = ("", o => ((MultipleChoiceOptions)o).Bert = new BertConfig()),
        ["pipelines.classify-text"] = ("", o => ((ClassifyTextOptions)o).Bert = new BertConfig()),
        ["pipelines.train-embedder"] = ("where the encoder is 384 wide", o =>
            ((TrainEmbedderOptions)o).Bert = new BertConfig { HiddenSize = 384 }),
        ["pipelines.embed"] = ("where the embedder's vectors have 384 numbers", _ => { }
        ),
    };

    /// <summary>A context with services for stages that need some.</summary>
    public static PipelineContext CreateContext() => Packages.CreateContext(builder =>
    {
        builder.Services.AddSingleton<Tokenizer>(
            CharacterTokenizer.Learn(["abc".AsMemory()], new CharacterTokenizerOptions { EndOfText = "<end>" }));
        builder.Services.AddSingleton<IModelSource>(services => new GptModel(
            services.GetRequiredService<ITensorBackend>(),
            new GptConfig { VocabularySize = 4, BlockSize = 8, LayerCount = 1, HeadCount = 1, EmbeddingSize = 8 },
            new RandomGenerator(1)));
        builder.AddTextEmbedder("", _ => new FixedEmbedder());
        builder.AddRetriever("", _ => new NoPassages());
        builder.AddReranker("", _ => new NoPassages());
    });

    /// <summary>The columns of a stage, a sentence each; none where they follow from options alone.</summary>
    public static IReadOnlyList<string> Columns(PipelineContext context, StageDescriptor stage)
    {
        if (stage.Create is not { } create || OfTheirOptions.Contains(stage.Id))
            return [];
        var (note, set) = Given.GetValueOrDefault(stage.Id, ("", _ => { }));
        var options = stage.OptionsType is null
            ? null
            : context.Services.GetRequiredService<IStageOptionsFactory>().Create(context, stage.OptionsType, o =>
            {
                if (stage.OptionsType.GetProperty(nameof(Tokenizer)) is { } tokenizer)
                    tokenizer.SetValue(o, context.Services.GetRequiredService<Tokenizer>());
                if (stage.OptionsType.GetProperty(nameof(LoraTrainerOptions.TargetModules)) is { } targets)
                    targets.SetValue(o, new[] { "all-linear" });
                set(o);
            });
        var estimator = create(context, options);
        var (fits, scores) = ($"{SchemaProbe.Of(estimator.GetOutputSchema)}", $"{SchemaProbe.Of(estimator.GetScoringSchema)}");
        var suffix = note.Length == 0 ? "" : $", {note}";
        return fits == scores ? [fits + suffix] : [$"to be fitted: {fits}{suffix}", $"to score: {scores}{suffix}"];
    }

    private sealed class FixedEmbedder : ITextEmbedder
    {
        public int Dimension => 384;

        public EmbeddedTexts Embed(IReadOnlyList<string> texts, int batchSize = 32, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("Schemas are asked for, no rows.");
    }

    private sealed class NoPassages : ITextRetriever, IPassageReranker
    {
        public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Retrieve(
            IReadOnlyList<string> queries, int topK, CancellationToken cancellationToken = default) =>
            [.. queries.Select(_ => Array.Empty<RetrievedPassage>())];

        public IReadOnlyList<IReadOnlyList<RetrievedPassage>> Rerank(
            IReadOnlyList<RerankRequest> requests, int topK, CancellationToken cancellationToken = default) =>
            [.. requests.Select(_ => Array.Empty<RetrievedPassage>())];
    }
}
