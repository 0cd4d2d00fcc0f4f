using System.Reflection;
using System.Xml.Linq;

namespace Pipelines.PublicApi.Documentation;

/// <summary>The documentation files of all packages, as the compiler wrote them beside the assemblies.</summary>
internal sealed class DocumentationFiles
{
    private readonly Dictionary<string, XElement> _members = new(StringComparer.Ordinal);

    private readonly Dictionary<string, MemberInfo> _inherit = new(StringComparer.Ordinal);

    public DocumentationFiles(IEnumerable<Assembly> assemblies)
    {
        foreach (var assembly in assemblies)
        {
            foreach (var member in XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member"))
                _members[(string)member.Attribute("name")!] = member;
            foreach (var member in PublicMembers.Of(assembly))
                _inherit[MemberIds.Of(member)] = member;
        }
    }

    /// <summary>What they say of a member; null where they do not have it.</summary>
    public MemberDocumentation? Find(MemberInfo member) => Find(MemberIds.Of(member), member, depth: 0);

    private MemberDocumentation? Find(string id, MemberInfo? member, int depth)
    {
        if (!_members.TryGetValue(id, out var element))
            return IsOurs(id) ? null : MemberDocumentation.Foreign;
        if (depth > 8 || element.Element("inheritdoc") is not { } inherit)
            return new MemberDocumentation(element, null);
        if ((string?)inherit.Attribute("cref") is { } reference)
        {
            var from = Find(reference, _inherit.GetValueOrDefault(reference), depth + 1);
            // With a path, what it names is taken and nothing else; the paths in use name one kind of element.
            if ((string?)inherit.Attribute("path") is { } path && _members.TryGetValue(reference, out var whole))
                from = new MemberDocumentation(new XElement("member", whole.Elements(path.TrimStart('/').Split('[')[0])), null);
            return new MemberDocumentation(element, from);
        }

        var origins = (member ?? _inherit.GetValueOrDefault(id)) is { } known ? Origins.Of(known) : [];
        return new MemberDocumentation(
            element, origins.Select(o => Find(MemberIds.Of(o), o, depth + 1)).FirstOrDefault(found => found is not null));
    }

    private static bool IsOurs(string id) => id.AsSpan(2).StartsWith("Pipelines.", StringComparison.Ordinal);
}
