using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Node = System.Text.Json.Nodes.JsonNode;

namespace Pipelines.Tests;

/// <summary>
/// Whatever a file holds, opening it either works or gives a <see cref="ModelFormatException"/> that names the file and the entry.
/// </summary>
[TestFixture]
public class DamagedFileTests
{
    private PipelineContext _context = null!;
    private string _folder = "";
    private byte[] _saved = [];

    private string PipelinePath => Path.Combine(_folder, "saved.pipeline");

    [SetUp]
    public void SetUp()
    {
        _context = PipelineContext.Create(p => p.AddTestStages());
        _folder = Directory.CreateTempSubdirectory("damaged-").FullName;
        _context.Model.Save(
            new AddTransformer("N", 1).Append(new FilesTransformer([1, 2, 3, 4, 5, 6, 7, 8], new BelowMeanTransformer("Sum", 3))),
            new DataViewSchema.Builder().AddColumn("N", NumberDataViewType.Int32).ToSchema(), PipelinePath);
        _saved = File.ReadAllBytes(PipelinePath);
    }

    [TearDown]
    public void TearDown()
    {
        _context.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void Every_truncation_is_an_error()
    {
        for (var length = 0; length < _saved.Length; length += 7)
            AssertRefused(_saved[..length], $"cut to {length} bytes");
    }

    [Test]
    public void Every_flipped_bit_is_an_error_or_changes_nothing()
    {
        var refused = 0;
        for (var i = 0; i < _saved.Length; i++)
        {
            var edited = (byte[])_saved.Clone();
            edited[i] ^= 0x10;
            File.WriteAllBytes(PipelinePath, edited);
            try
            {
                // Bytes that say nothing, such as times and attributes of entries, may change; what is loaded may not.
                var chain = (TransformerChain<ITransformer>)_context.Model.Load(PipelinePath, out var schema);
                Assert.Multiple(() =>
                {
                    Assert.That(chain[0], Is.EqualTo(new AddTransformer("N", 1)), $"byte {i}");
                    Assert.That(((FilesTransformer)chain[1]).Weights, Is.EqualTo([1, 2, 3, 4, 5, 6, 7, 8]), $"byte {i}");
                    Assert.That(schema?.ToString(), Is.EqualTo("N: Int32"), $"byte {i}");
                });
            }
            catch (ModelFormatException e)
            {
                Assert.That(e.Message, Does.StartWith(PipelinePath));
                refused++;
            }
        }

        Assert.That(refused, Is.GreaterThan(_saved.Length / 2));
    }

    [Test]
    public void Random_bytes_are_an_error()
    {
        var random = new Random(5);
        for (var i = 0; i < 50; i++)
        {
            var bytes = new byte[random.Next(2000)];
            random.NextBytes(bytes);
            AssertRefused(bytes, $"random {i}");
        }
    }

    [Test]
    public void A_missing_file_is_an_error_that_names_it() =>
        Assert.That(() => _context.Model.Load(PipelinePath + "x"),
            Throws.TypeOf<ModelFormatException>().With.Message.StartsWith(PipelinePath + "x"));

    [TestCase("../evil.txt")]
    [TestCase("model/../../evil.txt")]
    [TestCase("/etc/evil")]
    [TestCase("C:\\evil")]
    [TestCase("model\\evil")]
    [TestCase("model//evil")]
    [TestCase("model/evil.")]
    [TestCase("model/e\u0001vil")]
    public void A_name_outside_the_folder_is_refused(string name)
    {
        Repack(zip => Add(zip, name, "evil"));

        AssertRefused("its name is not one that a pipeline file has");
        Assert.That(Path.Combine(Path.GetDirectoryName(_folder)!, "evil.txt"), Does.Not.Exist);
    }

    [Test]
    public void An_entry_there_twice_is_refused()
    {
        Repack(zip => Add(zip, "model/STATE.json", "{}"));

        AssertRefused("'model/STATE.json': it is there twice");
    }

    [Test]
    public void An_entry_that_was_added_is_refused()
    {
        Repack(zip => Add(zip, "model/more.bin", "x"));

        AssertRefused("'model/more.bin': the manifest does not name it");
    }

    [Test]
    public void A_compressed_entry_is_refused()
    {
        Repack(zip =>
        {
            using var stream = zip.CreateEntry("model/bomb.bin", CompressionLevel.SmallestSize).Open();
            stream.Write(new byte[1 << 20]);
        });

        AssertRefused("'model/bomb.bin': it is compressed");
    }

    [Test]
    public void A_missing_entry_is_refused()
    {
        Repack(null, "model/1/weights.bin");

        AssertRefused("'model/1/weights.bin': the manifest names it, but it is not there");
    }

    [Test]
    public void An_edited_state_is_refused()
    {
        Repack(zip => Add(zip, "model/0/state.json", Encoding.UTF8.GetString(Content("model/0/state.json")).Replace("\"N\"", "\"M\"")),
            "model/0/state.json");

        AssertRefused("'model/0/state.json': its content does not match its hash");
    }

    [Test]
    public void An_edited_manifest_is_refused()
    {
        Repack(zip => Add(zip, "manifest.json", Encoding.UTF8.GetString(Content("manifest.json")) + " "), "manifest.json");

        AssertRefused("'manifest.json': its content does not match its hash");
    }

    [Test]
    public void A_newer_format_is_refused()
    {
        EditManifest(manifest => manifest["FormatVersion"] = 2);

        AssertRefused("format version 2; this program reads versions 1 to 1");
    }

    [Test]
    public void A_newer_stage_is_refused()
    {
        EditManifest(manifest => manifest["Root"]!["Children"]!["0"]!["Version"] = 3);

        AssertRefused("stage 'tests.add' was saved as version 3 by Pipelines.Tests");
    }

    [Test]
    public void An_unknown_stage_is_refused_with_its_package_and_the_nearest_name()
    {
        EditManifest(manifest => manifest["Root"]!["Children"]!["0"]!["Stage"] = "tests.ad");

        AssertRefused("stage 'tests.ad' of Pipelines.Tests", "Did you mean 'tests.add'?");
    }

    [Test]
    public void A_stage_of_another_kind_than_the_state_is_refused()
    {
        EditManifest(manifest => manifest["Root"]!["Children"]!["0"]!["Stage"] = "tests.rich");
        EditManifest(manifest => manifest["Root"]!["Children"]!["0"]!["Version"] = 1);

        AssertRefused("entry 'model/0/state.json'", "not the state this version of the stage writes");
    }

    [TestCase("Root")]
    [TestCase("Files")]
    public void A_manifest_without_a_part_is_refused(string part)
    {
        EditManifest(manifest => manifest.Remove(part));

        AssertRefused("manifest.json");
    }

    [Test]
    public void Nulls_in_the_manifest_are_refused()
    {
        EditManifest(manifest => manifest["Files"] = new JsonArray(null, null));
        AssertRefused("manifest.json");
        File.WriteAllBytes(PipelinePath, _saved);
        EditManifest(manifest => manifest["Root"]!["Children"]!["0"] = null);
        AssertRefused("manifest.json");
        File.WriteAllBytes(PipelinePath, _saved);
        EditManifest(manifest => manifest["InputSchema"] = new JsonArray((Node?)null));
        AssertRefused("manifest.json");
    }

    [Test]
    public void A_size_that_the_file_does_not_have_is_refused_before_anything_is_allocated()
    {
        EditManifest(manifest => manifest["Files"]![0]!["Size"] = 1L << 50);

        AssertRefused("but the manifest says 1125899906842624");
    }

    private void AssertRefused(params string[] parts)
    {
        var error = Assert.Throws<ModelFormatException>(() => _context.Model.Load(PipelinePath));
        Assert.That(error?.Message, Does.StartWith(PipelinePath));
        foreach (var part in parts)
            Assert.That(error?.Message, Does.Contain(part));
    }

    private void AssertRefused(byte[] content, string what)
    {
        File.WriteAllBytes(PipelinePath, content);
        Assert.That(() => _context.Model.Load(PipelinePath), Throws.TypeOf<ModelFormatException>(), what);
    }

    private byte[] Content(string name)
    {
        using var zip = ZipFile.OpenRead(PipelinePath);
        using var stream = zip.GetEntry(name)!.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private void EditManifest(Action<JsonObject> edit)
    {
        var manifest = Node.Parse(Content("manifest.json"))!.AsObject();
        edit(manifest);
        var json = manifest.ToJsonString();
        Repack(
            zip =>
            {
                Add(zip, "manifest.json", json);
                Add(zip, "manifest.sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json))));
            },
            "manifest.json", "manifest.sha256");
    }

    private void Repack(Action<ZipArchive>? add = null, params string[] leaveOut)
    {
        var packed = new MemoryStream();
        using (var source = ZipFile.OpenRead(PipelinePath))
        using (var target = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries.Where(entry => !leaveOut.Contains(entry.FullName)))
            {
                using var from = entry.Open();
                using var to = target.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                from.CopyTo(to);
            }

            add?.Invoke(target);
        }

        File.WriteAllBytes(PipelinePath, packed.ToArray());
    }

    private static void Add(ZipArchive zip, string name, string content)
    {
        using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(Encoding.UTF8.GetBytes(content));
    }
}
