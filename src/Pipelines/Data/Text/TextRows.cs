namespace Pipelines;

/// <summary>What a row of a text file is.</summary>
public enum TextRows
{
    /// <summary>A line. Lines end with <c>\n</c>, <c>\r\n</c> or <c>\r</c>; the last one may end with the file.</summary>
    Lines = 0,

    /// <summary>Lines up to the next blank one; a line of white space is blank.</summary>
    Paragraphs = 1,

    /// <summary>The whole file, a row a file. An empty file has no row.</summary>
    WholeFile = 2,
}
