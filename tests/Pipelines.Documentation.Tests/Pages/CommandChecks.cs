using System.Text.Json;
using System.Text.RegularExpressions;

namespace Pipelines.Documentation.Tests;

/// <summary>
/// Commands that a page shows and that would not run: projects, templates, packages and scripts that are not there, and options that a
/// sample or a benchmark does not have.
/// </summary>
internal static class CommandChecks
{
    // Options of dotnet whose value is the next word.
    private static readonly string[] WithValue =
        ["-c", "--configuration", "-o", "--output", "-f", "--framework", "-r", "--runtime", "-v", "--verbosity", "--filter", "-l",
            "--logger", "--project"];

    // What System.CommandLine and BenchmarkDotNet know by themselves.
    private static readonly string[] KnownOptions = ["--help", "--version", "--filter", "--list", "--job"];

    /// <summary>What is wrong, a sentence each.</summary>
    public static IEnumerable<string> Commands(MarkdownPage page)
    {
        var commands = page.Fences.Where(fence => fence.Language == "sh").SelectMany(ShellLine.Read)
            .Concat(page.InlineCode.Where(code => code.Code.StartsWith("dotnet ", StringComparison.Ordinal)).SelectMany(
                code => ShellLine.Read(code.Code, code.Line)))
            .ToList();
        // Projects that a command of the page makes are not here.
        var made = commands.Where(command => command.Words is ["dotnet", "new", ..]).Select(command => Value(command.Words, "-n", "--name"))
            .OfType<string>().ToHashSet();
        return commands.SelectMany(command => Faults(page, command, made).Select(fault => $"line {command.Line}: {fault}"));
    }

    private static IEnumerable<string> Faults(MarkdownPage page, ShellLine command, HashSet<string> made)
    {
        var words = command.Words;
        switch (words)
        {
            case ["dotnet", "run", ..]:
                return Value(words, "--project") is { } project && !IsMade(project, made) ? Run(page, project, words) : [];
            case ["dotnet", "build" or "test" or "pack" or "format", ..]:
                return Target(words) is { } target && !IsMade(target, made) && Project(page, target) is null
                    ? [$"there is no project {target}"] : [];
            case ["dotnet", "new", "install" or "uninstall", ..]:
                return [];
            case ["dotnet", "new", var template, ..] when template.StartsWith("pipelines-", StringComparison.Ordinal):
                return Templates().Contains(template) ? [] : [$"there is no template {template}"];
            case ["dotnet", "add", "package", var package, ..] when package.StartsWith("Pipelines", StringComparison.Ordinal):
                return Repository.Exists(Repository.Combine("src", package)) ? [] : [$"there is no package {package}"];
            case ["python" or "python3" or "node" or "bash", var script, ..] when !script.StartsWith('-'):
                return Repository.Exists(Repository.Combine(script)) ? [] : [$"there is no script {script}"];
            default:
                return [];
        }
    }

    private static IEnumerable<string> Run(MarkdownPage page, string project, IReadOnlyList<string> words)
    {
        if (Project(page, project) is not { } folder)
        {
            yield return $"there is no project {project}";
            yield break;
        }

        var arguments = words.SkipWhile(word => word != "--").Skip(1).ToList();
        var sources = Sources(folder);
        // A host reads options as configuration, where they have no dashes.
        var dashes = sources.Exists(source => source.Contains("System.CommandLine", StringComparison.Ordinal)) ? 0 : 2;
        foreach (var option in arguments.Where(word => word.StartsWith("--", StringComparison.Ordinal)).Select(word => word.Split('=')[0]))
        {
            if (!KnownOptions.Contains(option)
                && !sources.Exists(source => source.Contains($"\"{option[dashes..]}\"", StringComparison.Ordinal)))
                yield return $"{project} has no option {option}";
        }

        // A benchmark's first argument is its name.
        if (project.StartsWith("benchmarks", StringComparison.Ordinal) && arguments is [var name, ..] && !name.StartsWith('-')
            && !sources.Exists(source => Regex.IsMatch(source, $@"Command\(\s*""{Regex.Escape(name)}""")))
        {
            yield return $"{project} has no command {name}";
        }
    }

    /// <summary>The code that may declare a project's options: its own, and what samples share.</summary>
    private static List<string> Sources(string folder)
    {
        var own = Repository.Relative(folder);
        string[] folders = own.StartsWith("samples/", StringComparison.Ordinal) ? [own, "samples/Shared"] : [own];
        return [.. folders.SelectMany(f => Repository.Files(f, "*.cs")).Select(File.ReadAllText)];
    }

    /// <summary>The folder of a project, from the root or from the page's folder; null where there is none.</summary>
    private static string? Project(MarkdownPage page, string path)
    {
        string[] places = [Repository.Combine(path), Repository.Combine(Path.GetDirectoryName(page.Path)!, path)];
        foreach (var place in places.Where(Repository.Exists))
        {
            if (File.Exists(place))
                return Path.GetExtension(place) is ".csproj" or ".sln" ? Path.GetDirectoryName(place) : null;
            if (Directory.EnumerateFiles(place).Any(file => Path.GetExtension(file) is ".csproj" or ".sln"))
                return place;
        }

        return null;
    }

    private static bool IsMade(string path, HashSet<string> made) => made.Contains(path.Split('/')[0]);

    private static string? Target(IReadOnlyList<string> words)
    {
        for (var i = 2; i < words.Count; i++)
        {
            if (WithValue.Contains(words[i]))
                i++;
            else if (!words[i].StartsWith('-'))
                return words[i];
        }

        return null;
    }

    private static string? Value(IReadOnlyList<string> words, params string[] names) =>
        words.Zip(words.Skip(1)).Where(pair => names.Contains(pair.First)).Select(pair => pair.Second).FirstOrDefault();

    private static IEnumerable<string> Templates()
    {
        foreach (var folder in Directory.EnumerateDirectories(Repository.Combine("templates")))
        {
            var file = Path.Combine(folder, ".template.config", "template.json");
            if (!File.Exists(file))
                continue;
            using var template = JsonDocument.Parse(File.ReadAllText(file));
            yield return template.RootElement.GetProperty("shortName").GetString()!;
        }
    }
}
