using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Pipelines.PublicApi.Documentation;

/// <summary>What the documentation says of a member, with what it inherits.</summary>
/// <param name="element">The <c>member</c> of the file; null where it says nothing itself.</param>
/// <param name="inherited">What it inherits; null for nothing.</param>
internal sealed partial class MemberDocumentation(XElement? element, MemberDocumentation? inherited)
{
    /// <summary>What is inherited from outside of these packages, where no file is read: taken to say all.</summary>
    public static MemberDocumentation Foreign { get; } = new(null, null);

    /// <summary>Whether it comes from outside of these packages.</summary>
    public bool IsForeign => ReferenceEquals(this, Foreign) || inherited is { IsForeign: true };

    /// <summary>Whether all it says is inherited, so that what is missing is missing where it comes from.</summary>
    public bool IsInherited =>
        inherited is not null && element is not null && element.Elements().All(e => e.Name.LocalName == "inheritdoc");

    public string Summary => Text("summary") ?? inherited?.Summary ?? "";

    public string Returns => Text("returns") ?? Text("value") ?? inherited?.Returns ?? "";

    /// <summary>Summary, remarks, what it returns and its parameters.</summary>
    public string Everything =>
        element is null ? inherited?.Everything ?? "" : string.Join(' ', [Plain(element), inherited?.Everything ?? ""]).Trim();

    /// <summary>What holds for all parameters: all but what is said of one.</summary>
    public string Prose
    {
        get
        {
            var own = element?.Elements().Where(e => e.Name.LocalName is not ("param" or "typeparam")).Select(Plain) ?? [];
            return string.Join(' ', own.Append(inherited?.Prose ?? "")).Trim();
        }
    }

    /// <summary>What it says of a parameter; null for nothing.</summary>
    public string? Parameter(string name) =>
        element?.Elements("param").FirstOrDefault(p => Name(p) == name) is { } own ? Plain(own) : inherited?.Parameter(name);

    /// <summary>The ids of the exceptions it names.</summary>
    public IEnumerable<string> Exceptions =>
        (element?.Elements("exception").Select(e => (string?)e.Attribute("cref") ?? "") ?? []).Concat(inherited?.Exceptions ?? []);

    /// <summary>The text of an element, with the last name of each reference for the reference.</summary>
    public static string Plain(XElement element) => Space().Replace(string.Concat(element.DescendantNodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference => Name(reference),
        XElement { Name.LocalName: "param" or "para" or "summary" or "remarks" or "returns" or "item" } => " ",
        _ => "",
    })), " ").Trim();

    private string? Text(string name) => element?.Element(name) is { } found && Plain(found) is { Length: > 0 } text ? text : null;

    private static string Name(XElement reference)
    {
        var name = (string?)reference.Attribute("name") ?? (string?)reference.Attribute("langword")
            ?? (string?)reference.Attribute("cref") ?? "";
        return name.Split('(')[0].Split('.')[^1].Split(':')[^1].Split('`')[0];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
