using System.Net.Sockets;
using System.Text.RegularExpressions;
using Azure;
using Azure.Identity;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Service.Transport;
using Microsoft.Identity.Client;

namespace MhsmBackup.Identity.Failures;

/// <summary>Makes an error out of a sign-in that failed: what happened, in the own words of who refused, and the one thing to do.</summary>
internal static class SignInFailure
{
    private static readonly Regex NoIdentity = new(
        "no [a-z -]*managed identity [a-z ]*found|identity (was )?not found|not been assigned", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Explains a failure.</summary>
    /// <param name="way">How it was tried.</param>
    /// <param name="tenantId">The tenant that an HSM's challenge has named; null for none.</param>
    /// <param name="isSignedIn">Whether there was a token before: then a failure without a refusal may pass, and a wait goes on.</param>
    /// <param name="exception">What the credential threw.</param>
    public static MhsmAuthenticationException Explain(SignInWay way, string? tenantId, bool isSignedIn, Exception exception)
    {
        Exception[] chain = [.. SendFailure.Causes(exception)];
        if (chain.OfType<MhsmAuthenticationException>().FirstOrDefault() is MhsmAuthenticationException known) return known;

        string? refused = chain.Select(cause => cause.Message).FirstOrDefault(message => EntraRefusal.CodeIn(message) is not null);
        if (refused is not null) return OfEntra(way, tenantId, EntraRefusal.CodeIn(refused)!.Value, EntraRefusal.WordsIn(refused), exception);
        return way.Method switch
        {
            SignInMethod.ManagedIdentity => OfManagedIdentity(way, isSignedIn, chain, exception),
            SignInMethod.Interactive or SignInMethod.DeviceCode => OfPerson(way, tenantId, isSignedIn, chain, exception),
            _ => Other(way, tenantId, isSignedIn, chain, exception),
        };
    }

    private static MhsmAuthenticationException OfEntra(SignInWay way, string? tenantId, int code, string words, Exception exception) =>
        Error(EntraRefusal.ErrorIdOf(code), way, words, EntraRefusal.AdviceOn(code, way, tenantId), exception);

    private static MhsmAuthenticationException OfManagedIdentity(SignInWay way, bool isSignedIn, Exception[] chain, Exception exception)
    {
        // The libraries in between do not know every form of a refusal, and put words of their own before it.
        string words = way.Refusal?.Words ?? chain.OfType<MsalServiceException>().FirstOrDefault()?.Message ?? chain[chain.Length - 1].Message;
        bool isAnswered = way.Refusal is { IsOfAzure: true };
        if (words.IndexOf("multiple user assigned", StringComparison.OrdinalIgnoreCase) >= 0)
            return Error(MhsmErrorId.ManagedIdentityNotAssigned, way, words, "Say which one: Connect-Mhsm -ManagedIdentity -ClientId <client id>, or set AZURE_CLIENT_ID.", exception);
        if (NoIdentity.IsMatch(words)) return Error(MhsmErrorId.ManagedIdentityNotAssigned, way, words, way.Remedy, exception);
        if (isSignedIn || (isAnswered && chain.Any(IsOfNetwork)))
            return Error(MhsmErrorId.SignInUnreachable, way, words, "The identity endpoint could not answer: try again, and look at the health of this resource if it stays so.", exception, isTransient: true);
        return isAnswered
            ? Error(MhsmErrorId.SignInFailed, way, words, way.Remedy, exception)
            : Error(
                MhsmErrorId.ManagedIdentityUnavailable,
                way,
                words,
                "Only an Azure resource has a managed identity (a virtual machine, a runbook, a container, a function). Elsewhere sign in another way: Get-Help Connect-Mhsm -Examples.",
                exception);
    }

    private static MhsmAuthenticationException OfPerson(SignInWay way, string? tenantId, bool isSignedIn, Exception[] chain, Exception exception)
    {
        string? code = chain.OfType<MsalClientException>().FirstOrDefault()?.ErrorCode;
        if (code == MsalError.LinuxXdgOpen || chain.Any(cause => cause is PlatformNotSupportedException))
            return Error(MhsmErrorId.BrowserUnavailable, way, chain[chain.Length - 1].Message, "Sign in from here with a browser elsewhere: Connect-Mhsm -DeviceCode.", exception);
        if (code == MsalError.CodeExpired) return Error(MhsmErrorId.DeviceCodeExpired, way, chain[chain.Length - 1].Message, EntraRefusal.CodeWasNotUsed, exception);
        return Other(way, tenantId, isSignedIn, chain, exception);
    }

    private static MhsmAuthenticationException Other(SignInWay way, string? tenantId, bool isSignedIn, Exception[] chain, Exception exception)
    {
        string words = chain[chain.Length - 1].Message;
        bool isOfNetwork = chain.Any(IsOfNetwork);
        if (!isOfNetwork && chain.Any(cause => cause is AuthenticationRequiredException)) return Error(MhsmErrorId.InteractionRequired, way, words, $"Sign in again: {way.CommandFor(tenantId)}.", exception);
        if (!isOfNetwork && chain.Any(cause => cause is CredentialUnavailableException)) return Error(MhsmErrorId.NotSignedIn, way, words, RemedyFor(way, words), exception);
        if (isOfNetwork)
        {
            return Error(
                MhsmErrorId.SignInUnreachable,
                way,
                words,
                "The login endpoint could not be reached or did not answer: check the network, a proxy and a firewall between here and it, and AZURE_AUTHORITY_HOST if it is set.",
                exception,
                isTransient: true);
        }

        return Error(MhsmErrorId.SignInFailed, way, words, way.Remedy, exception, isTransient: isSignedIn);
    }

    private static string RemedyFor(SignInWay way, string words) => way.Method == SignInMethod.AzureCli && words.IndexOf("not installed", StringComparison.OrdinalIgnoreCase) >= 0
        ? "Install the az CLI and sign in with az login, or sign in another way: Get-Help Connect-Mhsm -Examples."
        : way.Remedy;

    private static MhsmAuthenticationException Error(string errorId, SignInWay way, string words, string? advice, Exception exception, bool isTransient = false)
    {
        string text = Redaction.OfText(words.Trim());
        // An exception of another load context is nothing that a script could use, and its message was not checked for secrets.
        return new MhsmAuthenticationException(
            errorId,
            $"Nobody could be signed in {way.Description}: {text}{(advice is null ? string.Empty : Environment.NewLine + advice)}",
            new InvalidOperationException(Redaction.OfText(exception.Message)))
        {
            IsTransient = isTransient,
        };
    }

    private static bool IsOfNetwork(Exception exception) => exception
        is HttpRequestException
        or SocketException
        or TimeoutException
        or OperationCanceledException
        or RequestFailedException { Status: 0 or 429 or >= 500 }
        or MsalServiceException { StatusCode: 429 or >= 500 };
}
