using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using MhsmBackup.Emulator.Hsms;

namespace MhsmBackup.Emulator.Control;

/// <summary>What a script outside the process can ask of the emulator: <c>/_emulator/…</c> on any of its ports.</summary>
internal sealed class ControlApi(ManagedHsmEmulator emulator)
{
    internal const string Root = "/_emulator";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly SignInControl signIn = new(emulator, Json);

    internal async Task HandleAsync(HttpContext context)
    {
        IResult result;
        try
        {
            result = context.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller)
                ? await AnswerAsync(context.Request)
                : Results.StatusCode(StatusCodes.Status403Forbidden);
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or KeyNotFoundException or BadHttpRequestException)
        {
            result = Results.Json(new { error = wrong.Message }, Json, statusCode: wrong is KeyNotFoundException ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest);
        }

        await result.ExecuteAsync(context);
    }

    private async Task<IResult> AnswerAsync(HttpRequest request)
    {
        string[] path = request.Path.Value![Root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (request.Method, path)
        {
            case ("GET", ["hsms"]):
                return Results.Json(emulator.Hsms.Select(HsmReport.Of), Json);
            case ("GET", ["hsms", var name]):
                return Results.Json(HsmReport.Of(emulator[name]), Json);
            case ("POST", ["hsms", var name, "lose"]):
                emulator[name].Lose();
                return Results.NoContent();
            case ("POST", ["hsms", var name, "wipe"]):
                emulator[name].Wipe();
                return Results.NoContent();
            case ("POST", ["hsms", var name, "finish"]):
                emulator[name].CurrentJob?.FinishNow();
                return Results.NoContent();
            case ("GET", ["hsms", var name, "settings"]):
                return Results.Json(SettingsDocument.Of(emulator[name].Settings), Json);
            case ("PATCH", ["hsms", var name, "settings"]):
                HsmSettings settings = emulator[name].Settings;
                (await ReadAsync<SettingsDocument>(request)).ApplyTo(settings);
                return Results.Json(SettingsDocument.Of(settings), Json);
            case ("GET", ["faults"]):
                return Results.Json(emulator.Faults.Waiting, Json);
            case ("POST", ["faults"]):
                emulator.Faults.Add((await ReadAsync<FaultDocument>(request)).Fault);
                return Results.Json(emulator.Faults.Waiting, Json);
            case ("DELETE", ["faults"]):
                emulator.Faults.Clear();
                return Results.NoContent();
            case ("GET", ["requests"]):
                return Results.Json(new { count = emulator.Requests.All.Count, requests = emulator.Requests.All }, Json);
            case ("DELETE", ["requests"]):
                emulator.Requests.Clear();
                return Results.NoContent();
            default:
                return await signIn.AnswerAsync(request, path) ?? throw new KeyNotFoundException($"There is no {request.Method} {request.Path} here; --help tells what there is.");
        }
    }

    internal static async Task<T> ReadAsync<T>(HttpRequest request) =>
        await JsonSerializer.DeserializeAsync<T>(request.Body, Json, request.HttpContext.RequestAborted) ?? throw new JsonException("A JSON object is wanted.");

    /// <summary>A fault in the text form of the command line.</summary>
    private sealed record FaultDocument([property: JsonRequired] string Fault);
}
