namespace MhsmBackup.Emulator.ResourceManager;

/// <summary>A blob container as Azure Resource Manager shows it.</summary>
/// <param name="name">Its name.</param>
public sealed class EmulatedContainer(string name)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>None, Blob or Container.</summary>
    public string PublicAccess { get; set; } = "None";

    /// <summary>How many days blobs cannot be changed or deleted; null when it has no such policy.</summary>
    public int? ImmutabilityDays { get; set; }

    /// <summary>Whether the policy is locked: nobody can shorten or remove it any more.</summary>
    public bool IsImmutabilityLocked { get; set; }

    /// <summary>The tags of its legal holds; there is a hold as long as there is a tag.</summary>
    public IList<string> LegalHoldTags { get; } = [];

    /// <summary>Whether it was made with immutability of versions.</summary>
    public bool HasImmutableVersions { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
