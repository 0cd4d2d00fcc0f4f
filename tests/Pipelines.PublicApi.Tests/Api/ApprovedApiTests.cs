using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pipelines.PublicApi;

/// <summary>What packages offer changes only when somebody means it: the approved text is reviewed with the change.</summary>
[TestFixture]
public class ApprovedApiTests
{
    private const string Update = "PIPELINES_APPROVE_API";

    internal static readonly string[] Packages =
    [
        "Pipelines.Abstractions", "Pipelines", "Pipelines.Tensors", "Pipelines.Nn", "Pipelines.Tokenizers", "Pipelines.Training", "Pipelines.Gpt",
        "Pipelines.Encoders", "Pipelines.Peft", "Pipelines.Evaluation", "Pipelines.Retrieval",
        "Pipelines.Retrieval.Postgres", "Pipelines.Testing",
    ];

    [TestCaseSource(nameof(Packages))]
    public void Api_is_the_approved_one(string assembly)
    {
        var path = Path.Combine(SourceFolder(), "..", "Approved", assembly + ".txt");
        var actual = ApiText.Of(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable(Update) == "1")
            File.WriteAllText(path, actual);

        var approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";

        var (before, after) = (approved.Split('\n'), actual.Split('\n'));
        Assert.That(actual, Is.EqualTo(approved),
            $"The public API of {assembly} changed. Gone: {Show(before.Except(after))} New: {Show(after.Except(before))} "
            + $"If that is meant, run the tests with {Update}=1 and commit tests/Pipelines.PublicApi.Tests/Approved/{assembly}.txt.");
    }

    [Test]
    public void Every_package_is_listed()
    {
        var sources = Path.Combine(SourceFolder(), "..", "..", "..", "src");
        var projects = Directory.EnumerateFiles(sources, "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension);

        Assert.That(Packages, Is.EquivalentTo(projects.Except(["Pipelines.All"])), "Pipelines.All has no code");
    }

    [Test]
    public void No_package_lets_this_guest_in()
    {
        var guest = typeof(ApprovedApiTests).Assembly.GetName().Name;

        var friends = Packages.SelectMany(package => Assembly.Load(package).GetCustomAttributes<InternalsVisibleToAttribute>());

        Assert.That(friends.Select(friend => friend.AssemblyName), Has.None.EqualTo(guest));
    }

    private static string Show(IEnumerable<string> lines) =>
        string.Join(" | ", lines.Select(line => line.Trim()).Where(line => line.Length > 0).Take(10));

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
