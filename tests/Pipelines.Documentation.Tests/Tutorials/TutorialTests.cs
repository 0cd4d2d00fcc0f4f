using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Documentation.Tests;

/// <summary>What the tutorials that have no sample show runs, on models and data of a moment.</summary>
[TestFixture]
[NonParallelizable]
public class TutorialTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("tutorial-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Models_of_several_sizes_get_the_same_operations()
    {
        using var context = PipelineContext.Create(p => p.AddGpt());
        var lines = new TestView().Add(
            ColumnNames.Text, [.. Enumerable.Range(0, 300).Select(i => $"{i % 7} and {i % 5} are {i % 7 + i % 5}.\n")]);
        using var output = new StringWriter();

        var plan = ScalingTutorialExamples.Plan(context, output);
        var results = ScalingTutorialExamples.Compare(context, lines, lines, 2e9, [16, 32], output);
        ScalingTutorialExamples.Optimum(1e12, output);

        Assert.That(plan.Parameters.Total, Is.EqualTo(plan.Config.CountParameters()));
        Assert.That(results.Select(r => r.Parameters), Is.Ordered.Ascending);
        Assert.That(results.Select(r => r.Loss), Has.All.LessThan(Math.Log(20)));
        Assert.That(output.ToString(), Does.Contain("tokens  loss").And.Contain("Chinchilla 2"));
    }

    [Test]
    public void An_adapter_is_trained_on_a_quantized_model_in_parts_and_found_again()
    {
        using var context = QLoraTutorialExamples.Open();
        var (whole, parts, adapter) = (Path.Combine(_folder, "whole"), Path.Combine(_folder, "parts"), Path.Combine(_folder, "adapter"));
        SaveDecoder(context, whole);
        var rows = Instructions();

        QLoraTutorialExamples.Shard(context, whole, parts, 20_000);
        var result = QLoraTutorialExamples.Train(context, parts, rows, Instructions(40), adapter, 2);

        Assert.That(Directory.GetFiles(parts, "model-*.safetensors"), Has.Length.GreaterThan(1));
        Assert.That(result.Steps, Is.EqualTo(2));
        Assert.That(result.Parameters.Trainable, Is.GreaterThan(0));
        Assert.That(() => QLoraTutorialExamples.Answer(context, parts, adapter, "### Response:\n"), Throws.Nothing);
        using var plain = context.Model.LoadGpt(parts);
        Assert.That(() => plain.Model.LoadAdapter(adapter, "alpaca"), Throws.InstanceOf<PipelineException>());
    }

    [Test]
    public void A_model_larger_than_its_budget_is_read_layer_by_layer()
    {
        using var context = QLoraTutorialExamples.Open();
        SaveDecoder(context, _folder);
        using var decoder = context.Model.LoadGpt(_folder);
        var texts = context.Transforms.RenderAlpaca().Append(context.Transforms.TokenizeExamples(decoder.Tokenizer!)).Fit(Instructions());
        var size = decoder.Model.CountParameters() * sizeof(float);

        Assert.That(QLoraTutorialExamples.Stream(context, _folder, texts.Transform(Instructions()), size * 9 / 10), Is.GreaterThan(0));
    }

    [Test]
    public void The_whole_configuration_of_an_adapter_is_taken()
    {
        using var context = QLoraTutorialExamples.Open();
        SaveDecoder(context, _folder);
        using var decoder = context.Model.LoadGpt(_folder);
        var options = QLoraTutorialExamples.Everything();

        var adapters = decoder.Model.Attach(options, "all");
        adapters.Save(Path.Combine(_folder, "adapter"), "all");

        var config = File.ReadAllText(Path.Combine(_folder, "adapter", "adapter_config.json"));
        Assert.That(
            config, Does.Contain("rank_pattern").And.Contain("use_dora").And.Contain("layers_to_transform").And.Contain("modules_to_save"));
    }

    [Test]
    public void The_plans_of_large_models_are_written()
    {
        using var context = QLoraTutorialExamples.Open();
        Assert.That(() => QLoraTutorialExamples.Plan(context), Throws.Nothing);
    }

    [Test]
    public void Tasks_are_put_to_a_model_and_compared()
    {
        using var context = PipelineContext.Create(p => p.AddGpt().AddEvaluation());
        var (model, data) = (Path.Combine(_folder, "model"), Path.Combine(_folder, "data"));
        SaveDecoder(context, model);
        Write("data/glue_sst2/dev.tsv", "sentence\tlabel\na fine film\t1\na dull film\t0\n");
        Write(
            "data/mmlu/test/history_test.csv",
            "Who came first?,The first,The second,The third,The fourth,A\nAnd then?,One,Two,Three,Four,B\n");
        Write("data/mmlu/dev/history_dev.csv", string.Concat(Enumerable.Range(0, 5).Select(i => $"Which is {i}?,{i},x,y,z,A\n")));

        var results = BenchmarksTutorialExamples.Run(context, model, data, Path.Combine(_folder, "results"), ["sst-2", "mmlu"]);
        var comparison = BenchmarksTutorialExamples.Compare(results[1], results[1]);
        using var decoder = context.Model.LoadGpt(model);
        using var asked = CausalLanguageModel.Create(decoder);

        Assert.That(results.Select(r => r.RowCount), Is.All.EqualTo(2));
        Assert.That(comparison.OnlyFirst + comparison.OnlySecond, Is.Zero);
        Assert.That(() => BenchmarksTutorialExamples.Shots(context, asked, data), Throws.Nothing);
        var predictions = new TestView().Add("Label", "1", "0", "1").Add("PredictedLabel", "1", "1", "1");
        Assert.That(() => BenchmarksTutorialExamples.Glue(context, predictions), Throws.Nothing);
    }

    [Test]
    public void A_T5_of_a_moment_learns_pairs_and_spans()
    {
        using var context = PipelineContext.Create(p => p.AddEncoders().AddEvaluation());
        var names = Enumerable.Range(0, 40).Select(i => $"{(char)('a' + i % 26)}{i}").ToArray();
        var rows = new TestView()
            .Add("Text", [.. names.Select(n => $"In town {n} met the others and spoke.")])
            .Add("Summary", [.. names.Select(n => $"{n} spoke.")]);
        var held = new TestView().Add("Text", "In town b7 met the others.").Add("Summary", "b7 met.");
        var folder = Path.Combine(_folder, "t5");

        var (rouge, _) = T5TutorialExamples.FromScratch(context, rows, held, 4, folder);
        using var t5 = context.Model.LoadT5(folder);
        using var pretrained = T5TutorialExamples.Pretrain(context, rows, t5.Model.Config with { VocabularySize = 0 }, 2);

        Assert.That(rouge, Is.InRange(0, 1));
        Assert.That(t5.Tokenizer, Is.Not.Null);
        Assert.That(pretrained.Result!.Steps, Is.EqualTo(2));
    }

    private static TestView Instructions(int first = 0) => new TestView()
        .Add("instruction", [.. Enumerable.Range(first, 20).Select(i => $"Say the number {i}.")])
        .Add("input", [.. Enumerable.Range(first, 20).Select(_ => "")])
        .Add("output", [.. Enumerable.Range(first, 20).Select(i => $"It is {i}.")]);

    private static void SaveDecoder(PipelineContext context, string folder)
    {
        var texts = Enumerable.Range(0, 60).Select(i => $"### Instruction:\nSay the number {i}.\n\n### Response:\nIt is {i}.");
        var tokenizer = new BytePairTrainer(new BytePairTrainerOptions { VocabularySize = 320 }).Train(texts.Select(t => t.AsMemory()));
        var config = GptConfig.NanoLlama with
        {
            VocabularySize = tokenizer.VocabularySize,
            BlockSize = 256,
            EmbeddingSize = 32,
            FeedForwardSize = 64,
        };
        using var model = new GptModel(context.Services.GetRequiredService<ITensorBackend>(), config, new RandomGenerator(1));
        model.Save(folder, tokenizer: tokenizer);
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
