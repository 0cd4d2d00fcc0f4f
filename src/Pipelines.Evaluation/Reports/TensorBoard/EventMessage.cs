using Google.Protobuf;

namespace Pipelines.Evaluation;

/// <summary>TensorBoard's Event messages, field by field.</summary>
internal static class EventMessage
{
    // The fields of event.proto and summary.proto that scalars need.
    private const int WallTime = 1;
    private const int Step = 2;
    private const int FileVersion = 3;
    private const int Summary = 5;
    private const int SummaryValue = 1;
    private const int ValueTag = 1;
    private const int ValueNumber = 2;

    /// <summary>The first event of a file.</summary>
    public static byte[] Version(DateTimeOffset time) => Write(output =>
    {
        output.WriteTag(WallTime, WireFormat.WireType.Fixed64);
        output.WriteDouble(Seconds(time));
        output.WriteTag(FileVersion, WireFormat.WireType.LengthDelimited);
        output.WriteString("brain.Event:2");
    });

    /// <summary>A number.</summary>
    public static byte[] Scalar(DateTimeOffset time, long step, string tag, double number)
    {
        var value = Write(output =>
        {
            output.WriteTag(ValueTag, WireFormat.WireType.LengthDelimited);
            output.WriteString(tag);
            output.WriteTag(ValueNumber, WireFormat.WireType.Fixed32);
            output.WriteFloat((float)number);
        });
        var summary = Write(output => WriteMessage(output, SummaryValue, value));
        return Write(output =>
        {
            output.WriteTag(WallTime, WireFormat.WireType.Fixed64);
            output.WriteDouble(Seconds(time));
            output.WriteTag(Step, WireFormat.WireType.Varint);
            output.WriteInt64(step);
            WriteMessage(output, Summary, summary);
        });
    }

    private static void WriteMessage(CodedOutputStream output, int field, byte[] message)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(message));
    }

    private static double Seconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).TotalSeconds;

    private static byte[] Write(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
            write(output);
        return stream.ToArray();
    }
}
