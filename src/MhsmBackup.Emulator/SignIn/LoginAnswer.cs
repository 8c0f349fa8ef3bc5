using System.Text;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>An answer of the token port that is not written yet, so that a fault can still keep it back or spoil it.</summary>
internal sealed record LoginAnswer(int Status, byte[] Body, string ContentType)
{
    private const string JsonType = "application/json; charset=utf-8";

    public string? Location { get; init; }

    public int? RetryAfter { get; init; }

    internal static LoginAnswer Json(object body, int status = StatusCodes.Status200OK) => new(status, WireJson.Serialize(body), JsonType);

    internal static LoginAnswer Html(string page, int status = StatusCodes.Status200OK) => new(status, Encoding.UTF8.GetBytes(page), "text/html; charset=utf-8");

    internal static LoginAnswer Redirect(string location) => new(StatusCodes.Status302Found, [], "text/html; charset=utf-8") { Location = location };

    internal static LoginAnswer NotFound { get; } = Json(new Dictionary<string, string> { ["error"] = "not_found", ["error_description"] = "There is nothing here." }, StatusCodes.Status404NotFound);
}
