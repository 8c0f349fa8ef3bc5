namespace MhsmBackup.Storage.Management;

/// <summary>A rule of an account that moves or deletes blobs by their age.</summary>
public sealed record LifecycleRule
{
    /// <summary>The rule's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is on.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>What it begins to do to a blob, for example <c>delete</c>, <c>tierToCool</c>, <c>tierToArchive</c>.</summary>
    public IReadOnlyList<string> Actions { get; init; } = [];

    /// <summary>What the names begin with that it is for, the container's name first; empty for all.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>Whether it is for blobs alone that carry certain tags.</summary>
    public bool NeedsTags { get; init; }

    /// <summary>Whether it is for block blobs, of which a backup is made.</summary>
    public bool IsForBlockBlobs { get; init; } = true;

    /// <summary>Whether it can meet a blob under this path.</summary>
    /// <param name="path">A container's name, and the folder in it if there is one: <c>hsm</c>, <c>hsm/2026</c>.</param>
    public bool Meets(string path) => IsEnabled && IsForBlockBlobs
        && (Prefixes.Count == 0 || Prefixes.Any(prefix => MayMeet(prefix, path + "/")));

    // The prefix may end before the path, or reach into it.
    private static bool MayMeet(string prefix, string path) =>
        path.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(path, StringComparison.Ordinal);
}
