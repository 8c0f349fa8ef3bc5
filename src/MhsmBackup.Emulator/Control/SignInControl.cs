using System.Text.Json;
using System.Text.Json.Serialization;
using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.Control;

/// <summary>The part of the control API that decides for the person who would sign in.</summary>
internal sealed class SignInControl(ManagedHsmEmulator emulator, JsonSerializerOptions json)
{
    /// <summary>Null when the request is for another part.</summary>
    internal async Task<IResult?> AnswerAsync(HttpRequest request, string[] path)
    {
        switch (request.Method, path)
        {
            case ("GET", ["sign-in"]):
                return Results.Json(SignInDocument.Of(emulator.SignIn), json);
            case ("PATCH", ["sign-in"]):
                (await ControlApi.ReadAsync<SignInDocument>(request)).ApplyTo(emulator.SignIn);
                return Results.Json(SignInDocument.Of(emulator.SignIn), json);
            case ("GET", ["device-codes"]):
                return Results.Json(emulator.SignIn.PendingUserCodes, json);
            case ("POST", ["device-codes", var code, "approve"]):
                emulator.SignIn.Approve(code, User(request.Query["user"]));
                return Results.NoContent();
            case ("POST", ["device-codes", var code, "decline"]):
                emulator.SignIn.Decline(code);
                return Results.NoContent();
            case ("POST", ["federated-tokens"]):
                FederatedTokenDocument asked = await ControlApi.ReadAsync<FederatedTokenDocument>(request);
                TimeSpan? lifetime = asked.LifetimeSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
                return Results.Json(new { token = emulator.SignIn.IssueFederatedToken(asked.Subject, asked.Audience ?? FederatedCredential.DefaultAudience, lifetime) }, json);
            case ("DELETE", ["refresh-tokens"]):
                emulator.SignIn.RevokeRefreshTokens();
                return Results.NoContent();
            default:
                return null;
        }
    }

    /// <summary>The user of that name, or without one the first.</summary>
    private EmulatorPrincipal User(string? name) =>
        emulator.Principals.FirstOrDefault(principal => principal.Kind == PrincipalKind.User && (string.IsNullOrEmpty(name) || string.Equals(principal.Name, name, StringComparison.OrdinalIgnoreCase)))
        ?? throw new KeyNotFoundException(string.IsNullOrEmpty(name) ? "There is no user here." : $"There is no user '{name}' here.");

    /// <summary>A token that is asked for.</summary>
    private sealed record FederatedTokenDocument([property: JsonRequired] string Subject, string? Audience, double? LifetimeSeconds);
}
