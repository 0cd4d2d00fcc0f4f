using System.Reflection;
using System.Text.RegularExpressions;

namespace Pipelines.Documentation.Tests;

/// <summary>The table of stages in the README has them all, by names and ids that are there.</summary>
[TestFixture]
public partial class ReadmeStagesTests
{
    // Stages that a chain or the configuration puts in by itself.
    private static readonly string[] Implicit = ["pipelines.chain"];

    private static IReadOnlyList<(string Names, string Ids)> Rows => [.. Row().Matches(Section()).Select(m => (m.Groups[1].Value, m.Groups[2].Value))];

    [Test]
    public void Every_stage_that_has_an_estimator_is_there()
    {
        using var context = PipelineContext.Create(p => p.AddGpt().AddPeft().AddEncoders().AddRetrieval().AddEvaluation());
        var registered = context.Stages.Stages.Where(stage => stage.EstimatorType is not null).Select(stage => stage.Id).Except(Implicit);
        var shown = Rows.SelectMany(row => Codes(row.Ids)).Select(id => $"pipelines.{id}");

        Assert.That(shown, Is.EquivalentTo(registered));
    }

    [Test]
    public void Every_name_is_a_call_of_a_catalog()
    {
        using var context = PipelineContext.Create(p => p.AddGpt().AddPeft().AddEncoders().AddRetrieval().AddEvaluation());
        var assemblies = context.Stages.Stages.Select(stage => stage.TransformerType.Assembly).Append(typeof(PipelineContextCreation).Assembly).Distinct();
        var calls = assemblies.SelectMany(assembly => assembly.GetExportedTypes()).Where(type => type is { IsAbstract: true, IsSealed: true })
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.GetParameters() is [var first, ..]
                && (first.ParameterType == typeof(TransformsCatalog) || first.ParameterType == typeof(TrainersCatalog)))
            .Select(method => method.Name).ToHashSet();

        Assert.That(Rows.SelectMany(row => Codes(row.Names)).Where(name => !calls.Contains(name)), Is.Empty);
        Assert.That(Rows.Where(row => Codes(row.Names).Count() != Codes(row.Ids).Count()), Is.Empty);
    }

    private static string Section()
    {
        var text = File.ReadAllText(Repository.Combine("README.md"));
        var start = text.IndexOf("## Stages", StringComparison.Ordinal);
        return text[start..text.IndexOf("\n## ", start, StringComparison.Ordinal)];
    }

    private static IEnumerable<string> Codes(string cell) => Code().Matches(cell).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^\| (`[^|]*) \| (\[`[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
