using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Tensors.Tests;

internal sealed class SafetensorsPropertyTests : EngineTests
{
    [Test]
    public void WhatIsWrittenIsRead()
    {
        // Any distinct names that UTF-8 can hold, any metadata, any small shapes.
        var names = ArbMap.Default.ArbFor<NonNull<string>[]>();
        var folder = Directory.CreateTempSubdirectory("safetensors");
        var path = Path.Combine(folder.FullName, "file.safetensors");
        try
        {
            Prop.ForAll(names, given => RoundTrips(given, path)).QuickCheckThrowOnFailure();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private bool RoundTrips(NonNull<string>[] given, string path)
    {
        using var scope = new TensorScope();
        var names = given.Select(name => Valid(name.Get)).Distinct().ToArray();
        var metadata = names.ToDictionary(name => name, name => name + "!");
        var tensors = new Dictionary<string, Tensor>();
        for (var i = 0; i < names.Length; i++)
            tensors.Add(names[i], i % 2 == 0 ? Frozen(i, i % 4, 3) : Ids([.. Enumerable.Range(i, i % 5)]));
        SafetensorsWriter.Write(path, tensors, metadata);
        using var file = SafetensorsFile.Open(path);
        return file.Entries.Count == tensors.Count
            && file.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).SequenceEqual(
                metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            && tensors.All(pair => Same(file.Read(pair.Key, Backend), pair.Value));
    }

    private static bool Same(Tensor left, Tensor right) =>
        left.Shape == right.Shape && left.ElementType == right.ElementType && left.AsSpan<int>().SequenceEqual(right.AsSpan<int>());

    /// <summary>Lone surrogates become replacement characters.</summary>
    private static string Valid(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
