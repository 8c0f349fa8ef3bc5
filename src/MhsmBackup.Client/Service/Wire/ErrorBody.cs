using System.Text.Json.Serialization;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;

namespace MhsmBackup.Service.Wire;

/// <summary>An error on the wire. While a job runs all its members are null.</summary>
internal sealed class ErrorBody
{
    [JsonPropertyName("code")]
    public string? Code { get; init; }

    [JsonPropertyName("message")]
    public string? Message { get; init; }

    [JsonPropertyName("innererror")]
    public ErrorBody? InnerError { get; init; }

    /// <summary>The error, or null when it says nothing at any depth.</summary>
    public MhsmServiceError? ToError()
    {
        MhsmServiceError? inner = InnerError?.ToError();
        if (string.IsNullOrEmpty(Code) && string.IsNullOrEmpty(Message) && inner is null) return null;
        return new MhsmServiceError
        {
            Code = Redaction.OfOptionalText(Code),
            Message = Redaction.OfOptionalText(Message),
            InnerError = inner,
        };
    }
}
