using System.IO.Enumeration;

namespace MhsmBackup.Emulator.Faults;

/// <summary>One thing that goes wrong, for the next requests that match.</summary>
/// <param name="Kind">What.</param>
public sealed record Fault(FaultKind Kind)
{
    /// <summary>What <see cref="Hsm"/> says for the token port: it is no HSM's name.</summary>
    public const string Login = "login";

    /// <summary>What <see cref="Hsm"/> says for Azure Resource Manager: it is no HSM's name.</summary>
    public const string ResourceManager = "arm";

    /// <summary>How many requests it strikes; -1 for all.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The method that it waits for; any by default.</summary>
    public string? Method { get; init; }

    /// <summary>The path that it waits for, with * for any characters; any by default.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// The HSM that it waits for, any by default; or <see cref="Login"/> for the token port or <see cref="ResourceManager"/> for that
    /// port, whose requests no fault strikes that does not name it, but for <see cref="FaultKind.Entra"/>, which strikes the token port alone.
    /// </summary>
    public string? Hsm { get; init; }

    /// <summary>The status code of <see cref="FaultKind.Status"/>, or the number of the error of <see cref="FaultKind.Entra"/>.</summary>
    public int StatusCode { get; init; } = StatusCodes.Status503ServiceUnavailable;

    /// <summary>The Retry-After of <see cref="FaultKind.Status"/>, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>How long <see cref="FaultKind.Delay"/> waits, or the job of <see cref="FaultKind.Duration"/> takes.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>The body, header, claims, tenant or status word that takes the place of the right one.</summary>
    public string? Text { get; init; }

    /// <summary>The statusDetails of <see cref="FaultKind.Outcome"/>, or the message of <see cref="FaultKind.Status"/>.</summary>
    public string? Details { get; init; }

    /// <summary>Whether a name cannot be an HSM's, because it stands for another port.</summary>
    internal static bool IsReserved(string name) => new[] { Login, ResourceManager }.Contains(name, StringComparer.OrdinalIgnoreCase);

    internal bool Matches(string hsm, string method, string path) =>
        (Hsm is null ? !IsReserved(hsm) || Kind == FaultKind.Entra : string.Equals(Hsm, hsm, StringComparison.OrdinalIgnoreCase))
        && (Method is null || string.Equals(Method, method, StringComparison.OrdinalIgnoreCase))
        && (Path is null || FileSystemName.MatchesSimpleExpression(Path, path));
}
