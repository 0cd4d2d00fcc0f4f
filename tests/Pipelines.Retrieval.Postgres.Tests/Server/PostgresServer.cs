using System.Diagnostics;
using Npgsql;

namespace Pipelines.Retrieval.Postgres.Tests;

/// <summary>
/// A server for these tests alone: its data in a temporary folder, reached by a socket in there and by no network. It stops, and its folder
/// goes, also where the tests are killed: the shell that started it waits for the end of its input.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    // PostgreSQL does not run as root.
    private const string Account = "postgres";
    private const int Patience = 60;

    // Names of sockets are short; names of temporary folders may not be.
    private const string TemporaryFolder = "/tmp";

    private const string Script = """
        trap '' HUP INT TERM
        umask 077
        "$0/initdb" -D "$1/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$1/log" 2>&1 || {
            cat "$1/log"; rm -rf "$1"; exit 1; }
        "$0/postgres" -D "$1/data" -k "$1" -c listen_addresses= -c unix_socket_permissions=0777 -c fsync=off -c full_page_writes=off \
            -c max_connections=60 -c lc_messages=C </dev/null >>"$1/log" 2>&1 &
        server=$!
        echo started
        cat >/dev/null
        kill -INT $server
        wait $server
        rm -rf "$1"
        """;

    private static readonly Lock s_lock = new();
    private static PostgresServer? s_shared;
    private static string? s_reason;

    private readonly Process _shell;
    private readonly string _folder;
    private int _databases;

    private PostgresServer(string binaries)
    {
        _folder = Path.Combine(TemporaryFolder, $"pg-{Guid.NewGuid():N}"[..15]);
        Directory.CreateDirectory(_folder);
        string[] command = ["/bin/sh", "-c", Script, binaries, _folder];
        if (Environment.IsPrivilegedProcess)
        {
            Run("chown", Account, _folder);
            Run("chmod", "755", _folder);
            command = ["setpriv", $"--reuid={Account}", $"--regid={Account}", "--init-groups", "--", .. command];
        }

        _shell = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = TemporaryFolder,
        })!;
        var answer = _shell.StandardOutput.ReadLine();
        if (answer != "started")
            throw new InvalidOperationException($"The server could not be made: {answer} {_shell.StandardOutput.ReadToEnd()}");
        WaitUntilReady();
    }

    /// <summary>The server of this assembly, started by the first who asks; where it cannot be, the test is skipped and says why.</summary>
    public static PostgresServer Shared
    {
        get
        {
            lock (s_lock)
            {
                if (s_shared is null && s_reason is null)
                {
                    if (!OperatingSystem.IsLinux() || PostgresBinaries.Find() is not { } binaries)
                        s_reason = "PostgreSQL is not installed: no initdb and postgres on the path or in /usr/lib/postgresql/*/bin.";
                    else
                        s_shared = new PostgresServer(binaries);
                }
            }

            if (s_shared is null)
                Assert.Ignore(s_reason!);
            return s_shared!;
        }
    }

    public static void StopShared()
    {
        lock (s_lock)
        {
            s_shared?.Dispose();
            s_shared = null;
        }
    }

    /// <summary>A new database, by its connection string.</summary>
    public string CreateDatabase()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        using var command = source.CreateCommand($"CREATE DATABASE {name}");
        command.ExecuteNonQuery();
        return ConnectionString(name);
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        _shell.StandardInput.Close();
        if (!_shell.WaitForExit(TimeSpan.FromSeconds(Patience)))
            _shell.Kill(entireProcessTree: true);
        _shell.Dispose();
    }

    private string ConnectionString(string database) =>
        $"Host={_folder};Username=postgres;Database={database};Maximum Pool Size=20;Application Name={database}";

    private void WaitUntilReady()
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
                source.OpenConnection().Dispose();
                return;
            }
            catch (NpgsqlException) when (watch.Elapsed.TotalSeconds < Patience && !_shell.HasExited)
            {
                Thread.Sleep(50);
            }
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed with {process.ExitCode}.");
    }
}
