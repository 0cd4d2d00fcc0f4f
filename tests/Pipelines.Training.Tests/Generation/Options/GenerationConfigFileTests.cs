using System.Text.Json;

namespace Pipelines.Training.Tests;

public class GenerationConfigFileTests
{
    private const string Everything = """
        {
          "max_new_tokens": 7, "max_length": 20, "min_new_tokens": 1, "min_length": 2, "max_time": 1.5, "stop_strings": ["a", "b"],
          "exponential_decay_length_penalty": [4, 1.5], "do_sample": false, "temperature": 0.5, "top_k": 3, "top_p": 0.25, "min_p": 0.125,
          "typical_p": 0.75, "epsilon_cutoff": 0.5, "eta_cutoff": 0.25, "repetition_penalty": 1.5, "encoder_repetition_penalty": 0.5,
          "no_repeat_ngram_size": 2, "encoder_no_repeat_ngram_size": 3, "bad_words_ids": [[1], [2, 3]], "sequence_bias": [[[4, 5], -1.5]],
          "suppress_tokens": [6], "begin_suppress_tokens": [7, 8], "remove_invalid_values": true, "renormalize_logits": true,
          "num_return_sequences": 2, "num_beams": 4, "num_beam_groups": 2, "diversity_penalty": 0.5, "length_penalty": 2, "early_stopping": "never",
          "penalty_alpha": 0.5, "prompt_lookup_num_tokens": 3, "max_matching_ngram_size": 4, "num_assistant_tokens": 6,
          "num_assistant_tokens_schedule": "heuristic", "assistant_confidence_threshold": 0.25, "output_scores": true, "output_logits": true,
          "eos_token_id": [9, 10], "pad_token_id": 11, "bos_token_id": 12, "decoder_start_token_id": 13, "forced_bos_token_id": 14,
          "forced_eos_token_id": [15], "pipelines.frequency_penalty": 0.5, "pipelines.presence_penalty": -0.25
        }
        """;

    [Test]
    public void EverySettingIsReadAndWritten()
    {
        using var json = JsonDocument.Parse(Everything);
        var file = GenerationConfigFile.Parse(json.RootElement);
        Assert.That(file.UnknownNames, Is.Empty);
        string[] ours = ["MaskPadding", "SlideContext", "Seed"];
        foreach (var property in typeof(GenerationOptions).GetProperties())
            Assert.That(property.GetValue(file.Options), ours.Contains(property.Name) ? Is.Null : Is.Not.Null, property.Name);
        Assert.That(file.Options.EarlyStopping, Is.EqualTo(BeamStopping.Never));
        Assert.That(file.Options.MaximumTime, Is.EqualTo(TimeSpan.FromSeconds(1.5)));
        Assert.That(file.Options.SequenceBiases![0].Ids, Is.EqualTo(new[] { 4, 5 }));
        using var written = JsonDocument.Parse(GenerationConfigFile.ToJson(file.Options).ToJsonString());
        Assert.That(JsonElement.DeepEquals(written.RootElement, json.RootElement), Is.True, written.RootElement.GetRawText());
    }

    [Test]
    public void WhatIsNotKnownIsNamedAndChangesNothing()
    {
        var file = Parse("""{"_from_model_config": true, "transformers_version": "4.45.1", "use_cache": false, "watermarking_config": {"a": 1}, "new_setting": 3, "frequency_penalty": 1.5, "guidance_scale": 1.0, "top_k": null}""");
        Assert.That(file.UnknownNames, Is.EqualTo(new[] { "watermarking_config", "new_setting", "frequency_penalty" }));
        Assert.That(typeof(GenerationOptions).GetProperties().Select(p => p.GetValue(file.Options)), Has.All.Null);
        Assert.That(Parse("""{"guidance_scale": 1.5}""").UnknownNames, Is.EqualTo(new[] { "guidance_scale" }));
    }

