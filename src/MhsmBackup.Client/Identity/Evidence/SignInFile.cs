using System.Text.Json;

namespace MhsmBackup.Identity.Evidence;

/// <summary>A file in which a tool keeps who is signed in; only whether somebody is, is read out of it.</summary>
internal sealed class SignInFile
{
    private SignInFile(string path, DateTime changed)
    {
        Path = path;
        Changed = changed;
    }

    public string Path { get; }

    /// <summary>When it was written: another sign-in writes it anew.</summary>
    public DateTime Changed { get; }

    /// <summary>The file when somebody is signed in by it, else null.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="isSignedIn">Whether its content says so.</param>
    public static SignInFile? Find(string path, Func<JsonElement, bool> isSignedIn)
    {
        try
        {
            if (!File.Exists(path)) return null;
            byte[] content = File.ReadAllBytes(path);
            // The az CLI writes a byte order mark, which JSON has not.
            bool hasMark = content.Length >= 3 && content[0] == 0xEF && content[1] == 0xBB && content[2] == 0xBF;
            using JsonDocument document = JsonDocument.Parse(content.AsMemory(hasMark ? 3 : 0));
            return isSignedIn(document.RootElement) ? new SignInFile(path, File.GetLastWriteTimeUtc(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or ArgumentException)
        {
            return null; // a file that cannot be read is no evidence
        }
    }
}
