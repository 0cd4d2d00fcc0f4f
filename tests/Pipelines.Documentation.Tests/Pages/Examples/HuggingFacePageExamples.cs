using Pipelines.Encoders;
using Pipelines.Evaluation;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Peft;
using Pipelines.Retrieval;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Documentation.Tests.Examples;

/// <summary>The code of docs/coming-from-hugging-face.md, compiled.</summary>
internal static class HuggingFacePageExamples
{
    public static string Generate(PipelineContext context)
    {
        using var gpt = context.Model.LoadGpt("models/gpt2");
        string text = gpt.CreateGenerator().Generate("Once upon a time", new()
        {
            MaximumNewTokens = 40,
            Sample = true,
            Temperature = 0.8f,
            TopP = 0.95f,
            Seed = 1,
        });
        return text;
    }

    public static void Pretrain(PipelineContext context)
    {
        var config = GptConfig.Gpt2 with { VocabularySize = 0, LayerCount = 6, HeadCount = 6, EmbeddingSize = 384, BlockSize = 256 };
        var text = context.Data.LoadFromTextFile("input.txt", o => o.KeepLineEnds = true);
        var pipeline = context.Transforms.Tokenize(o => o.BytePair.VocabularySize = 8192)
            .Append(context.Transforms.Pack(o => o.BlockSize = config.BlockSize), TransformerScope.TrainTest)
            .Append(context.Trainers.Pretrain(config, o =>
            {
                o.Steps = 5000;
                o.BatchSize = 8;
                o.LearningRate = 1e-3;
                o.WarmupSteps = 100;
                o.Optimizer = new AdamWOptions { Beta2 = 0.95, WeightDecay = 0.1 };
            }));
        using var fitted = pipeline.Fit(text);
        fitted.LastTransformer.Model.Save("models/mine", tokenizer: fitted.LastTransformer.Tokenizer);
    }

    public static void FineTune(PipelineContext context)
    {
        var decoder = context.Model.LoadGpt("models/llama");
        var rows = context.Data.LoadFromJsonLines("chats.jsonl");            // {"messages": [{"role": …, "content": …}, …]}
        var pipeline = context.Transforms.RenderChat("llama-3", o => o.Source = ChatSource.Vectors)
            .Append(context.Transforms.TokenizeExamples(decoder.Tokenizer!, o => o.SegmentsColumn = "TextSegments"))
            .Append(context.Trainers.SupervisedFineTune(decoder, o =>
            {
                o.Epochs = 1;
                o.BatchSize = 2;
                o.GradientAccumulationSteps = 8;
                o.LearningRate = 2e-5;
                o.MaximumLength = 2048;
                o.Packing = true;
                o.GradientCheckpointing = true;
            }));
        using var fitted = pipeline.Fit(rows);
    }

    public static void Lora(PipelineContext context, IDataView train)
    {
        var decoder = context.Model.LoadGpt("models/gpt2");
        using var fitted = context.Transforms.TokenizeExamples(decoder.Tokenizer!)
            .Append(context.Trainers.Lora(decoder, o =>
            {
                o.Rank = 8;
                o.Alpha = 16;
                o.Dropout = 0.05f;
                o.TargetModules = ["c_attn"];
                o.LearningRate = 2e-4;
            }))
            .Fit(train);
        fitted.LastTransformer.Adapters.Save("adapters/mine", basePath: "models/gpt2");
    }

    public static void UseAdapter(PipelineContext context)
    {
        using var gpt = context.Model.LoadGpt("models/gpt2");
        var adapters = gpt.Model.LoadAdapter<LoraAdapters>("adapters/mine", "mine");
        adapters.MergeAndUnload();
        gpt.Save("models/merged");
    }

    public static void Qlora(PipelineContext context, IDataView examples)
    {
        var decoder = context.Model.LoadGpt("models/llama", o => o.Quantization = new QuantizationOptions
        {
            Type = QuantizationType.Nf4,
            DoubleQuantization = true,
        });
        using var tuned = context.Trainers.Lora(decoder, o =>
        {
            (o.Rank, o.Alpha) = (64, 16);
            o.TargetModules = ["all-linear"];
            o.Optimizer = new PagedAdamWOptions();
        }).Fit(examples);
    }

