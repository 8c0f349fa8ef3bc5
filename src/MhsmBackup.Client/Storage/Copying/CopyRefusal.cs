using MhsmBackup.Errors;

namespace MhsmBackup.Storage.Copying;

/// <summary>The errors of a copy.</summary>
internal static class CopyRefusal
{
    private const int MostNamed = 5;

    /// <summary>The copy would lie in the backup itself.</summary>
    public static MhsmInputException SamePlace(Uri source, Uri destination) => new(
        MhsmErrorId.CopyOntoItself,
        source == destination
            ? $"{source} would be copied onto itself. Give another container, or a folder in it."
            : $"{destination} is a folder within {source}: it would become part of the backup. Give another container, or a folder beside it.");

    /// <summary>There is no such backup.</summary>
    public static MhsmInputException NotThere(Uri source) => new(
        MhsmErrorId.BackupNotFound, $"There is no backup {source}. Get-MhsmBackup shows what there is; case counts in a folder's name.");

    /// <summary>The source is partial.</summary>
    public static MhsmInputException Partial(MhsmStoredBackup backup) => new(
        MhsmErrorId.BackupIncomplete,
        $"{backup.BackupUri} is not complete, and was not copied: {string.Join(" ", backup.Problems)} To copy what there is give -Force.");

    /// <summary>Blobs of the source are in the archive tier.</summary>
    public static MhsmInputException Archived(Uri source, IReadOnlyCollection<SourceBlob> blobs) => new(
        MhsmErrorId.BackupArchived,
        $"{source} was not copied: {Named(blobs)} in the archive tier, which cannot be read. Rehydrate first, which takes hours: az storage blob set-tier --tier Hot --name <blob> …");

    /// <summary>Something else is where blobs of the copy belong.</summary>
    public static MhsmInputException Conflict(Uri destination, IReadOnlyCollection<SourceBlob> blobs) => new(
        MhsmErrorId.CopyConflict,
        $"{destination} has other content under the same name as {Named(blobs)} to be copied; nothing was copied, since a backup is never changed. Give another destination, or -Force to overwrite.");

    /// <summary>The destination has blobs that are none of the backup's.</summary>
    public static MhsmInputException Foreign(Uri source, Uri destination, IReadOnlyCollection<string> names) => new(
        MhsmErrorId.CopyConflict,
        $"{destination} has blobs that {source} has not ({string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? ", …" : string.Empty)}); nothing was copied. Give another destination, or remove them.");

    /// <summary>The copy is not whole.</summary>
    public static MhsmException Incomplete(Uri source, Uri destination, CopyProgress progress, IReadOnlyCollection<string> failures) => new(
        MhsmErrorId.CopyIncomplete,
        $"{source} is not whole at {destination}: {progress.Copied + progress.Skipped} of {progress.Blobs} blobs are there.{Environment.NewLine}"
        + string.Join(Environment.NewLine, failures.Take(MostNamed))
        + (failures.Count > MostNamed ? $"{Environment.NewLine}… and {failures.Count - MostNamed} more." : string.Empty)
        + $"{Environment.NewLine}What is there shows as Partial. Run Copy-MhsmBackup again: it copies what is missing.");

    /// <summary>After the copy the two differ.</summary>
    public static MhsmException Differs(Uri source, Uri destination, IReadOnlyCollection<string> differences) => new(
        MhsmErrorId.CopyNotVerified,
        $"{destination} is not the same as {source} after the copy: {string.Join("; ", differences.Take(MostNamed))}{(differences.Count > MostNamed ? "; …" : string.Empty)}. Somebody may have written to one of them meanwhile: compare them, and copy again.");

    private static string Named(IReadOnlyCollection<SourceBlob> blobs) =>
        $"{blobs.Count} blob{(blobs.Count == 1 ? " is" : "s are")} ({string.Join(", ", blobs.Take(MostNamed).Select(blob => blob.Name))}{(blobs.Count > MostNamed ? ", …" : string.Empty)})";
}