    [TestCase("""{"top_p": "much"}""", "$.top_p")]
    [TestCase("""{"num_beams": 0}""", "$.num_beams")]
    [TestCase("""{"bad_words_ids": [[1], [2, "x"]]}""", "$.bad_words_ids[1][1]")]
    [TestCase("""{"sequence_bias": [[[1], 2, 3]]}""", "$.sequence_bias[0]")]
    [TestCase("""{"early_stopping": "sometimes"}""", "$.early_stopping")]
    [TestCase("""{"do_sample": 1}""", "$.do_sample")]
    [TestCase("[]", "$")]
    public void WrongValuesAreRefusedWithTheirPlace(string json, string place) =>
        Assert.That(() => Parse(json), Throws.TypeOf<ModelFormatException>().With.Message.Contains(place + ":"));

    [Test]
    public void WrongFilesAreRefused()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "generation_config_wrong.json");
        File.WriteAllText(path, "{");
        Assert.That(() => GenerationConfigFile.Read(path), Throws.TypeOf<ModelFormatException>().With.Property("Path").EqualTo(path));
        File.WriteAllText(path, """{"\ud800": 1, "top_k": 1}""");
        Assert.That(() => GenerationConfigFile.Read(path), Throws.TypeOf<ModelFormatException>());
        File.Delete(path);
        Assert.That(() => GenerationConfigFile.Read(path), Throws.TypeOf<ModelFormatException>());
    }

    [Test]
    public void AFileThatDrawsNeverMakesAGreedyRunDraw()
    {
        var model = Parse("""{"do_sample": true, "temperature": 0.6, "top_p": 0.9}""").Options;
        Assert.That(model.TopK, Is.EqualTo(50));
        Assert.That(GenerationSettings.Resolve(null, model).Sample, Is.True);
        Assert.That(GenerationSettings.Resolve(new GenerationOptions { Sample = false }, model).Sample, Is.False);
        Assert.That(GenerationSettings.Resolve(new GenerationOptions { Temperature = 0 }, model).Sample, Is.False);
        Assert.That(GenerationSettings.Resolve(new GenerationOptions { Temperature = 0, Sample = true }, model).Sample, Is.False);
        Assert.That(GenerationSettings.Resolve(new GenerationOptions { ContrastivePenalty = 0.6f, TopK = 4 }, model).IsContrastive, Is.True);
    }

    [Test]
    public void WhatIsSaidComesFirst()
    {
        var model = new GenerationOptions { MaximumNewTokens = 100, TopK = 50, EndIds = [2], PadId = 0 };
        var settings = GenerationSettings.Resolve(new GenerationOptions { MaximumLength = 30, TopK = 3, EndIds = [] }, model);
        Assert.That(settings.LengthLimit(10), Is.EqualTo(30), "a length that was said is not overruled by the model's");
        Assert.That(settings.TopK, Is.EqualTo(3));
        Assert.That(settings.EndIds, Is.Empty);
        Assert.That(settings.PadId, Is.Zero);
        Assert.That(GenerationSettings.Resolve(new GenerationOptions { MaximumNewTokens = 5, MaximumLength = 8 }, model).LengthLimit(10), Is.EqualTo(15));
        Assert.That(GenerationSettings.Resolve(new GenerationOptions()).LengthLimit(10), Is.EqualTo(138));
    }

    [Test]
    public void ContradictionsAreNamed()
    {
        Refuses(new GenerationOptions { BeamCount = 4, BeamGroupCount = 3, DiversityPenalty = 1 }, "multiple");
        Refuses(new GenerationOptions { BeamCount = 4, BeamGroupCount = 2 }, "DiversityPenalty");
        Refuses(new GenerationOptions { BeamCount = 4, SequenceCount = 5 }, "SequenceCount");
        Refuses(new GenerationOptions { SequenceCount = 2, Sample = false }, "only one");
        Refuses(new GenerationOptions { BeamCount = 2, PromptLookupTokens = 2 }, "PromptLookupTokens");
        Refuses(new GenerationOptions { TopP = 1.5f }, "TopP");

        static void Refuses(GenerationOptions options, string part) =>
            Assert.That(() => GenerationSettings.Resolve(options), Throws.TypeOf<OptionsException>().With.Message.Contains(part));
    }

    private static GenerationConfigFile Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return GenerationConfigFile.Parse(document.RootElement);
    }
}
