using Google.Protobuf;

namespace Pipelines.Tokenizers;

/// <summary>The fields of a SentencePiece model (sentencepiece_model.proto) that decide ids.</summary>
internal sealed class SentencePieceModelFile
{
    /// <summary>The pieces by id.</summary>
    public List<(string Piece, float Score, SentencePieceType Type)> Pieces { get; } = [];

    /// <summary>1 unigram, 2 BPE, 3 words, 4 characters.</summary>
    public int ModelType { get; private set; } = 1;

    /// <summary>Whether a space belongs to the end of a word.</summary>
    public bool IsSpaceSuffix { get; private set; }

    /// <summary>Whether unknown characters become bytes.</summary>
    public bool ByteFallback { get; private set; }

    /// <summary>The id of the piece that begins a text, or -1.</summary>
    public int BeginId { get; private set; } = 1;

    /// <summary>The id of the piece that ends a text, or -1.</summary>
    public int EndId { get; private set; } = 2;

    /// <summary>The id of the piece that fills up, or -1.</summary>
    public int PaddingId { get; private set; } = -1;

    /// <summary>The normalization rules; empty for none.</summary>
    public byte[] Charsmap { get; private set; } = [];

    /// <summary>Whether text begins with a space that is not there.</summary>
    public bool AddDummyPrefix { get; private set; } = true;

    /// <summary>Whether spaces in a row are one and those at the ends go.</summary>
    public bool RemoveExtraSpaces { get; private set; } = true;

    /// <summary>Whether spaces become ▁.</summary>
    public bool EscapeSpaces { get; private set; } = true;

    /// <summary>Reads a file.</summary>
    public static SentencePieceModelFile Read(string path)
    {
        byte[] bytes = JsonFiles.ReadBytes(path);
        var model = new SentencePieceModelFile();
        try
        {
            var input = new CodedInputStream(bytes);
            while (input.ReadTag() is var tag and not 0)
            {
                switch (WireFormat.GetTagFieldNumber(tag))
                {
                    case 1:
                        Message(input, tag, model.ReadPiece);
                        break;
                    case 2:
                        Message(input, tag, model.ReadTrainer);
                        break;
                    case 3:
                        Message(input, tag, model.ReadNormalizer);
                        break;
                    default:
                        input.SkipLastField();
                        break;
                }
            }
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or ArgumentException)
        {
            throw new TokenizerFormatException(
                $"The file is not a SentencePiece model: {exception.Message} Fetch it again.", path, null, exception);
        }
        if (model.Pieces.Count == 0)
            throw new TokenizerFormatException("The file has no pieces; it is not a SentencePiece model.", path);
        return model;
    }

    private void ReadPiece(CodedInputStream input)
    {
        (string piece, float score, SentencePieceType type) = ("", 0, SentencePieceType.Normal);
        while (input.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case (1 << 3) | (uint)WireFormat.WireType.LengthDelimited:
                    piece = input.ReadString();
                    break;
                case (2 << 3) | (uint)WireFormat.WireType.Fixed32:
                    score = input.ReadFloat();
                    break;
                case (3 << 3) | (uint)WireFormat.WireType.Varint:
                    type = (SentencePieceType)input.ReadEnum();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
        if (!Enum.IsDefined(type))
            throw new ArgumentException($"the piece {Pieces.Count} has the unknown type {(int)type}.");
        Pieces.Add((piece, score, type));
    }

    private void ReadTrainer(CodedInputStream input)
    {
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagWireType(tag) != WireFormat.WireType.Varint)
            {
                input.SkipLastField();
                continue;
            }
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 3:
                    ModelType = input.ReadEnum();
                    break;
                case 24:
                    IsSpaceSuffix = input.ReadBool();
                    break;
                case 35:
                    ByteFallback = input.ReadBool();
                    break;
                case 41:
                    BeginId = input.ReadInt32();
                    break;
                case 42:
                    EndId = input.ReadInt32();
                    break;
                case 43:
                    PaddingId = input.ReadInt32();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    private void ReadNormalizer(CodedInputStream input)
    {
        while (input.ReadTag() is var tag and not 0)
        {
            switch (tag)
            {
                case (2 << 3) | (uint)WireFormat.WireType.LengthDelimited:
                    Charsmap = input.ReadBytes().ToByteArray();
                    break;
                case 3 << 3:
                    AddDummyPrefix = input.ReadBool();
                    break;
                case 4 << 3:
                    RemoveExtraSpaces = input.ReadBool();
                    break;
                case 5 << 3:
                    EscapeSpaces = input.ReadBool();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    private static void Message(CodedInputStream input, uint tag, Action<CodedInputStream> read)
    {
        if (WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited)
        {
            input.SkipLastField();
            return;
        }
        using var inner = new CodedInputStream(input.ReadBytes().ToByteArray());
        read(inner);
    }
}
