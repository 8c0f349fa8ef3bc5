using MhsmBackup.Emulator.Access;
using Microsoft.AspNetCore.WebUtilities;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>
/// Where a client sends the user's browser. There is nothing to see here: the user of <c>login_hint</c>, or else the emulator's first user,
/// is signed in at once, and the browser goes back to the client.
/// </summary>
internal sealed class AuthorizeEndpoint(TenantDirectory tenants, AuthorizationCodes codes, EntraErrorBody errors, TimeProvider time)
{
    private static readonly string[] Modes = ["query", "fragment", "form_post"];

    internal LoginAnswer Answer(LoginCall call, string tenant)
    {
        string redirect;
        string? mode = call.Query("response_mode");
        try
        {
            tenants.Enter(call, tenant);
            call.ClientId = Required(call, "client_id");
            redirect = Required(call, "redirect_uri");
            if (!IsAllowed(redirect))
            {
                throw new EntraException(EntraErrors.RedirectUri, redirect);
            }
        }
        catch (EntraException refusal)
        {
            // Whoever cannot be trusted with an answer gets none: the user reads it.
            string description = (string)errors.Members(call, refusal.Error, refusal.Value)["error_description"];
            return LoginAnswer.Html(Page.Of("Sorry, but we’re having trouble signing you in.", $"<p>{Page.Text(description)}</p>"), StatusCodes.Status400BadRequest);
        }

        Dictionary<string, string?> back;
        try
        {
            back = new() { ["code"] = SignIn(call, redirect) };
        }
        catch (EntraException refusal)
        {
            Dictionary<string, object> members = errors.Members(call, refusal.Error, refusal.Value);
            back = new()
            {
                // Where a token endpoint has but one word for all that is wrong with a grant, the browser's answer says it.
                ["error"] = refusal.Error == EntraErrors.ConsentMissing ? refusal.Error.Suberror : refusal.Error.Error,
                ["error_description"] = (string)members["error_description"],
                ["error_uri"] = (string)members["error_uri"],
            };
        }

        if (call.Query("state") is { } state)
        {
            back["state"] = state;
        }

        return GoBack(redirect, Modes.Contains(mode, StringComparer.Ordinal) ? mode! : "query", back);
    }

    private string SignIn(LoginCall call, string redirect)
    {
        string type = Required(call, "response_type");
        if (type != "code")
        {
            throw new EntraException(EntraErrors.UnsupportedResponseType, type);
        }

        RequestedScope scope = call.Query("resource") is { } resource && call.Query("scope") is null
            ? RequestedScope.All(resource)
            : ScopeParameter.Parse(Required(call, "scope"));
        tenants.ThrowIfMissing(call, scope);
        EmulatorPrincipal user = tenants.User(call, call.Query("login_hint"));
        TenantDirectory.ThrowIfRefused(call, user);
        return codes.Add(new AuthorizationCode(user, call.ClientId, redirect, scope, call.Query("nonce"), ChallengeOf(call), time.GetUtcNow() + AuthorizationCodes.Lifetime));
    }

    private static CodeChallenge? ChallengeOf(LoginCall call) => call.Query("code_challenge") is not { } challenge ? null
        : call.Query("code_challenge_method") switch
        {
            null or CodeChallenge.Plain => new CodeChallenge(challenge, CodeChallenge.Plain),
            CodeChallenge.Sha256 => new CodeChallenge(challenge, CodeChallenge.Sha256),
            _ => throw new EntraException(EntraErrors.MalformedRequest),
        };

    private static LoginAnswer GoBack(string redirect, string mode, Dictionary<string, string?> members)
    {
        if (mode == "form_post")
        {
            string inputs = string.Concat(members.Select(member => $"""<input type="hidden" name="{Page.Text(member.Key)}" value="{Page.Text(member.Value)}">"""));
            return LoginAnswer.Html(Page.Of("Working...", $"""
                <form method="post" action="{Page.Text(redirect)}">{inputs}<noscript><button>Continue</button></noscript></form>
                <script>document.forms[0].submit();</script>
                """));
        }

        return LoginAnswer.Redirect(mode == "fragment" ? redirect + "#" + QueryHelpers.AddQueryString("", members)[1..] : QueryHelpers.AddQueryString(redirect, members));
    }

    /// <summary>An emulator gives codes to programs of this machine alone.</summary>
    private static bool IsAllowed(string redirect) => Uri.TryCreate(redirect, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == "urn" || (uri.IsLoopback && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)))
        && uri.Fragment.Length == 0;

    private static string Required(LoginCall call, string name) => call.Query(name) ?? throw new EntraException(EntraErrors.MissingParameter, name);
}
