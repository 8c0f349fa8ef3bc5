using System.Globalization;
using System.Text.RegularExpressions;
using MhsmBackup.Errors;

namespace MhsmBackup.Service;

/// <summary>
/// A version of the data-plane API: 7.2 first, 7.5 with the managed identity, 7.6 with the pre-checks, then dates
/// (azure-rest-api-specs, Security.KeyVault.BackupRestore).
/// </summary>
public sealed class ManagedHsmApiVersion
{
    private static readonly Regex Form = new("^(7\\.(?<minor>[0-9]{1,2})|(?<date>20[0-9]{2}-[0-9]{2}-[0-9]{2}))(-preview(\\.[0-9]+)?)?$", RegexOptions.CultureInvariant);

    private readonly int _minor;

    private ManagedHsmApiVersion(string text, int minor)
    {
        Text = text;
        _minor = minor;
    }

    /// <summary>7.6: the oldest that has every operation, so it reaches the most clouds.</summary>
    public static ManagedHsmApiVersion Default { get; } = new("7.6", 6);

    /// <summary>The version as it stands in a request's query.</summary>
    public string Text { get; }

    internal bool HasManagedIdentity => _minor >= 5;

    internal bool HasPreChecks => _minor >= 6;

    /// <summary>Reads a version such as <c>7.6</c> or <c>2025-07-01</c>.</summary>
    /// <param name="text">What the user gave.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidApiVersion"/>.</exception>
    public static ManagedHsmApiVersion Parse(string? text)
    {
        Match match = Form.Match(text ?? string.Empty);
        if (match.Success)
        {
            if (!match.Groups["minor"].Success) return new ManagedHsmApiVersion(text!, int.MaxValue);
            int minor = int.Parse(match.Groups["minor"].Value, CultureInfo.InvariantCulture);
            if (minor >= 2) return new ManagedHsmApiVersion(text!, minor);
        }

        throw new MhsmInputException(
            MhsmErrorId.InvalidApiVersion,
            $"'{text}' is not an api-version of Managed HSM. Give 7.2 to 7.6 or a date such as 2025-07-01; the default is {Default.Text}.");
    }

    /// <summary>The version as it stands in a request's query.</summary>
    public override string ToString() => Text;
}
