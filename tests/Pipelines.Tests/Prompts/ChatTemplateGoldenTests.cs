using System.IO.Enumeration;
using System.Text.Json;
using Pipelines.Testing.Goldens;

namespace Pipelines.Tests;

/// <summary>Texts that transformers renders from real templates.</summary>
[TestFixture]
[Category("Golden")]
internal class ChatTemplateGoldenTests
{
    private static IEnumerable<TestCaseData> Results()
    {
        foreach (var data in GoldenCase.Find("chat-templates", golden => golden.Has("results")))
        {
            if (data.Arguments[0] is not GoldenCase golden)
            {
                yield return data;
                continue;
            }

            var number = 0;
            foreach (var result in golden.Get("results").EnumerateArray())
                yield return new TestCaseData(golden, result).SetArgDisplayNames($"{golden.Name} {number++}");
        }
    }

    [TestCaseSource(nameof(Results))]
    public void Text_is_that_of_transformers(GoldenCase golden, JsonElement result)
    {
        var name = result.GetProperty("template").GetString()!;
        var template = golden.Get("templates").GetProperty(name);
        var chat = template.ValueKind == JsonValueKind.String
            ? ChatTemplate.Parse(template.GetString()!)
            : ChatTemplate.Parse(template.GetProperty("chat_template").GetString()!);
        var conversation = result.GetProperty("conversation") is { ValueKind: JsonValueKind.String } reference
            ? golden.Get("conversations").GetProperty(reference.GetString()!)
            : result.GetProperty("conversation");
        var options = new ChatRenderOptions
        {
            AddGenerationPrompt = result.TryGetProperty("add_generation_prompt", out var adds) && adds.GetBoolean(),
            Tools = Value(golden, result, "tools"),
            Documents = Value(golden, result, "documents"),
            Variables = Variables(golden, name, template, result),
        };
        if (!result.TryGetProperty("rendered", out var expected) || expected.ValueKind == JsonValueKind.Null)
        {
            Assert.That(() => chat.Render(conversation, options), Throws.InstanceOf<TemplateException>());
            return;
        }

        var rendered = chat.Render(conversation, options);

        Assert.That(rendered.Text, Is.EqualTo(expected.GetString()));
        foreach (var span in rendered.TrainedSpans)
        {
            if (span.Message < 0)
                continue;
            Assert.That(conversation[span.Message].GetProperty("role").GetString(), Is.EqualTo("assistant").Or.EqualTo("model"));
            if (conversation[span.Message].TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String)
                Assert.That(rendered.Text.Substring(span.Start, span.Length), Does.Contain(content.GetString()!.Split('>')[^1].Trim()));
        }
    }

    // A result says that it has the case's tools, or brings its own.
    private static JsonElement? Value(GoldenCase golden, JsonElement result, string property) =>
        !result.TryGetProperty(property, out var value) ? null
            : value.ValueKind == JsonValueKind.True ? golden.Get(property)
            : value.ValueKind is JsonValueKind.False or JsonValueKind.Null ? null : value;

    // A template's special tokens are variables, as transformers passes them.
    private static Dictionary<string, JsonElement> Variables(GoldenCase golden, string name, JsonElement template, JsonElement result)
    {
        var variables = new Dictionary<string, JsonElement>();
        if (template.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in template.EnumerateObject())
            {
                if (property.Name.EndsWith("_token", StringComparison.Ordinal) && property.Value.ValueKind != JsonValueKind.Null)
                    variables[property.Name] = property.Value;
            }
        }

        if (golden.TryGet("extra_variables", out var extra))
        {
            foreach (var pattern in extra.EnumerateObject())
            {
                if (!FileSystemName.MatchesSimpleExpression(pattern.Name, name))
                    continue;
                foreach (var variable in pattern.Value.EnumerateObject())
                    variables[variable.Name] = variable.Value;
            }
        }

        foreach (var property in new[] { "extra_variables", "variables" })
        {
            if (!result.TryGetProperty(property, out var own) || own.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var variable in own.EnumerateObject())
                variables[variable.Name] = variable.Value;
        }

        return variables;
    }
}
