using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Pipelines.Documentation.Tests;

/// <summary>Summaries of types, properties and enum values, from the XML files beside the assemblies, as Markdown in one line.</summary>
internal sealed partial class XmlDocumentation
{
    private readonly Dictionary<string, XElement> _members = new(StringComparer.Ordinal);

    private XmlDocumentation(IEnumerable<string> files)
    {
        foreach (var member in files.SelectMany(file => XElement.Load(file, LoadOptions.PreserveWhitespace).Descendants("member")))
            _members[member.Attribute("name")!.Value] = member;
    }

    /// <summary>What is said of all packages.</summary>
    public static Lazy<XmlDocumentation> OfPackages { get; } = new(() => new XmlDocumentation(
        Directory.EnumerateFiles(AppContext.BaseDirectory, "Pipelines*.xml").Order(StringComparer.Ordinal)));

    /// <summary>What is said of a type.</summary>
    public string Summary(Type type) => Find("T:" + Name(type), type.BaseType is { } parent ? [() => Summary(parent)] : []);

    /// <summary>What is said of a property, or of the one that it overrides.</summary>
    public string Summary(PropertyInfo property)
    {
        var declaring = property.DeclaringType!;
        var inherited = declaring.GetInterfaces().Append(declaring.BaseType).OfType<Type>().Select(type => type.GetProperty(property.Name))
            .OfType<PropertyInfo>();
        return Find($"P:{Name(declaring)}.{property.Name}",
            inherited.Select(other => (Func<string>)(() => Summary(other)))) is { Length: > 0 } said
            ? said
            : Parameter(declaring, property.Name);
    }

    /// <summary>What is said of a value of an enum.</summary>
    public string Summary(FieldInfo value) => Find($"F:{Name(value.DeclaringType!)}.{value.Name}", []);

    /// <summary>What is said of a method, or of the first of its name that something is said of.</summary>
    public string Summary(MethodInfo method) =>
        _members.Keys.Where(id => id.StartsWith($"M:{Name(method.DeclaringType!)}.{method.Name}(", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(id => Find(id, [])).FirstOrDefault(text => text.Length > 0) ?? "";

    /// <summary>The first sentence of a summary.</summary>
    public static string FirstSentence(string summary) => Sentence().Match(summary) is { Success: true } match
        ? match.Groups[1].Value
        : summary;

    private string Find(string id, IEnumerable<Func<string>> inherited)
    {
        if (!_members.TryGetValue(id, out var member))
            return "";
        if (member.Element("summary") is { } summary)
            return Text(summary);
        if (member.Element("inheritdoc") is not { } inherits)
            return "";
        return inherits.Attribute("cref") is { } other
            ? Find(other.Value, [])
            : inherited.Select(find => find()).FirstOrDefault(text => text.Length > 0) ?? "";
    }

    // A record's properties are described where its parameters are.
    private string Parameter(Type type, string name) => _members.TryGetValue("T:" + Name(type), out var member)
        && member.Elements("param").FirstOrDefault(parameter => parameter.Attribute("name")?.Value == name) is { } parameter
            ? Text(parameter) : "";

    private static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string Text(XElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            text.Append(node switch
            {
                XText plain => plain.Value.Replace("<", "&lt;", StringComparison.Ordinal),
                XElement { Name.LocalName: "see" or "seealso" } see => See(see),
                XElement { Name.LocalName: "paramref" or "typeparamref" } parameter => $"`{parameter.Attribute("name")!.Value}`",
                XElement { Name.LocalName: "c" or "code" } code => $"`{code.Value.Trim()}`",
                XElement { Name.LocalName: "br" } => " ",
                XElement inner => " " + Text(inner) + " ",
                _ => "",
            });
        }

        return Space().Replace(text.ToString(), " ").Trim();
    }

    private static string See(XElement see) => (see.Attribute("cref"), see.Attribute("langword"), see.Attribute("href")) switch
    {
        ({ } member, _, _) => $"`{LastName(member.Value)}`",
        (_, { } word, _) => $"`{word.Value}`",
        (_, _, { } address) => see.Value.Length > 0 ? $"[{see.Value}]({address.Value})" : address.Value,
        _ => see.Value,
    };

    // T:Pipelines.Some`1 and M:Pipelines.Some.Make(System.Int32) are Some and Make to readers.
    private static string LastName(string id) => Arity().Replace(id.Split('(')[0].Split(['.', ':'])[^1], "");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"`+\d+$")]
    private static partial Regex Arity();

    [GeneratedRegex(@"^(.+?[^.][.!?])\s+(?=[\p{Lu}`])")]
    private static partial Regex Sentence();
}
