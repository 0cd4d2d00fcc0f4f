using System.Reflection;

namespace Pipelines.PublicApi.Documentation;

/// <summary>What the public API says of itself: summaries, shapes, units, errors, parameters.</summary>
[TestFixture]
public class DocumentationTests
{
    private static readonly IDocumentationRule[] Rules =
        [new SummaryRule(), new ShapeRule(), new UnitRule(), new ExceptionRule(), new ParameterRule()];

    private static readonly Lazy<DocumentationFiles> Files = new(
        () => new DocumentationFiles(ApprovedApiTests.Packages.Select(Assembly.Load)));

    [TestCaseSource(typeof(ApprovedApiTests), nameof(ApprovedApiTests.Packages))]
    public void Members_say_what_their_users_need(string assembly)
    {
        var violations = Violations(Assembly.Load(assembly)).Where(v => !Exemptions.Has(v.Rule, v.Member))
            .Select(v => $"{v.Member}: {v.Text}").ToList();

        Assert.That(violations, Is.Empty, $"{violations.Count} in {assembly}:\n{string.Join('\n', violations)}\n");
    }

    [Test]
    public void No_exemption_outlives_its_reason()
    {
        var violated = ApprovedApiTests.Packages.SelectMany(p => Violations(Assembly.Load(p)))
            .Select(v => (v.Rule.GetType().Name, v.Member)).ToHashSet();

        Assert.That(Exemptions.Unneeded(violated), Is.Empty);
    }

    [Test]
    public void Every_documented_public_member_is_found()
    {
        // Were the ids computed wrongly, nothing would be checked: each member but those the compiler wrote has its entry.
        var members = ApprovedApiTests.Packages.SelectMany(p => PublicMembers.Of(Assembly.Load(p))).ToList();

        Assert.That(members, Has.Count.GreaterThan(4000));
        Assert.That(members.Where(m => Files.Value.Find(m) is null).Select(MemberIds.Of), Is.Empty);
    }

    private static IEnumerable<(IDocumentationRule Rule, string Member, string Text)> Violations(Assembly assembly) =>
        from member in PublicMembers.Of(assembly)
        let documentation = Files.Value.Find(member)
        from rule in Rules
        from text in rule.Violations(member, documentation)
        select (rule, MemberIds.Of(member), text);
}
