using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Pipelines;

/// <summary>Reads one member of a row into a column's value.</summary>
internal delegate void MemberReader<TRow, TValue>(ref TRow row, ref TValue value);

/// <summary>Compiles readers of members: no reflection and no boxing per row.</summary>
internal static class MemberReader<TRow>
{
    private static readonly ConcurrentDictionary<RowMember, Delegate> Cache = new();

    public static MemberReader<TRow, TValue> Get<TValue>(RowMember member) =>
        (MemberReader<TRow, TValue>)Cache.GetOrAdd(member, static m => Compile<TValue>(m));

    private static MemberReader<TRow, TValue> Compile<TValue>(RowMember member)
    {
        var row = Expression.Parameter(typeof(TRow).MakeByRefType(), "row");
        var value = Expression.Parameter(typeof(TValue).MakeByRefType(), "value");
        Expression source = Expression.MakeMemberAccess(row, member.Member);
        Expression body = source.Type == typeof(TValue) && RowMembers.ItemType(source.Type) is null
            ? Expression.Assign(value, source)
            : Expression.Call(FindCopy(source.Type), source, value);
        return Expression.Lambda<MemberReader<TRow, TValue>>(body, row, value).Compile();
    }

    private static MethodInfo FindCopy(Type type)
    {
        if (type == typeof(string))
            return Method(nameof(MemberCopy.Text));
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return underlying == typeof(float) ? Method(nameof(MemberCopy.NullableSingle))
                : underlying == typeof(double) ? Method(nameof(MemberCopy.NullableDouble))
                : Method(nameof(MemberCopy.Nullable), underlying);
        }

        var item = RowMembers.ItemType(type)!;
        if (item == typeof(string))
            return Method(type.IsArray ? nameof(MemberCopy.TextArray) : nameof(MemberCopy.TextList));
        return type.IsArray ? Method(nameof(MemberCopy.Array), item)
            : type == typeof(List<>).MakeGenericType(item) ? Method(nameof(MemberCopy.List), item)
            : type == typeof(VBuffer<>).MakeGenericType(item) ? Method(nameof(MemberCopy.Buffer), item)
            : Method(nameof(MemberCopy.Items), item);
    }

    private static MethodInfo Method(string name, params Type[] types)
    {
        var method = typeof(MemberCopy).GetMethod(name)!;
        return types.Length == 0 ? method : method.MakeGenericMethod(types);
    }
}
