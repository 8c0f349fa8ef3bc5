using System.Text.RegularExpressions;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;

namespace MhsmBackup.Service;

/// <summary>The name of a key: 1 to 127 letters, digits and hyphens (azure-rest-api-specs, keys.json: key-name).</summary>
public static class ManagedHsmKeyName
{
    private static readonly Regex Rule = new("^[0-9A-Za-z-]{1,127}$", RegexOptions.CultureInvariant);

    /// <summary>Checks a key's name.</summary>
    /// <param name="text">What the user gave.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidKeyName"/>.</exception>
    public static string Parse(string? text)
    {
        string name = text?.Trim() ?? string.Empty;
        if (Rule.IsMatch(name)) return name;
        throw new MhsmInputException(
            MhsmErrorId.InvalidKeyName,
            $"'{Redaction.OfUri(name)}' is not the name of a key. A name has 1 to 127 letters, digits and hyphens; give the name alone, without URL, version or wildcard.");
    }
}
