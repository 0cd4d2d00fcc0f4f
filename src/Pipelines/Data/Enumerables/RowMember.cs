using System.Reflection;

namespace Pipelines;

/// <summary>A public field or property of a row class that stands for a column.</summary>
/// <param name="Member">The field or property.</param>
/// <param name="MemberType">The type of its values.</param>
/// <param name="ColumnName">The column's name.</param>
/// <param name="ColumnType">The column's type.</param>
internal sealed record RowMember(MemberInfo Member, Type MemberType, string ColumnName, DataViewType ColumnType)
{
    /// <summary>Whether a value can be put there after the row was made, or while it is (<c>init</c>).</summary>
    public bool CanWrite => Member is PropertyInfo property ? property.SetMethod is { IsPublic: true } : !((FieldInfo)Member).IsInitOnly;

    /// <summary>Whether a value can get there, if only through a constructor's parameter; else it is computed from others.</summary>
    public bool IsSettable => CanWrite || Member.DeclaringType!.GetConstructors().Any(c => c.GetParameters().Any(Fits));

    /// <summary>Whether a constructor's parameter is this member: the same type, and the same name in some case.</summary>
    public bool Fits(ParameterInfo parameter) =>
        string.Equals(parameter.Name, Member.Name, StringComparison.OrdinalIgnoreCase) && parameter.ParameterType == MemberType;

    public override string ToString() => $"{Member.DeclaringType?.Name}.{Member.Name}";
}
