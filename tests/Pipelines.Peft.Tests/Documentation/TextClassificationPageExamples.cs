using Pipelines.Encoders;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>What <c>docs/text-classification.md</c> shows, compiled.</summary>
internal static class TextClassificationPageExamples
{
    public static void FineTuning(PipelineContext context)
    {
        IDataView train = context.Data.LoadFromTsv("SST-2/train.tsv");           // sentence, label
        IDataView validation = context.Data.LoadFromTsv("SST-2/dev.tsv");
        using var bert = context.Model.LoadTextClassification("models/bert-base-uncased", o => o.AllowNewHead = true);

        using var fitted = context.Trainers.ClassifyText(bert, o =>
        {
            o.TextColumn = "sentence";
            o.LabelColumn = "label";
            o.Epochs = 3;
            o.BatchSize = 32;
            o.LearningRate = 2e-5;
            o.WarmupSteps = 100;
            o.Schedule = ScheduleKind.Linear;
            o.EvaluateEvery = 500;                                               // loss and accuracy on the validation rows
        }).Fit(train, validation);
        Console.WriteLine(context.Evaluation.Glue("sst2", fitted.Transform(validation), label: "label"));
        context.Model.Save(fitted, "sentiment.pipeline");                        // opened again, it gives the same scores
        fitted.SaveFolder("models/sentiment");                                   // for transformers
    }

    public static void FromScratch(PipelineContext context, IDataView train, IDataView validation)
    {
        using var fitted = context.Trainers.ClassifyText(
            new BertConfig
            {
                VocabularySize = 0,                                              // of the vocabulary that is learned from the rows
                HiddenSize = 64,
                LayerCount = 1,
                HeadCount = 4,
                IntermediateSize = 128,
                PositionCount = 64,
            },
            o =>
            {
                (o.TextColumn, o.LabelColumn) = ("Column0", "Column1");          // a file without a header
                (o.VocabularySize, o.MaximumLength) = (4000, 64);
                (o.Epochs, o.BatchSize, o.LearningRate, o.WarmupSteps) = (5, 32, 1e-3, 50);
            }).Fit(train, validation);
        Console.WriteLine(context.Evaluation.Glue("sst2", fitted.Transform(validation), label: "Column1"));
    }

    public static void Similarity(PipelineContext context, IDataView train, IDataView validation)
    {
        using var deberta = context.Model.LoadTextClassification("models/deberta-v3-base", o =>
        {
            o.AllowNewHead = true;
            o.Problem = TextProblem.Regression;
        });
        using var fitted = context.Trainers.ClassifyText(deberta, o =>
        {
            (o.TextColumn, o.SecondTextColumn, o.LabelColumn) = ("sentence1", "sentence2", "score");
            (o.Epochs, o.BatchSize, o.LearningRate) = (4, 16, 2e-5);
        }).Fit(train, validation);
        var scored = fitted.Transform(validation);                               // Score, a number
        Console.WriteLine(context.Evaluation.Glue("stsb", scored, label: "score", prediction: ColumnNames.Score));
    }

    public static void Adapting(PipelineContext context, PretrainedModel<TextClassificationModel> bert, IDataView train)
    {
        var adapters = bert.Model.Attach(new LoraOptions { Rank = 8, TargetModules = ["query", "value"], ModulesToSave = ["classifier"] });
        using var tuned = context.Trainers.ClassifyText(bert, o => o.LearningRate = 2e-4).Fit(train);
        adapters.Save("adapters/sentiment", basePath: "models/bert-base-uncased");
        adapters.MergeAndUnload();
        tuned.SaveFolder("models/sentiment");
    }
}
