using MhsmBackup.Errors;

namespace MhsmBackup.Jobs;

/// <summary>The service's job ids: 32 hexadecimal digits, without hyphens.</summary>
public static class MhsmJobId
{
    /// <summary>Reads a job id; a GUID with hyphens or braces is the same id and is accepted.</summary>
    /// <param name="text">What the user gave.</param>
    /// <returns>32 lower-case hexadecimal digits.</returns>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidJobId"/>.</exception>
    public static string Parse(string? text) =>
        Guid.TryParse(text?.Trim(), out Guid id) && text!.Trim()[0] != '(' && !text.Contains("0x")
            ? id.ToString("N")
            : throw new MhsmInputException(
                MhsmErrorId.InvalidJobId,
                $"'{text}' is not a job id. A job id has 32 hexadecimal digits, like 4c9e342c12844c3f96f44e5c67cbd92d; "
                + "Start-MhsmBackup and the other starting cmdlets return it as JobId.");
}
