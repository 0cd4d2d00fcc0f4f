using Pipelines.Encoders;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Documentation.Tests;

/// <summary>The code of docs/tutorials/t5.md, which a test runs.</summary>
internal static class T5TutorialExamples
{
    public static void FineTune(PipelineContext context, IDataView train, IDataView held)
    {
        using var t5 = context.Model.LoadT5("models/flan-t5-small");
        var trainer = context.Trainers.FineTuneT5(t5, o =>
        {
            (o.SourceColumn, o.TargetColumn) = ("Article", "Summary");
            (o.Epochs, o.BatchSize, o.LearningRate) = (3, 8, 1e-4);
            o.Optimizer = new AdafactorOptions();
            o.Generation = new() { BeamCount = 4, MaximumNewTokens = 64 };
        });
        using var fitted = trainer.Fit(train, held);
        fitted.SaveFolder("models/my-t5");
    }

    public static (double Rouge, string Answer) FromScratch(
        PipelineContext context, IDataView train, IDataView held, int steps, string folder)
    {
        var texts = train.GetColumn<string>("Text").Concat(train.GetColumn<string>("Summary"));
        var tokenizer = new UnigramTrainer(new UnigramTrainerOptions { VocabularySize = 1024 }).Train(texts.Select(t => t.AsMemory()));
        var config = new T5Config
        {
            VocabularySize = 0,
            HiddenSize = 128,
            HeadSize = 32,
            HeadCount = 4,
            IntermediateSize = 344,
            EncoderLayerCount = 3,
            DecoderLayerCount = 3,
            Dropout = 0,
        };
        var trainer = context.Trainers.FineTuneT5(config, tokenizer, o =>
        {
            (o.SourceColumn, o.TargetColumn) = ("Text", "Summary");
            (o.Steps, o.BatchSize, o.LearningRate, o.WarmupSteps) = (steps, 16, 3e-3, steps / 10);
            o.Generation = new() { MaximumNewTokens = 40 };
        });
        using var fitted = trainer.Fit(train, held);
        var rouge = context.Evaluation.Rouge(fitted.Transform(held), reference: "Summary", candidate: "Generated");
        Console.WriteLine(rouge);
        fitted.SaveFolder(folder);
        return (rouge.RougeL.FMeasure.Value, fitted.Transform(held).GetColumn<string>("Generated").First());
    }

    public static T5Transformer Pretrain(PipelineContext context, IDataView texts, T5Config config, int steps)
    {
        var pipeline = context.Transforms.Tokenize()
            .Append(context.Transforms.CorruptSpans(o => o.InputLength = 128), TransformerScope.TrainTest)
            .Append(context.Trainers.PretrainT5(config, o => (o.Steps, o.BatchSize, o.LearningRate) = (steps, 8, 2e-3)));
        return pipeline.Fit(texts).LastTransformer;
    }
}
