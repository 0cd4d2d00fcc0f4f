using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Pipelines.PublicApi.Tests;

/// <summary>Event ids are a promise: each stands for one event, and docs/ecosystem.md lists them all.</summary>
internal sealed partial class EventIdTests
{
    [Test]
    public void Each_id_stands_for_one_event()
    {
        var events = Events().ToList();
        Assert.That(events, Has.Count.GreaterThan(20));
        Assert.That(events.Where(e => e.Id < 1000).Select(e => e.Method), Is.Empty, "events without an id");
        Assert.That(
            events.GroupBy(e => e.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(e => e.Method))}"),
            Is.Empty);
    }

    [Test]
    public void The_page_lists_them()
    {
        var rows = Row().Matches(File.ReadAllText(Path.Combine(Folder(), "../../../docs/ecosystem.md")))
            .Select(row => (Id: int.Parse(row.Groups[1].Value), Package: row.Groups[2].Value, Level: row.Groups[3].Value)).ToList();
        Assert.That(rows.Order(), Is.EqualTo(Events().Select(e => (e.Id, e.Package, e.Level)).Order()));
    }

    private static IEnumerable<(int Id, string Package, string Level, string Method)> Events()
    {
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory, "Pipelines*.dll"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (name.EndsWith(".Tests", StringComparison.Ordinal))
                continue;
            foreach (var type in Assembly.Load(name).GetTypes())
            {
                foreach (var method in type.GetMethods(
                    BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                {
                    if (method.GetCustomAttribute<LoggerMessageAttribute>() is { } message)
                        yield return (message.EventId, name, message.Level.ToString(), $"{type.Name}.{method.Name}");
                }
            }
        }
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"^\| (\d{4}) \| (Pipelines[\w.]*) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
