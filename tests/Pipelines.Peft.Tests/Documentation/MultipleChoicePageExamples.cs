using Pipelines.Encoders;
using Pipelines.Tokenizers;

namespace Pipelines.Peft.Tests;

/// <summary>What <c>docs/multiple-choice.md</c> shows, compiled.</summary>
internal static class MultipleChoicePageExamples
{
    public static void Exam(PipelineContext context, IDataView validation)
    {
        IDataView train = context.Data.LoadExam("train.csv");           // id,prompt,A,B,C,D,E,answer
        IDataView test = context.Data.LoadExam("test.csv");
        using var deberta = context.Model.LoadMultipleChoice("models/deberta-v3-base", o => o.AllowNewHead = true);

        var pipeline = context.Transforms.FormatMultipleChoice(deberta.Tokenizer!, o => o.MaximumLength = 256)
            .Append(context.Trainers.MultipleChoice(deberta, o =>
            {
                o.Epochs = 3;
                o.BatchSize = 4;                                         // questions; all their options are one pass
                o.GradientAccumulationSteps = 4;
                o.LearningRate = 2e-5;
            }));
        using var fitted = pipeline.Fit(train, validation);
        IDataView ranked = fitted.Transform(test);
        context.Data.SaveSubmission(ranked, "submission.csv");          // id,prediction with B A D
        Console.WriteLine(context.Evaluation.MeanAveragePrecision(fitted.Transform(validation), k: 3));
    }

    public static EstimatorChain<MultipleChoiceTransformer> FromScratch(PipelineContext context, IEnumerable<ReadOnlyMemory<char>> texts)
    {
        var tokenizer = new WordPieceTrainer(new WordPieceTrainerOptions { VocabularySize = 8000 }).Train(texts);
        var small = context.Transforms.FormatMultipleChoice(tokenizer, o => o.ContextColumn = ColumnNames.Context)
            .Append(context.Trainers.MultipleChoice(new BertConfig { VocabularySize = 0, HiddenSize = 128, LayerCount = 2, HeadCount = 4 }));
        return small;
    }

    public static void Adapting(PipelineContext context, PretrainedModel<MultipleChoiceModel> deberta, IDataView formatted)
    {
        var adapters = deberta.Model.Attach(new LoraOptions
        {
            Rank = 8,
            TargetModules = ["query_proj", "value_proj"],
            ModulesToSave = ["classifier", "pooler"],
        });
        using var tuned = context.Trainers.MultipleChoice(deberta, o => o.LearningRate = 2e-4).Fit(formatted);
        adapters.Save("adapters/exam", basePath: "models/deberta-v3-base");
        adapters.MergeAndUnload();
        tuned.SaveFolder("models/exam");
    }
}
