using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.SignIn;

namespace MhsmBackup.Emulator.Federation;

/// <summary>Where a GitHub Actions job asks for its federated token.</summary>
internal sealed class GitHubTokenEndpoint(FederationIssuers issuers, string requestToken)
{
    internal const string Path = "/idtoken/5f2d7c84-0000-4000-8000-9e61b3a7d450/0a4e9b12-0000-4000-8000-c7d85f3e6b21";

    /// <summary>The address that a job is given has a query already, so that the audience is appended with an ampersand.</summary>
    internal const string PathAndQuery = Path + "?api-version=2.0";

    /// <summary>The audience of a token that is asked for without one: the repository's owner.</summary>
    private const string OwnerAudience = "https://github.com/contoso";

    internal LoginAnswer Answer(LoginCall call)
    {
        if (!SecretText.Same(requestToken, call.BearerToken))
        {
            return LoginAnswer.Json(new Dictionary<string, string> { ["message"] = "Bad credentials" }, StatusCodes.Status401Unauthorized);
        }

        string token = issuers.Issue(issuers.GitHub, FederatedCredential.GitHubSubject, call.Query("audience") ?? OwnerAudience);
        return LoginAnswer.Json(new Dictionary<string, object> { ["count"] = token.Length, ["value"] = token });
    }
}
