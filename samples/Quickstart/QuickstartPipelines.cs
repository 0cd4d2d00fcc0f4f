using Pipelines;
using Pipelines.Gpt;
using Pipelines.Peft;
using Pipelines.Retrieval;
using Pipelines.Training;

namespace Quickstart;

/// <summary>The sample's pipelines, each a function of its own, so that tests make them as the application does.</summary>
public static class QuickstartPipelines
{
    /// <summary>The prompt; without passages it begins with the question.</summary>
    internal const string Template = "{?Context}{Context}\n{/Context}Question: {Question}\nAnswer:";

    private const string Completion = " {Answer}";
    private const string Index = "passages";

    /// <summary>Registers what finds passages, by their words. A pipeline file holds its name.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="read">Gives the passages; called when first asked for one.</param>
    public static IPipelinesBuilder AddPassages(this IPipelinesBuilder builder, Func<IReadOnlyList<string>> read) =>
        builder.AddRetriever(Index, _ => LexicalRetriever.Create(read(), new Bm25Options { Analyzer = { Stemmer = Stemmer.Porter } }));

    /// <summary>Learns a tokenizer and a decoder from the column <c>Text</c>.</summary>
    /// <param name="context">Makes stages.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="vocabularySize">Tokens of the byte-level BPE.</param>
    /// <param name="configure">Changes how it is trained.</param>
    public static EstimatorChain<PretrainTransformer> Pretraining(
        PipelineContext context, GptConfig config, int vocabularySize, Action<TrainerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(config);
        return context.Transforms.Tokenize(o => { o.BytePair.VocabularySize = vocabularySize; o.AppendEndOfText = true; })
            .Append(context.Transforms.Pack(o => { o.BlockSize = config.BlockSize; o.Stride = 1; }), TransformerScope.Training)
            .Append(
                context.Transforms.Pack(o => { o.BlockSize = config.BlockSize; o.Remainder = PackRemainder.Pad; }),
                TransformerScope.Testing)
            .Append(context.Trainers.Pretrain(config, configure));
    }

    /// <summary>Finds a passage for the column <c>Question</c> and puts both into a prompt; makes what to learn of <c>Answer</c>.</summary>
    /// <param name="context">Makes stages.</param>
    public static EstimatorChain<ITransformer> Asking(PipelineContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Transforms.RetrievePassages(o => { o.InputColumn = nameof(ExamQuestion.Question); o.Index = Index; o.TopK = 1; })
            .Append(context.Transforms.BuildContext(o => { o.NumberSources = false; o.Separator = " "; }))
            .Append<ITransformer>(context.Transforms.RenderPrompt(Template, Completion));
    }

    /// <summary>
    /// Asks, puts a low-rank adapter on a decoder, and trains that on the answers. The fitted pipeline only asks; its last stage has the
    /// adapter.
    /// </summary>
    /// <param name="context">Makes stages.</param>
    /// <param name="decoder">The decoder; its own weights stay as they are.</param>
    /// <param name="configure">Changes how the adapter is trained.</param>
    public static EstimatorChain<AdapterTransformer<LoraAdapters>> Tuning(
        PipelineContext context, IModelSource decoder, Action<LoraTrainerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(decoder);
        return Asking(context)
            .Append(context.Transforms.TokenizeExamples(decoder.Tokenizer!), TransformerScope.TrainTest)
            .Append(context.Trainers.Lora(decoder, o =>
            {
                o.Rank = 8;
                o.Alpha = 16;
                o.TargetModules = [LoraOptions.AllLinear];
                o.Truncation = ExampleTruncation.CutStart;
                o.SaveBase = true;
                configure(o);
            }), TransformerScope.TrainTest);
    }

    /// <summary>Asks, and answers in the column <c>Generated</c>.</summary>
    /// <param name="context">Makes stages.</param>
    /// <param name="tuned">What <see cref="Tuning"/> came to.</param>
    public static TransformerChain<GenerateTransformer> Answering(
        PipelineContext context, TransformerChain<AdapterTransformer<LoraAdapters>> tuned)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(tuned);
        var none = context.Data.LoadFromEnumerable(Array.Empty<Question>());
        return tuned.Append(context.Transforms.Generate(
            tuned.LastTransformer, o => { o.Temperature = 0; o.MaximumNewTokens = Exam.LongestAnswer; }).Fit(tuned.Transform(none)));
    }
}
