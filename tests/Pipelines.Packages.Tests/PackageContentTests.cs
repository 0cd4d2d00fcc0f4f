using System.IO.Compression;
using System.Reflection.Metadata;
using System.Xml.Linq;

namespace Pipelines.Packages.Tests;

/// <summary>What a package holds, says of itself, and asks of the others.</summary>
[TestFixture]
[Category("Slow")]
public class PackageContentTests
{
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private static string[] Projects =>
        [.. Directory.EnumerateFiles(Path.Combine(Build.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension).Order()!];

    private static string[] WithCode => [.. Projects.Where(p => p != "Pipelines.All")];

    [Test]
    public void There_is_one_package_a_source_project_and_the_templates()
    {
        var packages = Directory.EnumerateFiles(LocalFeed.Packages, $"*.{LocalFeed.Version}.nupkg").Select(Path.GetFileName);

        Assert.That(packages, Is.EquivalentTo([.. Projects.Append("Pipelines.Templates").Select(p => $"{p}.{LocalFeed.Version}.nupkg")]));
    }

    [TestCaseSource(nameof(WithCode))]
    public void It_holds_what_belongs_and_nothing_else(string id)
    {
        using var package = Open(id, "nupkg");
        var files = package.Entries.Select(e => e.FullName)
            .Where(f => !f.StartsWith("_rels/", StringComparison.Ordinal) && !f.StartsWith("package/", StringComparison.Ordinal));

        // Who embeds the data of others gives their notice along.
        string[] notices = id == "Pipelines.Tokenizers" ? ["THIRD-PARTY-NOTICES.md"] : [];
        Assert.That(files, Is.EquivalentTo(
            [$"{id}.nuspec", "[Content_Types].xml", "README.md", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml", .. notices]));
    }

    [TestCaseSource(nameof(Projects))]
    public void It_says_what_it_is(string id)
    {
        using var package = Open(id, "nupkg");
        var metadata = Nuspec(package);
        using var readme = new StreamReader(package.GetEntry("README.md")!.Open());

        Assert.Multiple(() =>
        {
            Assert.That(Value("id"), Is.EqualTo(id));
            Assert.That(Value("version"), Is.EqualTo(LocalFeed.Version));
            Assert.That(Value("license"), Is.EqualTo("MIT"));
            Assert.That(Value("readme"), Is.EqualTo("README.md"));
            Assert.That(Value("description"), Is.Not.Empty.And.Not.EqualTo("Package Description"));
            Assert.That(Value("tags"), Does.Contain("language-model"));
            Assert.That(Element("repository")?.Attribute("type")?.Value, Is.EqualTo("git").Or.Null);
            Assert.That(Element("repository")?.Attribute("url"), Is.Null, "no host that is not ours to name");
            Assert.That(readme.ReadLine(), Is.EqualTo($"# {id}"));
        });

        XElement? Element(string name) => metadata.Elements().SingleOrDefault(e => e.Name.LocalName == name);
        string Value(string name) => Element(name)?.Value ?? "";
    }

    [TestCaseSource(nameof(Projects))]
    public void It_asks_for_the_others_of_its_own_minor_version(string id)
    {
        var numbers = Build.PipelinesVersion.Split('.');
        var range = $"[{LocalFeed.Version}, {numbers[0]}.{int.Parse(numbers[1]) + 1}.0)";
        using var package = Open(id, "nupkg");

        var (ours, others) = Dependencies(package);

        Assert.Multiple(() =>
        {
            Assert.That(ours.Values, Is.All.EqualTo(range));
            Assert.That(ours.Keys, Is.SubsetOf(Projects).And.Not.Contains(id));
            Assert.That(others.Keys, Is.EquivalentTo(References(id)), "what the project refers to itself");
            Assert.That(others.Values, Is.All.Match(@"^\d+(\.\d+)+$"), "a lowest version, and no other bound");
            if (id is "Pipelines.Abstractions" or "Pipelines.Tensors")
                Assert.That(ours, Is.Empty);
        });
    }

    [Test]
    public void All_brings_every_package_that_is_not_for_tests()
    {
        using var package = Open("Pipelines.All", "nupkg");

        Assert.That(Dependencies(package).Ours.Keys, Is.EquivalentTo(Projects.Except(["Pipelines.All", "Pipelines.Testing"])));
        Assert.That(package.Entries.Select(e => e.FullName), Has.None.StartsWith("lib/"));
    }

    [TestCaseSource(nameof(WithCode))]
    public void Its_symbols_carry_their_sources_and_no_path_of_the_machine(string id)
    {
        if (Build.Configuration != "Release")
            Assert.Ignore("So are release builds.");
        using var package = Open(id, "snupkg");
        using var symbols = new MemoryStream();
        using (var entry = package.GetEntry($"lib/net10.0/{id}.pdb")!.Open())
            entry.CopyTo(symbols);
        symbols.Position = 0;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(symbols);
        var reader = provider.GetMetadataReader();

        var documents = reader.Documents
            .Select(d => (Name: reader.GetString(reader.GetDocument(d).Name), Has: HasSource(reader, d))).ToList();

        Assert.Multiple(() =>
        {
            Assert.That(documents, Is.Not.Empty);
            Assert.That(documents.Select(d => d.Name), Is.All.StartsWith("/_/").Or.All.StartsWith("Microsoft."));
            Assert.That(documents.Where(d => !d.Has).Select(d => d.Name), Is.Empty);
        });
    }

    private static bool HasSource(MetadataReader reader, DocumentHandle document) =>
        reader.GetCustomDebugInformation(document).Any(i => reader.GetGuid(reader.GetCustomDebugInformation(i).Kind) == EmbeddedSource);

    private static IEnumerable<string> References(string id) =>
        XDocument.Load(Path.Combine(Build.Root, "src", id, $"{id}.csproj"))
            .Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value);

    private static ZipArchive Open(string id, string kind) =>
        ZipFile.OpenRead(Path.Combine(LocalFeed.Packages, $"{id}.{LocalFeed.Version}.{kind}"));

    private static XElement Nuspec(ZipArchive package)
    {
        using var stream = package.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream).Root!.Elements().Single();
    }

    private static (Dictionary<string, string> Ours, Dictionary<string, string> Others) Dependencies(ZipArchive package)
    {
        var all = Nuspec(package).Descendants().Where(e => e.Name.LocalName == "dependency")
            .Select(e => (Id: e.Attribute("id")!.Value, Version: e.Attribute("version")!.Value)).ToList();
        return (
            all.Where(d => d.Id.StartsWith("Pipelines", StringComparison.Ordinal)).ToDictionary(d => d.Id, d => d.Version),
            all.Where(d => !d.Id.StartsWith("Pipelines", StringComparison.Ordinal)).ToDictionary(d => d.Id, d => d.Version));
    }
}
