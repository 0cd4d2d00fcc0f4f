using Microsoft.Extensions.DependencyInjection;
using Pipelines.Tensors;

namespace Pipelines.Encoders.Tests;

/// <summary>What <c>docs/encoders.md</c> shows, compiled.</summary>
internal static class EncodersPageExamples
{
    public static void Opening((IServiceCollection Services, bool _) builder, PipelineContext context)
    {
        builder.Services.AddPipelines().AddEncoders();

        using var embedder = context.Model.LoadEmbedder("models/all-MiniLM-L6-v2");        // Embedder
        using var encoder = context.Model.LoadEncoder("models/deberta-v3-base");           // PretrainedModel<TextEncoder>, any family
        using var bert = context.Model.LoadBert("models/bert-base-uncased");               // PretrainedModel<BertModel>, with its pooler
        using var exam = context.Model.LoadMultipleChoice("models/deberta-v3-base", o => o.AllowNewHead = true);
        using var t5 = context.Model.LoadT5("models/flan-t5-small");                       // PretrainedModel<T5Model>
    }

    public static void Services((IServiceCollection Services, bool _) builder)
    {
        builder.Services.AddPipelines().AddEncoders(o => { o.EmbedderPath = "models/all-MiniLM-L6-v2"; o.T5Path = "models/flan-t5-small"; })
            .AddMultipleChoice(o => o.ModelPath = "models/exam", name: "exam");
    }

    public static float Embedding(Embedder embedder)
    {
        var vectors = embedder.Embed(["How do plants make sugar?", "Photosynthesis"]);
        ReadOnlySpan<float> first = vectors[0];                       // embedder.Size floats
        if (vectors.TruncatedCount > 0) { /* these texts had more tokens than the model takes */ }
        return first[0];
    }

    public static EmbedEstimator Stage(PipelineContext context, Embedder embedder)
    {
        var pipeline = context.Transforms.Embed(embedder, o => { o.InputColumn = "Question"; o.OutputColumn = "Vector"; });
        return pipeline;
    }

    public static void TrainingAnEmbedder(PipelineContext context, IDataView pairs, IDataView validation)
    {
        var trainer = context.Trainers.TrainEmbedder(EmbedderArchitectures.BagOfTokens(size: 256), o =>
        {
            (o.AnchorColumn, o.PositiveColumn) = ("Question", "Passage");
            (o.Epochs, o.BatchSize, o.LearningRate) = (5, 128, 2e-3);
            o.TokenStart = TokenStart.InverseDocumentFrequency;
        });
        using var fitted = trainer.Fit(pairs, validation);             // adds Embedding; fitted.Embedder is the embedder
        fitted.Embedder.Save("models/questions");                      // a folder of sentence-transformers, as LoadEmbedder reads
    }

    public static IReadOnlyList<IReadOnlyList<string>> Mining(ITextRetriever retriever, string[] questions, string[] passages)
    {
        var miner = new HardNegativeMiner(retriever, new HardNegativeOptions { FirstRank = 2, LastRank = 30, Count = 1, Seed = 1 });
        IReadOnlyList<IReadOnlyList<string>> negatives = miner.Mine(questions, passages);
        return negatives;
    }

    public static (Tensor, Tensor) Choosing(MultipleChoiceModel model, int[][] rows, int[] labels)
    {
        var batch = EncoderBatch.Pad(rows, model.Encoder.PadTokenId);
        Tensor scores = model.Forward(batch, choiceCount: 5);
        Tensor loss = model.Loss(batch, choiceCount: 5, labels);      // under a GradientTape
        return (scores, loss);
    }

    public static (string, Tensor) Translating(PretrainedModel<T5Model> t5, EncoderBatch source, int[] labels)
    {
        string answer = t5.CreateGenerator().Generate("translate English to German: The house is small.", new() { BeamCount = 4 });
        Tensor loss = t5.Model.Loss(source, labels);                  // -100 where nothing counts; shifted right inside
        return (answer, loss);
    }

    public static FineTuneT5Estimator FineTuning(PipelineContext context, PretrainedModel<T5Model> t5)
    {
        var summaries = context.Trainers.FineTuneT5(t5, o =>
        {
            (o.SourceColumn, o.TargetColumn) = ("Article", "Summary");
            o.Generation = new() { BeamCount = 4 };
        });
        return summaries;
    }

    public static (CorruptSpansEstimator, PretrainT5Estimator) Pretraining(PipelineContext context)
    {
        var spans = context.Transforms.CorruptSpans(o => o.InputLength = 512);
        var pretrained = context.Trainers.PretrainT5(new T5Config { VocabularySize = 0 });
        return (spans, pretrained);
    }

    public static (MaskTokensEstimator, MaskedLanguageModelEstimator, MaskedLanguageModelEstimator) Masking(PipelineContext context)
    {
        var hidden = context.Transforms.MaskTokens(o => o.WholeWords = true);
        var bert = context.Trainers.PretrainMasked(new BertConfig { VocabularySize = 0 });
        var deberta = context.Trainers.PretrainMasked(new DebertaConfig { VocabularySize = 0, PositionBiasedInput = false, RelativeAttention = true });
        return (hidden, bert, deberta);
    }
}
