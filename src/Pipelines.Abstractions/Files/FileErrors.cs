namespace Pipelines;

/// <summary>What the operating system says about a file, in words that say what to do.</summary>
internal static class FileErrors
{
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int UnixNoSpace = 28;
    private const int LinuxQuotaExceeded = 122;

    public static bool IsFileError(Exception e) => e is IOException or UnauthorizedAccessException or System.Security.SecurityException;

    public static PipelineException CannotWrite(string path, Exception e)
    {
        var advice = e switch
        {
            { HResult: WindowsDiskFull or WindowsHandleDiskFull or UnixNoSpace or LinuxQuotaExceeded } =>
                "The disk is full: free some space, or choose another disk.",
            UnauthorizedAccessException =>
                "The folder or file is read-only for this user: choose another folder, or change its permissions.",
            PathTooLongException => "The path is too long: choose a shorter one.",
            _ => "Check the path and the disk.",
        };
        return new PipelineException($"Cannot write '{path}': {e.Message} {advice} A file that was there before is intact.", e);
    }
}
