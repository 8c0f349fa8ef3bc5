namespace MhsmBackup.Emulator.SignIn;

/// <summary>A request refused with an error of Entra ID.</summary>
/// <param name="error">The error.</param>
/// <param name="value">What its text tells of beside the request's own parts.</param>
internal sealed class EntraException(EntraError error, string? value = null) : Exception(error.Text)
{
    public EntraError Error { get; } = error;

    public string? Value { get; } = value;
}