    public static void Prefer(PipelineContext context)
    {
        var decoder = context.Model.LoadGpt("models/mine");
        var pairs = context.Data.LoadFromJsonLines("pairs.jsonl");           // prompt, chosen, rejected
        var pipeline = context.Transforms.TokenizePreferences(decoder.Tokenizer!, o =>
            {
                (o.PromptColumn, o.ChosenColumn, o.RejectedColumn) = ("prompt", "chosen", "rejected");
            })
            .Append(context.Trainers.PreferenceTune(decoder, o =>
            {
                o.Beta = 0.1;
                o.LearningRate = 5e-6;
                o.BatchSize = 4;
            }));
        using var fitted = pipeline.Fit(pairs);
    }

    public static void Classify(PipelineContext context, IDataView rows, IDataView held)
    {
        using var bert = context.Model.LoadTextClassification("models/bert-base-uncased", o => (o.AllowNewHead, o.LabelCount) = (true, 2));
        using var sentiment = context.Trainers.ClassifyText(bert, o =>
        {
            (o.TextColumn, o.LabelColumn) = ("sentence", "label");
            (o.Epochs, o.BatchSize, o.LearningRate, o.WarmupSteps, o.Schedule) = (3, 32, 2e-5, 100, ScheduleKind.Linear);
        }).Fit(rows, held);
        Console.WriteLine(context.Evaluation.Glue("sst2", sentiment.Transform(held), label: "label"));
    }

    public static IDataView Data(PipelineContext context)
    {
        var rows = context.Data.LoadFromJsonLines("train.jsonl");
        var split = context.Data.TrainTestSplit(rows, testFraction: 0.1, seed: 42);
        var longer = context.Data.FilterRows<string>(split.TrainSet, "text", text => text.Length > 100);
        var shuffled = context.Data.ShuffleRows(longer, seed: 42);
        var upper = context.Transforms.Map<string, string>("text", "upper", text => text.ToUpperInvariant());
        foreach (var row in context.Data.CreateEnumerable<TextRow>(upper.Fit(shuffled).Transform(shuffled)).Take(3))
            Console.WriteLine(row.upper);
        return shuffled;
    }

    public static IReadOnlyList<RetrievedPassage> Search(PipelineContext context, string[] passages)
    {
        using var embedder = context.Model.LoadEmbedder("models/all-MiniLM-L6-v2");
        var index = new HnswIndex(embedder.Size, VectorMetric.Cosine, linkCount: 32);
        var retriever = VectorRetriever.Create(passages, embedder, index);
        var found = retriever.Retrieve("How do plants make sugar?", topK: 3);
        return found;
    }

    public static void Evaluate(PipelineContext context, IDataView summaries)
    {
        var rouge = context.Evaluation.Rouge(summaries, reference: "Summary", candidate: "Generated", o => o.Stem = true);
        Console.WriteLine(rouge.RougeL.FMeasure);                            // with a 95 % interval

        using var decoder = context.Model.LoadGpt("models/small");
        using var model = CausalLanguageModel.Create(decoder);
        var result = context.Evaluation.RunTask("gsm8k", model, o => (o.DataFolder, o.Shots, o.Limit) = ("data", 4, 200));
        Console.WriteLine(result);                                           // score, interval, rates, fingerprint
    }

    public static void Tokens()
    {
        Tokenizer tokenizer = Tokenizer.Load("models/gpt2");
        int[] ids = tokenizer.Encode("Hello");                               // nothing around the text
        int[] surrounded = tokenizer.Encode("Hello", addSpecialTokens: true);
        string text = tokenizer.Decode(ids, skipSpecialTokens: true);
        Console.WriteLine($"{surrounded.Length} {text}");
    }

    private sealed class TextRow
    {
        public string upper { get; set; } = "";
    }
}
