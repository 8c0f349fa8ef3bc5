using System.Globalization;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;

namespace MhsmBackup.Storage;

/// <summary>
/// The addresses that requests with a SAS must come from (<c>sip</c>): one IPv4 address, or two with a hyphen between them,
/// both included. https://learn.microsoft.com/rest/api/storageservices/create-service-sas#specify-an-ip-address-or-ip-range
/// </summary>
internal static class SasIPRange
{
    /// <summary>Reads an address or a range and gives it as storage takes it.</summary>
    /// <param name="text">What the user gave.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidIPAddressRange"/>.</exception>
    public static string Parse(string text)
    {
        uint[] ends = [.. text.Trim().Split('-').Select(part => ParseAddress(part.Trim()) ?? throw Invalid(text, "it is neither an IPv4 address nor two with a hyphen between them"))];
        if (ends.Length > 2) throw Invalid(text, "it has more than one hyphen");
        if (ends.Length == 2 && ends[0] > ends[1]) throw Invalid(text, "it ends before it starts");
        return string.Join("-", ends.Select(Show));
    }

    private static uint? ParseAddress(string text)
    {
        string[] parts = text.Split('.');
        if (parts.Length != 4) return null;
        uint address = 0;
        foreach (string part in parts)
        {
            // With a leading zero some read an octal number, and some do not.
            if (!byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out byte octet) || (part.Length > 1 && part[0] == '0')) return null;
            address = (address << 8) | octet;
        }

        return address;
    }

    private static string Show(uint address) => $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}";

    private static MhsmInputException Invalid(string text, string why) => new(
        MhsmErrorId.InvalidIPAddressRange,
        $"'{Redaction.OfText(text)}' cannot limit a SAS: {why}. Give an address like 203.0.113.7 or a range like 203.0.113.0-203.0.113.255; storage takes no IPv6 and no /24 here.");
}
