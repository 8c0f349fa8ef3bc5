namespace MhsmBackup.Emulator.ResourceManager;

/// <summary>Who calls, and the name that refusals call them by.</summary>
internal sealed record ArmCaller(string ObjectId, string Name);
