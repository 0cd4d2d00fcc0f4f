using System.Reflection;

namespace Pipelines.Documentation.Tests;

/// <summary>docs/stages.md is what the packages register. <c>PIPELINES_WRITE_DOCS=1</c> writes it anew.</summary>
[TestFixture]
public class StageCatalogueTests
{
    private const string Update = "PIPELINES_WRITE_DOCS";

    private PipelineContext _context = null!;

    private static string Page => Repository.Combine("docs", "stages.md");

    [OneTimeSetUp]
    public void MakeContext() => _context = StageExamples.CreateContext();

    [OneTimeTearDown]
    public void DisposeContext() => _context.Dispose();

    [Test]
    public void The_page_is_up_to_date()
    {
        var actual = CatalogueWriter.Write(_context);
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(Page, actual);

        var written = File.Exists(Page) ? File.ReadAllText(Page).ReplaceLineEndings("\n") : "";

        var (before, after) = (written.Split('\n'), actual.Split('\n'));
        Assert.That(actual, Is.EqualTo(written),
            $"docs/stages.md is out of date. Gone: {Show(before.Except(after))} New: {Show(after.Except(before))} "
            + $"Run the tests with {Update}=1 and commit the page.");
    }

    [Test]
    public void It_is_the_same_in_another_context()
    {
        using var other = StageExamples.CreateContext();
        Assert.That(CatalogueWriter.Write(other), Is.EqualTo(CatalogueWriter.Write(_context)));
    }

    [Test]
    public void Every_stage_is_in_one_group() =>
        Assert.That(StageGroups.All.SelectMany(group => group.Stages).Select(name => "pipelines." + name),
            Is.EquivalentTo(_context.Stages.Stages.Select(stage => stage.Id)), "StageGroups lists the stages in the order of the page.");

    [Test]
    public void Every_stage_is_made_by_a_catalog() =>
        Assert.That(_context.Stages.Stages.Where(stage => stage.EstimatorType is not null)
            .Select(stage => StageEntry.Of(stage, Packages.Assemblies))
            .Where(stage => stage.Methods.Count == 0).Select(stage => stage.Id), Is.Empty);

    [Test]
    public void The_columns_of_every_stage_are_found()
    {
        List<string> faults = [];
        foreach (var stage in _context.Stages.Stages.Where(stage => stage.Create is not null))
        {
            try
            {
                if (StageExamples.Columns(_context, stage).Count == 0 && !StageExamples.OfTheirOptions.Contains(stage.Id))
                    faults.Add($"{stage.Id}: none");
            }
            catch (PipelineException e)
            {
                faults.Add($"{stage.Id}: {e.Message}");
            }
        }

        Assert.That(faults, Is.Empty, $"{string.Join("; ", faults)} Give the stage in StageExamples what it has no default for.");
    }

    [Test]
    public void Every_stage_says_what_it_does()
    {
        var stages = _context.Stages.Stages.Select(stage => StageEntry.Of(stage, Packages.Assemblies)).ToList();

        Assert.That(stages.Where(stage => stage.Summary(stages).Length == 0).Select(stage => stage.Id), Is.Empty);
    }

    [Test]
    public void Every_option_says_what_it_means()
    {
        var options = CatalogueWriter.OptionTypes(_context).SelectMany(OptionsReader.Read)
            .DistinctBy(option => (option.Declaring, option.Name));

        Assert.That(options.Where(option => XmlDocumentation.OfPackages.Value.Summary(option.Property).Length == 0)
            .Select(option => $"{option.Declaring.Name}.{option.Name}"), Is.Empty);
    }

    [Test]
    public void Every_package_is_looked_at() => Assert.That(
        Packages.Assemblies.Select(assembly => assembly.GetName().Name),
        Is.EquivalentTo(Directory.EnumerateDirectories(Repository.Combine("src")).Select(Path.GetFileName).Except(["Pipelines.All"])),
        "Pipelines.All has no code");

    [Test]
    public void Columns_are_found_by_asking()
    {
        var pack = new Training.PackTransformer("Tokens", 8);

        var columns = SchemaProbe.Of(pack.GetOutputSchema);

        Assert.That($"{columns}", Is.EqualTo(
            "reads `Tokens` (Vector&lt;Int32>); makes `InputIds` (Vector&lt;Int32, 8>), `Labels` (Vector&lt;Int32, 8>); "
            + "other columns do not stay"));
    }

    private static string Show(IEnumerable<string> lines) => string.Join(" ⏎ ", lines.Where(line => line.Length > 0).Take(10));
}
