namespace Pipelines;

/// <summary>JSON Lines: an object a line. Blank lines are passed over.</summary>
internal sealed class JsonLinesReader(SourceFile file, int maximumRowLength) : JsonRowReader(file, maximumRowLength)
{
    private int _consumed;
    private bool _begun;

    public override bool MoveNext()
    {
        while (true)
        {
            Bytes.Consume(_consumed);
            if (_begun)
                Line++;
            _begun = true;
            var length = FindLine();
            _consumed = Math.Min(length + 1, Bytes.Available.Length);
            var blanks = Bytes.Available[..length].IndexOfAnyExcept(" \t\r"u8);
            if (blanks >= 0)
            {
                RowLength = length;
                return true;
            }

            if (_consumed == 0 && Bytes.Ended)
            {
                RowLength = 0;
                return false;
            }
        }
    }

    private int FindLine()
    {
        var scanned = 0;
        while (true)
        {
            var at = Bytes.Available[scanned..].IndexOf((byte)'\n');
            if (at >= 0 || Bytes.Ended)
            {
                var length = at >= 0 ? scanned + at : Bytes.Available.Length;
                CheckLength(length);
                return length;
            }

            scanned = Bytes.Available.Length;
            CheckLength(scanned);
            Bytes.Fill();
        }
    }
}
