namespace MhsmBackup.Emulator.ResourceManager;

/// <summary>A call refused in the words of Azure Resource Manager.</summary>
internal sealed class ArmException(int status, string code, string message) : Exception(message)
{
    internal int Status { get; } = status;

    internal string Code { get; } = code;

    /// <summary>What a 401 tells in its header.</summary>
    internal string? Challenge { get; init; }

    internal static ArmException NotFound(string code, string message) => new(StatusCodes.Status404NotFound, code, message);
}
