using System.Reflection;
using System.Text;

namespace Pipelines.Documentation.Tests;

/// <summary>Writes the page of all stages: an index, a section a stage, and tables of the options and values that stages share.</summary>
internal sealed class CatalogueWriter
{
    private const int Columns = 150;

    private readonly StringBuilder _page = new();
    private readonly PipelineContext _context;
    private readonly List<StageEntry> _stages;
    private readonly HashSet<Type> _shared;
    private readonly SortedSet<Type> _nested = new(Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)));
    private readonly SortedSet<Type> _enums = new(Comparer<Type>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)));

    private CatalogueWriter(PipelineContext context)
    {
        _context = context;
        _stages = [.. context.Stages.Stages.Select(stage => StageEntry.Of(stage, Packages.Assemblies))];
        // What two stages or more inherit is shown once.
        _shared = [.. _stages.Select(stage => stage.Descriptor.OptionsType).OfType<Type>().Distinct()
            .SelectMany(type => OptionsReader.Hierarchy(type).Skip(1)).GroupBy(type => type).Where(group => group.Count() > 1)
                .Select(group => group.Key)];
    }

    /// <summary>The page.</summary>
    /// <param name="context">Has the stages.</param>
    public static string Write(PipelineContext context)
    {
        var writer = new CatalogueWriter(context);
        writer.WriteHead();
        writer.WriteIndex();
        writer.WriteStages();
        writer.WriteShared();
        writer.WriteNested();
        writer.WriteEnums();
        return writer._page.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The classes that the page shows options of.</summary>
    public static IReadOnlyList<Type> OptionTypes(PipelineContext context)
    {
        var writer = new CatalogueWriter(context);
        writer.WriteStages();
        writer.WriteShared();
        writer.WriteNested();
        return [.. writer._stages.Select(stage => stage.Descriptor.OptionsType).OfType<Type>().Concat(writer._shared)
            .Concat(writer._nested).Distinct()];
    }

    private static XmlDocumentation Documentation => XmlDocumentation.OfPackages.Value;

    private IEnumerable<StageEntry> Group(string[] names) => names.Select(name => _stages.First(stage => stage.Id == "pipelines." + name));

    private void WriteHead()
    {
        Line("# Stages");
        Line();
        Text("Every stage of every package, with all its options. A stage is made in C# by the method of a catalog, or by its id in "
            + "configuration; its id also stands in pipeline files. Options are set in C# (`o => o.TopK = 5`), in configuration by the "
            + "same names, or for all stages of an application through `IOptions`; they are checked when the stage is made. Columns are "
            + "those of the defaults; most have an option that names another. How to add stages of your own is told in "
            + "[Writing a stage](writing-a-stage.md).");
        Line();
        Text("This page is written from what the packages register. A test fails when it is out of date; "
            + "`PIPELINES_WRITE_DOCS=1 dotnet test -c Release tests/Pipelines.Documentation.Tests` writes it anew.");
        Line();
    }

    private void WriteIndex()
    {
        Line("| stage | in C# | package | what it does |");
        Line("|---|---|---|---|");
        foreach (var (title, _, names) in StageGroups.All)
        {
            Line($"| **[{title}](#{Anchor(title)})** | | | |");
            foreach (var stage in Group(names))
            {
                var call = stage.Calls.FirstOrDefault() is { } first ? $"`{first.Split('(')[0]["context.".Length..]}`" : "";
                var summary = Cell(XmlDocumentation.FirstSentence(stage.Summary(_stages)));
                Line($"| [`{stage.Id}`](#{stage.Anchor}) | {call} | `{stage.Package}` | {summary} |");
            }
        }

        Line();
        Text("Further down: [options that stages share](#options-that-stages-share), "
            + "[options inside options](#options-inside-options), [values](#values).");
        Line();
    }

    private void WriteStages()
    {
        foreach (var (title, text, names) in StageGroups.All)
        {
            Line($"## {title}");
            Line();
            Text(text);
            Line();
            foreach (var stage in Group(names))
                WriteStage(stage);
        }
    }

    private void WriteStage(StageEntry stage)
    {
        Line($"### `{stage.Id}`");
        Line();
        Text(stage.Summary(_stages));
        Line();
        foreach (var call in stage.Calls)
            Line($"- `{call}`");
        foreach (var columns in StageExamples.Columns(_context, stage.Descriptor))
            Item($"{char.ToUpperInvariant(columns[0])}{columns[1..]}.");
        Item($"Package `{stage.Package}`, registered by `{Packages.RegistrationOf(stage.Package)}`; "
            + $"version {stage.Descriptor.Version} of its saved state.");
        Line();
        if (stage.Descriptor.OptionsType is { } options)
            WriteOptions(options);
    }

    private void WriteOptions(Type type)
    {
        var options = OptionsReader.Read(type);
        List<OptionProperty> own = [.. options.Where(option => !_shared.Contains(option.Declaring) || option.Declaring == type)];
        WriteTable(own);
        var inherited = OptionsReader.Hierarchy(type).Skip(1).Where(_shared.Contains).ToList();
        if (inherited.Count == 0)
            return;
        var others = options.Where(option => option.Declaring != type && _shared.Contains(option.Declaring)
            && option.Default is { } value && value != SharedDefault(option))
                .Select(option => $"`{option.Name}` is {Code(option.Default!)}").ToList();
        Text($"{(own.Count == 0 ? "The" : "And the")} options of {And(inherited.Select(Link))}"
            + (others.Count == 0 ? "." : $", of which {And(others)} here."));
        Line();
    }

    private void WriteShared()
    {
        Line("## Options that stages share");
        Line();
        foreach (var type in _shared.OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            Heading(type);
            WriteTable([.. OptionsReader.Read(type).Where(option => option.Declaring == type)
                .Select(option => option with { Default = SharedDefault(option) })]);
            var bases = OptionsReader.Hierarchy(type).Skip(1).Where(_shared.Contains).ToList();
            if (bases.Count == 0)
                continue;
            Text($"And the options of {And(bases.Select(Link))}.");
            Line();
        }
    }

    private void WriteNested()
    {
        Line("## Options inside options");
        Line();
        // Tables find further classes; those are written after the ones that are known.
        HashSet<Type> written = [];
        SortedDictionary<string, string> sections = new(StringComparer.Ordinal);
        while (_nested.FirstOrDefault(type => !written.Contains(type)) is { } type)
        {
            written.Add(type);
            var start = _page.Length;
            WriteNested(type);
            sections[type.Name] = _page.ToString(start, _page.Length - start);
            _page.Length = start;
        }

        foreach (var section in sections.Values)
            _page.Append(section);
    }

    private void WriteNested(Type type)
    {
        Heading(type);
        var options = OptionsReader.Read(type);
        if (OptionsReader.Kinds(type) is { Count: > 0 } kinds)
        {
            Text($"One of {string.Join(", ", kinds.Select(kind => $"{Link(kind.Type)} (`{kind.Key}`)"))}; "
                + "the words in brackets are what `Kind` says in configuration. All of them have:");
            Line();
            foreach (var kind in kinds)
                _nested.Add(kind.Type);
            var shared = Usual(type);
            WriteTable([.. options.Select(option => option with { Default = shared[option.Name] })]);
            return;
        }

        // Kinds show what is theirs; the common options stand with the class that they are kinds of.
        var root = OptionsReader.Hierarchy(type).Skip(1).FirstOrDefault(parent => OptionsReader.Kinds(parent).Count > 0);
        WriteTable([.. options.Where(option => option.Declaring != root)]);
        if (root is null)
            return;
        _nested.Add(root);
        var usual = Usual(root);
        var defaults = options.Where(option => option.Declaring == root && option.Default != usual[option.Name])
            .Select(option => $"`{option.Name}` is {Code(option.Default!)}");
        Text($"And the options of {Link(root)}" + (defaults.ToList() is { Count: > 0 } others ? $", of which {And(others)} here." : "."));
        Line();
    }

    private void WriteEnums()
    {
        Line("## Values");
        Line();
        foreach (var type in _enums)
        {
            Heading(type);
            Line("| value | meaning |");
            Line("|---|---|");
            foreach (var value in type.GetFields(BindingFlags.Public | BindingFlags.Static))
                Line($"| `{value.Name}` | {Cell(Documentation.Summary(value))} |");
            Line();
        }
    }

    private void WriteTable(IReadOnlyList<OptionProperty> options)
    {
        if (options.Count == 0)
            return;
        Line("| option | type | default | range | meaning |");
        Line("|---|---|---|---|---|");
        foreach (var option in options)
        {
            var value = option.Default is null ? "" : Code(option.Default);
            var (range, meaning) = (Cell(Values.Range(option.Property)), Cell(Documentation.Summary(option.Property)));
            Line($"| `{option.Name}` | {TypeOf(option.Property)} | {value} | {range} | {meaning} |");
        }

        Line();
    }

    private string TypeOf(PropertyInfo property) => Values.Type(property.PropertyType, Link);

    private string Link(Type type)
    {
        if (type.IsEnum && type.Assembly.GetName().Name!.StartsWith("Pipelines", StringComparison.Ordinal))
            _enums.Add(type);
        else if (!_shared.Contains(type) && OptionsReader.IsOptions(type))
            _nested.Add(type);
        else if (!_shared.Contains(type))
            return $"`{TypeName(type)}`";
        return $"[`{type.Name}`](#{Anchor(type.Name)})";
    }

    // The options of the abstract class of several kinds have the defaults of the most.
    private string? SharedDefault(OptionProperty option)
    {
        if (!option.Declaring.IsAbstract)
            return OptionsReader.Read(option.Declaring).First(other => other.Name == option.Name).Default;
        return MostUsual(_stages.Select(stage => stage.Descriptor.OptionsType).OfType<Type>().Distinct()
            .Where(option.Declaring.IsAssignableFrom)
            .Select(type => OptionsReader.Read(type).First(other => other.Name == option.Name).Default));
    }

    private static Dictionary<string, string?> Usual(Type root) => OptionsReader.Kinds(root)
        .SelectMany(kind => OptionsReader.Read(kind.Type))
        .Where(option => option.Declaring == root).GroupBy(option => option.Name)
        .ToDictionary(group => group.Key, group => MostUsual(group.Select(option => option.Default)));

    private static string? MostUsual(IEnumerable<string?> values) => values
        .GroupBy(value => value).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).First().Key;

    private void Heading(Type type)
    {
        Line($"### {TypeName(type)}");
        Line();
        Text(Documentation.Summary(type));
        Line();
    }

    private static string TypeName(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>"
        : type.Name;

    private static string And(IEnumerable<string> items) =>
        items.ToList() is { Count: > 1 } several ? $"{string.Join(", ", several.SkipLast(1))} and {several[^1]}" : string.Concat(items);

    private static string Anchor(string title) => title.ToLowerInvariant().Replace(' ', '-');

    private static string Code(string value) => $"`{Cell(value)}`";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private void Item(string text) => Wrap(text, "- ", "  ");

    private void Text(string text) => Wrap(text, "", "");

    private void Wrap(string text, string first, string next)
    {
        var line = new StringBuilder(first);
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + word.Length > Columns)
            {
                Line(line.ToString().TrimEnd());
                line.Clear().Append(next);
            }

            line.Append(word).Append(' ');
        }

        Line(line.ToString().TrimEnd());
    }

    private void Line(string text = "") => _page.Append(text).Append('\n');
}
