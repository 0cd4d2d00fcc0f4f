using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Pipelines.Samples;

namespace ScienceExam;

/// <summary>The sample's command line.</summary>
internal static class ScienceExamCommand
{
    private const int DefaultEntities = 880;
    private const int LeastEntities = 20;
    private const int MostEntities = 2_000;
    private const int DefaultTopK = 2;
    private const int DefaultSteps = 400;
    private const int DefaultEmbedderSteps = 150;
    private const int DefaultBatchSize = 32;
    private const double DefaultLearningRate = 2e-3;
    private const double DefaultTuningRate = 2e-5;

    /// <summary>Makes the command.</summary>
    /// <param name="run">The sample.</param>
    public static RootCommand Create(Action<ScienceExamSettings, CancellationToken> run)
    {
        var common = new CommonOptions(
            "science-exam",
            "Questions as Kaggle's LLM Science Exam has them: CSV with id, prompt, A to E, answer; without it the sample writes an exam.",
            $"of the encoder that chooses; {DefaultSteps} by default");
        var validation = CommonOptions.File(
            "--validation",
            "Questions to answer and measure on, in the same columns; answers may be missing. A tenth of the data where not given.");
        var corpus = CommonOptions.File(
            "--corpus", "Documents to find answers in: text with blank lines between them, or JSON Lines with text; needs --data.");
        corpus.Validators.Add(RequireData);
        var model = CommonOptions.Model(
            "A DeBERTa-v3 to start from, a folder in Hugging Face's layout with its tokenizer, instead of one from scratch.");
        var embedder =
            CommonOptions.Folder("--embedder", "An embedder, a folder in the layout of sentence-transformers, instead of training one.");
        var entities = CommonOptions.Positive(
            "--entities", $"Articles of the generated encyclopedia; {DefaultEntities} by default.", "N");
        entities.Validators.Add(RequireEntities);
        var topK = CommonOptions.Positive("--top-k", $"Passages read with a question; {DefaultTopK} by default.", "N");
        var embedderSteps = CommonOptions.Positive(
            "--embedder-steps", $"Optimizer steps of the embedder; {DefaultEmbedderSteps} by default.", "N");
        var batchSize = CommonOptions.Positive("--batch-size", $"Questions in a batch; {DefaultBatchSize} by default.", "N");
        var learningRate = new Option<double?>("--learning-rate")
        {
            Description = string.Create(
                CultureInfo.InvariantCulture,
                $"The encoder's peak learning rate; {DefaultLearningRate} from scratch, {DefaultTuningRate} for --model."),
            HelpName = "RATE",
        };
        learningRate.Validators.Add(RequireRate);
        var command = new RootCommand(
            "Finds passages for exam questions, trains an encoder to choose with them, and measures what they are worth.")
        {
            common.Data, validation, corpus, model, embedder, entities, topK, common.Steps, embedderSteps, batchSize, learningRate,
            common.Threads, common.Seed, common.Resume, common.Out,
        };
        command.SetAction((arguments, cancellationToken) =>
        {
            run(
                new ScienceExamSettings
                {
                    Data = arguments.GetValue(common.Data),
                    Validation = arguments.GetValue(validation),
                    Corpus = arguments.GetValue(corpus),
                    Model = arguments.GetValue(model),
                    Embedder = arguments.GetValue(embedder),
                    Entities = arguments.GetValue(entities) ?? DefaultEntities,
                    TopK = arguments.GetValue(topK) ?? DefaultTopK,
                    Steps = arguments.GetValue(common.Steps) ?? DefaultSteps,
                    EmbedderSteps = arguments.GetValue(embedderSteps) ?? DefaultEmbedderSteps,
                    BatchSize = arguments.GetValue(batchSize) ?? DefaultBatchSize,
                    LearningRate = arguments.GetValue(learningRate)
                        ?? (arguments.GetValue(model) is null ? DefaultLearningRate : DefaultTuningRate),
                    Threads = arguments.GetValue(common.Threads) ?? 0,
                    Seed = arguments.GetValue(common.Seed),
                    Resume = arguments.GetValue(common.Resume),
                    Out = arguments.GetRequiredValue(common.Out),
                },
                cancellationToken);
            return Task.FromResult(SampleRunner.Success);
        });
        return command;

        void RequireData(OptionResult result)
        {
            if (result.GetResult(common.Data) is null)
                result.AddError("--corpus needs the questions that it answers. Give them with --data.");
        }

        static void RequireRate(OptionResult result)
        {
            if (result.Tokens is [var token]
                && double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) && !(rate > 0 && rate <= 1))
            {
                result.AddError($"--learning-rate takes a rate above 0 and up to 1, not '{token.Value}'.");
            }
        }

        static void RequireEntities(OptionResult result)
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var count)
                && count is > 0 and (< LeastEntities or > MostEntities))
            {
                result.AddError($"--entities takes {LeastEntities} to {MostEntities}, not '{token.Value}'.");
            }
        }
    }
}
