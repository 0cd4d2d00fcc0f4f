using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pipelines;
using Pipelines.Gpt;
using Pipelines.Tokenizers;

namespace Pipelines.Samples.Tests.Readme;

internal static class ReadmeExample
{
    public static void Run(string[] args)
    {
        #region README
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddPipelines().AddGpt();
        using var host = builder.Build();
        var context = host.Services.GetRequiredService<PipelineContext>();

        var lines = context.Data.LoadFromTextFile("input.txt", o => o.KeepLineEnds = true);

        var pipeline = context.Transforms.Tokenize(o => o.Kind = TokenizerKind.Characters)
            .Append(context.Transforms.Pack(o => { o.BlockSize = 64; o.Stride = 1; }), TransformerScope.Training)
            .Append(context.Trainers.Pretrain(GptConfig.Nano, o => { o.Steps = 200; o.BatchSize = 12; o.LearningRate = 1e-3; }));

        using var fitted = pipeline.Fit(lines);                       // schemas are checked before a row is read
        Console.WriteLine(fitted.LastTransformer.CreateGenerator().Generate("ROMEO:"));
        context.Model.Save(fitted, "romeo.pipeline");                 // one file: tokenizer, weights, settings

        var opened = context.Model.Load("romeo.pipeline");            // scores lines: how surprising is each?
        foreach (var loss in opened.Transform(lines).GetColumn<float>(ColumnNames.Loss).Take(3))
            Console.WriteLine($"{loss:F2} nats per character");
        #endregion
    }
}
