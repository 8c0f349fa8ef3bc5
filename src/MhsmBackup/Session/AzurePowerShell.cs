using System.Management.Automation;
using System.Security;
using MhsmBackup.Errors;
using MhsmBackup.Identity.Evidence;
using MhsmBackup.Identity.Tokens;
using MhsmBackup.Secrets;

namespace MhsmBackup.Session;

/// <summary>Asks Az PowerShell of the same session, with its own cmdlets, on the pipeline's thread.</summary>
internal sealed class AzurePowerShell(MhsmSession session)
{
    // Only where Az.Accounts is loaded: nobody has signed in with a module that is not, and loading it takes seconds.
    private const string Account =
        "if (Get-Module Az.Accounts) { Get-AzContext -ErrorAction Ignore 3>$null 4>$null 5>$null }";

    // Az writes answers into its debug stream, and this one has the token.
    private const string Token =
        """
        param($resource, $tenant)
        $parameters = @{ ResourceUrl = $resource; ErrorAction = 'Stop'; Debug = $false; Verbose = $false }
        if ($tenant) { $parameters.TenantId = $tenant }
        if ((Get-Command Get-AzAccessToken -ErrorAction Stop).Parameters.ContainsKey('AsSecureString')) { $parameters.AsSecureString = $true }
        Get-AzAccessToken @parameters 3>$null 4>$null 5>$null
        """;

    /// <summary>Who is signed in to Az PowerShell here; null for nobody.</summary>
    public static AzurePowerShellAccount? Find(PSCmdlet cmdlet)
    {
        try
        {
            PSObject? context = cmdlet.InvokeCommand.InvokeScript(Account).FirstOrDefault();
            string? account = Text(context, "Account", "Id");
            return account is null ? null : new AzurePowerShellAccount(account, Text(context, "Tenant", "Id"));
        }
        catch (Exception e) when (e is RuntimeException and not PipelineStoppedException or InvalidOperationException or InvalidCastException)
        {
            return null; // a module that cannot say who is signed in is no evidence
        }
    }

    /// <summary>Asks for a token; the pipeline's thread answers when it comes to it.</summary>
    public Task<DelegatedToken> AskAsync(string resource, string? tenantId, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<DelegatedToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        CancellationTokenRegistration stop = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        session.Work.Add(cmdlet => Answer(answer, stop, (PSCmdlet)cmdlet, resource, tenantId), CancellationToken.None);
        return answer.Task;
    }

    // Whatever happens, whoever waits is told: nobody else would.
    private static void Answer(TaskCompletionSource<DelegatedToken> answer, CancellationTokenRegistration stop, PSCmdlet cmdlet, string resource, string? tenantId)
    {
        try
        {
            if (!answer.Task.IsCompleted) answer.TrySetResult(Ask(cmdlet, resource, tenantId));
        }
        catch (MhsmException e)
        {
            answer.TrySetException(e);
        }
        catch (PipelineStoppedException e)
        {
            answer.TrySetException(new OperationCanceledException("The pipeline was stopped.", e));
            throw;
        }
        catch (RuntimeException e)
        {
            answer.TrySetException(Explain(e));
        }
        catch (Exception e)
        {
            answer.TrySetException(new InvalidOperationException(Redaction.OfText(e.Message)));
            // What is no error of Az PowerShell's is the engine's own: an exit, a break.
            if (e is not (PSInvalidCastException or InvalidCastException or FormatException or InvalidOperationException)) throw;
        }
        finally
        {
            stop.Dispose();
        }
    }

    private static DelegatedToken Ask(PSCmdlet cmdlet, string resource, string? tenantId)
    {
        PSObject? answer = cmdlet.InvokeCommand.InvokeScript(useLocalScope: true, ScriptBlock.Create(Token), input: null, resource, tenantId).LastOrDefault();
        object? token = answer?.Properties["Token"]?.Value;
        if (token is PSObject wrapped) token = wrapped.BaseObject;
        SecureString? secret = token as SecureString ?? (token is string text ? SecureText.Protect(text) : null);
        if (secret is null) throw new MhsmAuthenticationException(MhsmErrorId.SignInFailed, "Get-AzAccessToken gave no token. Update Az.Accounts, or give a token with -AccessToken.");
        return new DelegatedToken(secret, LanguagePrimitives.ConvertTo<DateTimeOffset>(answer!.Properties["ExpiresOn"]?.Value ?? DateTimeOffset.UtcNow.AddMinutes(10)));
    }

    // Az names its own remedy when nobody is signed in, or no longer.
    private static Exception Explain(RuntimeException exception)
    {
        string words = Redaction.OfText(exception.ErrorRecord?.Exception?.Message ?? exception.Message);
        bool isMissing = exception.ErrorRecord?.FullyQualifiedErrorId.StartsWith("CommandNotFoundException", StringComparison.Ordinal) ?? false;
        bool isSignedOut = words.IndexOf("Connect-AzAccount", StringComparison.OrdinalIgnoreCase) >= 0 && words.IndexOf("AADSTS", StringComparison.Ordinal) < 0;
        if (!isMissing && !isSignedOut) return new InvalidOperationException(words);
        return new MhsmAuthenticationException(
            MhsmErrorId.NotSignedIn,
            $"Nobody could be signed in as whoever is signed in to Az PowerShell: {words}{Environment.NewLine}{(isMissing ? "Install it (Install-Module Az.Accounts) and sign in" : "Sign in")}: Connect-AzAccount.");
    }

    private static string? Text(PSObject? item, string property, string inner) =>
        item?.Properties[property]?.Value is object value ? PSObject.AsPSObject(value).Properties[inner]?.Value?.ToString() : null;
}
