using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>What a client commits to when it sends the user to sign in (PKCE, RFC 7636).</summary>
internal sealed record CodeChallenge(string Challenge, string Method)
{
    internal const string Sha256 = "S256";
    internal const string Plain = "plain";

    internal bool IsMetBy(string? verifier) => verifier is not null && SecretText.Same(
        Challenge, Method == Sha256 ? Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) : verifier);
}
