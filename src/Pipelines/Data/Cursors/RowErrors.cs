namespace Pipelines;

internal static class RowErrors
{
    public static InvalidOperationException NotOnRow() =>
        new("The cursor is not on a row: call MoveNext first, and read values only while it returns true.");
}
