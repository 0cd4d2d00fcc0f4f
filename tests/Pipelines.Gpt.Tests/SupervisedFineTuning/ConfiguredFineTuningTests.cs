using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>Fine-tuning stages that are made from configuration by their ids.</summary>
public class ConfiguredFineTuningTests
{
    private string _folder = "";

    [SetUp]
    public void Create() => _folder = Directory.CreateTempSubdirectory("configured-fine-tuning").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [TestCase("pipelines.supervised-fine-tuning", "pipelines.tokenize-examples")]
    [TestCase("pipelines.preference-tuning", "pipelines.tokenize-preferences")]
    [TestCase("pipelines.reward-modeling", "pipelines.tokenize-preferences")]
    public void TheModelIsTheFolderThatTheOptionsName(string stage, string tokenize)
    {
        SaveModel();
        using var context = PipelineContext.Create(p => p.AddGpt(), seed: 1);
        var pipeline = context.Model.CreatePipelineFromJson($$"""
            {
              "Stages": [
                { "Stage": "{{tokenize}}", "Options": { "TokenizerPath": "{{_folder}}" } },
                { "Stage": "{{stage}}", "Options": { "ModelPath": "{{_folder}}", "Steps": 2, "BatchSize": 2, "Preflight": "Skip" } }
              ]
            }
            """);
        var fitted = pipeline.Fit(new TestView()
            .Add(ColumnNames.Prompt, "abc", "def")
            .Add(ColumnNames.Completion, "dd", "ee")
            .Add(PreferenceColumns.Chosen, "dd", "ee")
            .Add(PreferenceColumns.Rejected, "ff", "gg"));
        Assert.That(fitted.LastTransformer, Is.InstanceOf<IDisposable>().And.Not.Null);
        ((IDisposable)fitted.LastTransformer).Dispose();
    }

    [Test]
    public void WithoutAModelTheErrorSaysWhatToGive()
    {
        using var context = PipelineContext.Create(p => p.AddGpt(), seed: 1);
        var pipeline = context.Model.CreatePipelineFromJson(
            """{ "Stages": [ { "Stage": "pipelines.supervised-fine-tuning", "Options": { "Preflight": "Skip" } } ] }""");
        Assert.That(
            () => pipeline.Fit(new TestView().Add(ColumnNames.Tokens, [1, 2, 3], [1, 2]).Add(ColumnNames.LossMask, [0, 1, 1], [0, 1])),
            Throws.TypeOf<OptionsException>().With.Message.Contains("ModelPath"));
    }

    private void SaveModel()
    {
        using var backend = new CpuBackend(1);
        var tokenizer = CharacterTokenizer.Create("abcdefgh".EnumerateRunes(), new CharacterTokenizerOptions { EndOfText = "<end>" });
        var config = new GptConfig { VocabularySize = 9, BlockSize = 16, LayerCount = 1, HeadCount = 2, EmbeddingSize = 16 };
        using var model = new GptModel(backend, config, new RandomGenerator(1));
        model.Save(_folder, tokenizer: tokenizer);
    }
}
