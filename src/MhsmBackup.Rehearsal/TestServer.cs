using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Rehearsal.Servers;

namespace MhsmBackup.Rehearsal;

/// <summary>
/// The servers for tests in another process, lines of JSON both ways: first one line that says where everything is, then for
/// each line of the input, a statement for the engine here, one line with its output and its errors. The end of the input
/// ends it: a caller that is gone leaves nothing behind.
/// </summary>
internal static class TestServer
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Answers until the input ends.</summary>
    public static async Task RunAsync(RehearsalServers servers, PowerShellSession session, TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        var ready = new Dictionary<string, string>(servers.Variables)
        {
            ["module"] = ModulePath.Find(),
            ["caFile"] = servers.CaFile,
            ["authorityHost"] = servers.Emulator.SignIn.AuthorityHost.AbsoluteUri,
            ["resourceManager"] = servers.Emulator.ResourceManager.Endpoint.AbsoluteUri,
            ["identityEndpoint"] = servers.Emulator.SignIn.IdentityEndpoint.AbsoluteUri,
            ["identityHeader"] = servers.Emulator.SignIn.IdentityHeader,
        };
        await WriteAsync(output, ready, cancellationToken);
        // A read of the console cannot be cancelled: it is left to itself when the wait for it is.
        while (await Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(cancellationToken) is string line)
            await WriteAsync(output, Answer(await session.InvokeAsync(line)), cancellationToken);
    }

    private static object Answer(SessionResult result) => new
    {
        Output = result.Output.Select(Plain),
        Errors = result.Errors.Select(error => error.ToString()),
    };

    private static object? Plain(PSObject item) => item.BaseObject switch
    {
        PSCustomObject => item.Properties.ToDictionary(property => property.Name, property => property.Value is PSObject inner ? Plain(inner) : property.Value),
        string or bool or int or long or double => item.BaseObject,
        IEnumerable list => list.Cast<object>().Select(each => Plain(PSObject.AsPSObject(each))),
        _ => item.ToString(),
    };

    private static async Task WriteAsync(TextWriter output, object line, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(JsonSerializer.Serialize(line, Json).AsMemory(), cancellationToken);
        await output.FlushAsync(cancellationToken);
    }
}
