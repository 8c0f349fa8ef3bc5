namespace MhsmBackup.Session;

/// <summary>A backup as far as completion needs it.</summary>
/// <param name="HsmName">The HSM that it is of.</param>
/// <param name="ContainerUri">Its container, without a SAS.</param>
/// <param name="Folder">Its folder in the container.</param>
/// <param name="Time">When it was taken, in UTC.</param>
internal sealed record ListedBackup(string HsmName, string ContainerUri, string Folder, DateTime Time);
