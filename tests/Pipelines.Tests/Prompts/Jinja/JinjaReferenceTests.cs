using System.Text.Json;

namespace Pipelines.Tests;

/// <summary>Small templates against Jinja2 itself: <c>make_jinja_cases.py</c> wrote what it renders.</summary>
[TestFixture]
public class JinjaReferenceTests
{
    private static readonly JsonElement Reference = Read();

    private static IEnumerable<TestCaseData> Cases()
    {
        var number = 0;
        foreach (var item in Reference.GetProperty("cases").EnumerateArray())
            yield return new TestCaseData(
                item.GetProperty("template").GetString(), item.GetProperty("expected").GetString()).SetArgDisplayNames($"case {number++}");
    }

    [TestCaseSource(nameof(Cases))]
    public void Renders_what_Jinja2_renders(string template, string? expected)
    {
        var variables = Reference.GetProperty("variables").EnumerateObject()
            .Select(property => new KeyValuePair<string, object?>(property.Name, TemplateJson.ToValue(property.Value)));

        if (expected is null)
            Assert.That(() => Render(template, variables), Throws.InstanceOf<TemplateException>());
        else
            Assert.That(Render(template, variables), Is.EqualTo(expected), template);
    }

    private static string Render(string template, IEnumerable<KeyValuePair<string, object?>> variables) =>
        JinjaTemplate.Parse(template).Render(variables, TemplateLimits.Default, DateTime.UnixEpoch).Value;

    private static JsonElement Read()
    {
        var path = Path.Combine(TestContext.CurrentContext.TestDirectory, "Prompts", "Jinja", "jinja-cases.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }
}
