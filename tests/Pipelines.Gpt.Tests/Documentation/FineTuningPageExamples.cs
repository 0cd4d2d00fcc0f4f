namespace Pipelines.Gpt.Tests;

/// <summary>The code of docs/fine-tuning.md, compiled.</summary>
internal static class FineTuningPageExamples
{
    public static void FineTune(PipelineContext context, IDataView train, IDataView validation)
    {
        var decoder = context.Model.LoadGpt("models/small");
        var pipeline = context.Transforms.RenderAlpaca()
            .Append(context.Transforms.TokenizeExamples(decoder.Tokenizer!))
            .Append(context.Trainers.SupervisedFineTune(decoder, o =>
            {
                o.Epochs = 3;
                o.LearningRate = 2e-5;
                o.Packing = true;
            }));
        using var fitted = pipeline.Fit(train, validation);
        Console.WriteLine(fitted.LastTransformer.CreateGenerator().Generate("### Instruction:\nName a colour.\n\n### Response:\n"));
    }
}
