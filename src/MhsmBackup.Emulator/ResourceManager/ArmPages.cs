using System.Globalization;
using System.Text.Json.Nodes;

namespace MhsmBackup.Emulator.ResourceManager;

/// <summary>Cuts a list into pages.</summary>
internal static class ArmPages
{
    private const string Token = "$skiptoken";

    internal static JsonObject Of(ArmCall call, IReadOnlyList<JsonObject> all, int size)
    {
        string? asked = call.Request.Query[Token];
        if (!int.TryParse(asked ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out int start))
        {
            throw new ArmException(StatusCodes.Status400BadRequest, "InvalidSkipToken", $"The skip token '{asked}' is invalid.");
        }

        JsonObject page = new() { ["value"] = new JsonArray([.. all.Skip(start).Take(size)]) };
        if (all.Count > start + size)
        {
            page["nextLink"] = string.Create(
                CultureInfo.InvariantCulture, $"https://{call.Request.Host.Value}{call.Request.Path}?api-version={call.Version}&{Token}={start + size}");
        }

        return page;
    }
}
