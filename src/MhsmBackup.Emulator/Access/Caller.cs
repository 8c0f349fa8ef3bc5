using MhsmBackup.Emulator.Hsms;

namespace MhsmBackup.Emulator.Access;

/// <summary>Who calls; without an object id someone to whom nothing is denied, since no authentication is asked for.</summary>
internal sealed record Caller(string? ObjectId)
{
    internal static Caller Anyone { get; } = new(ObjectId: null);

    internal bool May(EmulatedHsm hsm, string action, string scope) => ObjectId is null || hsm.Allows(ObjectId, action, scope);
}
