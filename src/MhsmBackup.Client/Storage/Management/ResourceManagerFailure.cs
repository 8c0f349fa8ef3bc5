using System.Text.Json;
using Azure;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Service;
using MhsmBackup.Service.Transport;
using MhsmBackup.Storage.Management.Wire;

namespace MhsmBackup.Storage.Management;

/// <summary>Makes an error out of what Azure Resource Manager refused: its own code and words, and what to do.</summary>
internal static class ResourceManagerFailure
{
    /// <summary>A refusal.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="subject">What was asked for, to stand behind <c>Azure Resource Manager refused</c>.</param>
    /// <param name="role">Which role allows it.</param>
    /// <param name="missingId">What it means when it is not there.</param>
    public static MhsmResourceManagerException OfRefusal(Response response, string subject, string role, string missingId)
    {
        MhsmServiceError? error = ErrorOf(response.Content);
        string own = error?.ToString() ?? JobReader.Excerpt(response.Content.ToString());
        string? requestId = response.Headers.TryGetValue("x-ms-request-id", out string? value) ? value : null;
        (string id, string advice) = response.Status switch
        {
            401 => (MhsmErrorId.ResourceManagerRefused, "The identity is of another tenant than the subscription, or its token was not accepted: sign in to the account's tenant with Connect-Mhsm."),
            403 => (MhsmErrorId.ResourceManagerRefused, $"The identity needs the role {role} on the account or above it; a new role takes up to ten minutes."),
            404 => (missingId, "Check its name, and that the identity sees it."),
            409 when error?.Code == "ScopeLocked" => (MhsmErrorId.ResourceManagerRefused, "A lock on the account, its group or its subscription forbids it. Sign in to storage with an identity instead of a key."),
            408 or 429 or >= 500 => (MhsmErrorId.ResourceManagerFailed, "Try again later."),
            _ => (MhsmErrorId.ResourceManagerRefused, "Its own words say why."),
        };
        return new MhsmResourceManagerException(
            id,
            $"Azure Resource Manager refused {subject}: {own} (HTTP {response.Status}){Environment.NewLine}{advice}",
            response.Status,
            error?.Code,
            requestId);
    }

    /// <summary>Why there was no answer.</summary>
    public static MhsmException Explain(Exception exception, Uri endpoint)
    {
        Exception[] chain = [.. SendFailure.Causes(exception)];
        if (chain.OfType<MhsmException>().FirstOrDefault() is MhsmException known) return known;
        string hint = LoopbackHost.Is(endpoint)
            ? $"Check {ResourceManagerEndpoint.Variable}; for an emulator's certificate set {LoopbackTrust.Variable} to its CA file."
            : "Check the network, and a proxy or firewall between here and it.";
        return new MhsmResourceManagerException(
            MhsmErrorId.ResourceManagerUnreachable,
            $"Azure Resource Manager at {endpoint.Authority} could not be reached: {Redaction.OfText(chain[chain.Length - 1].Message)}{Environment.NewLine}{hint}",
            status: 0,
            errorCode: null,
            requestId: null,
            exception);
    }

    private static MhsmServiceError? ErrorOf(BinaryData content)
    {
        try
        {
            return JsonSerializer.Deserialize(content.ToMemory().Span, ManagementJson.Default.ErrorAnswer)?.Error?.ToError();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
