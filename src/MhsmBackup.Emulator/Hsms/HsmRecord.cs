namespace MhsmBackup.Emulator.Hsms;

/// <summary>What of an HSM survives a restart. The time is in unix milliseconds.</summary>
internal sealed record HsmRecord(byte[] SecurityDomain, long? LastFullBackup, HsmContents Contents);
