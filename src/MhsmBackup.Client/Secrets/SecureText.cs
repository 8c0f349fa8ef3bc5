using System.Net;
using System.Security;

namespace MhsmBackup.Secrets;

/// <summary>Between SecureString and string. The string lives only as long as a request needs it.</summary>
internal static class SecureText
{
    public static SecureString Protect(string text)
    {
        var secure = new SecureString();
        foreach (char c in text) secure.AppendChar(c);
        secure.MakeReadOnly();
        return secure;
    }

    public static string Reveal(SecureString secure) => new NetworkCredential(string.Empty, secure).Password;
}
