namespace Pipelines;

/// <summary>Kinds of JSON values, as far as they differ in the column they need.</summary>
[Flags]
internal enum JsonKinds
{
    None = 0,
    Null = 1,
    Boolean = 2,

    /// <summary>An integer that a 32-bit floating-point number holds exactly.</summary>
    SmallInteger = 4,

    /// <summary>An integer of 32 bits.</summary>
    Integer = 8,

    /// <summary>An integer of 64 bits.</summary>
    LargeInteger = 16,
    Real = 32,
    String = 64,
    Object = 128,
    Array = 256,
    Integers = SmallInteger | Integer | LargeInteger,
    Scalars = Boolean | Integers | Real | String,
}
