using System.Text.Json;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.Jobs;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Hosting;

/// <summary>A call that is allowed, on its way to what answers it.</summary>
internal sealed record HsmCall(EmulatedHsm Hsm, HttpRequest Request, RequestBody Body, string Version, IReadOnlyDictionary<string, string> Values, JobOverrides Overrides)
{
    /// <summary>The HSM's address as this caller wrote it.</summary>
    internal string BaseUri => $"https://{Request.Host.Value}";

    internal string this[string value] => Values[value];

    internal async Task<T> ReadAsync<T>()
    {
        byte[] bytes = await Body.ReadAsync();
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, WireJson.Options) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw ServiceException.BadParameter("The request body is not the JSON that this operation takes.");
        }
    }

    internal async Task<T> ReadOrDefaultAsync<T>()
        where T : new() => (await Body.ReadAsync()).Length == 0 ? new T() : await ReadAsync<T>();
}
