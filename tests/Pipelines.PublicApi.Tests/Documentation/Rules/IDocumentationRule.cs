using System.Reflection;

namespace Pipelines.PublicApi.Documentation;

/// <summary>A promise of the documentation.</summary>
internal interface IDocumentationRule
{
    /// <summary>What is missing; empty where nothing is.</summary>
    IEnumerable<string> Violations(MemberInfo member, MemberDocumentation? documentation);
}
