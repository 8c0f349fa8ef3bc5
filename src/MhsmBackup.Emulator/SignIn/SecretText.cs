using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>Codes and tokens that say nothing and cannot be guessed.</summary>
internal static class SecretText
{
    private const int Bytes = 48;

    internal static string New() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(Bytes));

    internal static bool Same(string? expected, string? given) =>
        expected is not null && given is not null
        && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(expected), System.Text.Encoding.UTF8.GetBytes(given));
}
