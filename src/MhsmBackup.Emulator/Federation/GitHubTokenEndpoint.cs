namespace MhsmBackup.Emulator.Federation;

/// <summary>Where a GitHub Actions job asks for its federated token.</summary>
internal sealed class GitHubTokenEndpoint
{
    internal const string Path = "/idtoken/5f2d7c84-0000-4000-8000-9e61b3a7d450/0a4e9b12-0000-4000-8000-c7d85f3e6b21";
    internal const string PathAndQuery = Path + "?api-version=2.0";
}
