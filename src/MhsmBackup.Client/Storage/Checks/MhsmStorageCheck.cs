namespace MhsmBackup.Storage;

/// <summary>One thing that was checked on a container or its account. Data alone, no secret in it.</summary>
public sealed record MhsmStorageCheck
{
    /// <summary>The container, without a SAS; with the folder when one was named.</summary>
    public required Uri Container { get; init; }

    /// <summary>What was checked: a stable name, safe to compare in scripts.</summary>
    public required string Check { get; init; }

    /// <summary>What it came to.</summary>
    public required MhsmStorageCheckStatus Status { get; init; }

    /// <summary>What was found, in words.</summary>
    public required string Finding { get; init; }

    /// <summary>What to do, with the command to type where there is one; null when there is nothing to do.</summary>
    public string? Recommendation { get; init; }

    /// <summary>The check and what it came to.</summary>
    public override string ToString() => $"{Check}: {Status}";
}
